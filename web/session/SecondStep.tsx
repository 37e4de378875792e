import { Anchor, Skeleton, Text } from '@mantine/core'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import { useSecondStep } from './ConfirmDialog.tsx'
import { ProofForm } from './ProofForm.tsx'
import { PublicPage } from './PublicPage.tsx'
import { signOut } from './session.ts'

/** What follows the password, or a provider, for somebody with a second factor. */
export function SecondStepPage({ onDone }: { onDone: () => void }) {
  const step = useSecondStep()
  return (
    <PublicPage title="Second step">
      {step.isError ? (
        <ErrorPanel error={step.error} retry={() => void step.refetch()} />
      ) : step.data ? (
        <>
          <Text c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            Signing in as {step.data.email}.
          </Text>
          <ProofForm step={step.data} onDone={onDone} />
          <Text size="xs" c="dimmed">
            Lost every way? Ask your administrator to reset your second factor.{' '}
            <Anchor component="button" type="button" size="xs" onClick={() => void signOut()}>
              Sign in as somebody else
            </Anchor>
          </Text>
        </>
      ) : (
        <Skeleton className="late" h={120} />
      )}
    </PublicPage>
  )
}
