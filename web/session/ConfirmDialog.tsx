import { Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { api, ApiProblem } from '../api.ts'
import { FormError } from '../frame/ErrorPanel.tsx'

/** Whether something failed only because whoever sits here must show again who they are. */
export function needsConfirmation(error: unknown): boolean {
  return error instanceof ApiProblem && error.code === 'confirmation_needed'
}

/** Asks for the password again; then what was wanted is done. */
export function ConfirmDialog({
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
    <form noValidate onSubmit={form.onSubmit((values) => submit.mutate(values))}>
      <Stack>
        <Text>How you sign in is about to change. Enter your password once more; it counts for ten minutes.</Text>
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
