import { Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { api, ApiProblem } from '../api.ts'
import { FormError } from '../frame/ErrorPanel.tsx'

/** Whether something failed only because whoever sits here must show again who they are. */
export function needsConfirmation(error: unknown): boolean {
  return error instanceof ApiProblem && error.code === 'confirmation_needed'
}

/** Asks for the password again; then what was wanted is done. */
function ConfirmDialog({
  opened,
  onClose,
  onConfirmed,
}: {
  opened: boolean
  onClose: () => void
  onConfirmed: () => void
}) {
  return (
    <Modal opened={opened} onClose={onClose} title="Confirm that it’s you">
      <Confirm onClose={onClose} onConfirmed={onConfirmed} />
    </Modal>
  )
}

function Confirm({ onClose, onConfirmed }: { onClose: () => void; onConfirmed: () => void }) {
  const form = useForm({
    initialValues: { password: '' },
    validate: { password: (value) => (value === '' ? 'Enter your password.' : null) },
  })
  const submit = useMutation({
    mutationFn: (values: typeof form.values) =>
      api('/session/confirmation', { method: 'POST', body: values, public: true }),
    onSuccess: onConfirmed,
  })
  return (
    <form
      noValidate
      onSubmit={(event) => {
        // It may be asked from within another form, which is not to be sent by this.
        event.stopPropagation()
        form.onSubmit((values) => submit.mutate(values))(event)
      }}
    >
      <Stack>
        <Text>What you are about to do is far-reaching. Enter your password once more; it counts for ten minutes.</Text>
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          data-autofocus
          required
          withAsterisk={false}
          visibilityToggleButtonProps={{ 'aria-label': 'Show password' }}
          {...form.getInputProps('password')}
        />
        {submit.isError && <FormError error={submit.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={submit.isPending}>
            Confirm
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/**
 * For acts that may want to know again who sits here: `ask` takes what failed and how to do it again, and gives whether
 * it asks; `dialog` belongs into the page.
 */
export function useConfirmation(): { ask: (error: unknown, again: () => void) => boolean; dialog: ReactNode } {
  const [interrupted, setInterrupted] = useState<(() => void) | null>(null)
  const dialog = (
    <ConfirmDialog
      opened={interrupted !== null}
      onClose={() => setInterrupted(null)}
      onConfirmed={() => {
        setInterrupted(null)
        interrupted?.()
      }}
    />
  )
  const ask = (error: unknown, again: () => void): boolean => {
    if (!needsConfirmation(error)) return false
    setInterrupted(() => again)
    return true
  }
  return { ask, dialog }
}
