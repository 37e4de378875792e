import type { SecondStep } from '@muniment/core/accounts/schema.ts'
import { Button, Modal, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { api, onConfirmationNeeded } from '../api.ts'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import { createStore, useStore } from '../frame/store.ts'
import { ProofForm } from './ProofForm.tsx'

const asking = createStore<{ answer: (confirmed: boolean) => void } | null>(null)

/** How this person can confirm that it's them. */
export function useSecondStep() {
  return useQuery({
    queryKey: ['confirmation'],
    queryFn: ({ signal }) => api<SecondStep>('/session/confirmation', { signal, organization: null, public: true }),
    // What one has may have changed since.
    gcTime: 0,
    staleTime: 0,
  })
}

/** Asks when the server wants a confirmation for what was just tried; it is then done again by itself. */
export function ConfirmDialog() {
  const asked = useStore(asking)
  useEffect(
    () =>
      onConfirmationNeeded(
        () =>
          new Promise((resolve) => {
            asking.set({ answer: resolve })
          }),
      ),
    [],
  )
  const close = (confirmed: boolean) => {
    asked?.answer(confirmed)
    asking.set(null)
  }
  return (
    <Modal
      opened={asked !== null}
      onClose={() => close(false)}
      title="Confirm that it's you"
      closeOnClickOutside={false}
      zIndex={400}
    >
      <Question onDone={() => close(true)} onCancel={() => close(false)} />
    </Modal>
  )
}

function Question({ onDone, onCancel }: { onDone: () => void; onCancel: () => void }) {
  const step = useSecondStep()
  if (step.isError) return <ErrorPanel error={step.error} retry={() => void step.refetch()} />
  if (!step.data) return <Skeleton className="late" h={120} />
  return (
    <Stack gap="md">
      <Text c="dimmed">What you are about to do is far-reaching. This counts for ten minutes.</Text>
      <ProofForm
        step={step.data}
        onDone={onDone}
        aside={
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
        }
      />
    </Stack>
  )
}
