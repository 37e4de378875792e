import { Skeleton, Text } from '@mantine/core'
import { Navigate, useNavigate, useSearchParams } from 'react-router'
import { ApiProblem } from '../api.ts'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import { useSecondStep } from './ConfirmDialog.tsx'
import { ProofForm } from './ProofForm.tsx'
import { PublicPage } from './PublicPage.tsx'
import { leavesApp, safeReturn } from './return.ts'

/** The step before far-reaching acts as a page: the console leads here for passkeys, and back. */
export function Confirm() {
  const [parameters] = useSearchParams()
  const navigate = useNavigate()
  const step = useSecondStep()
  const target = safeReturn(parameters.get('next'))
  if (step.error instanceof ApiProblem && step.error.status === 401) {
    return <Navigate to={`/sign-in?next=${encodeURIComponent(target)}`} replace />
  }
  return (
    <PublicPage title="Confirm that it's you">
      {step.isError ? (
        <ErrorPanel error={step.error} retry={() => void step.refetch()} />
      ) : step.data ? (
        <>
          <Text c="dimmed">What you are about to do is far-reaching. This counts for ten minutes.</Text>
          <ProofForm
            step={step.data}
            onDone={() => (leavesApp(target) ? window.location.assign(target) : void navigate(target))}
          />
        </>
      ) : (
        <Skeleton className="late" h={120} />
      )}
    </PublicPage>
  )
}
