import { Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../api.ts'
import { announce } from '../frame/announce.tsx'
import { FormError } from '../frame/ErrorPanel.tsx'
import { FormButtons } from '../frame/FormButtons.tsx'
import { fieldErrors } from '../frame/fieldErrors.ts'
import { checkPassword, NewPasswordField } from './PasswordField.tsx'

/** Choosing another password; the server asks first to confirm that it's them. */
export function PasswordForm({ onClose }: { onClose: () => void }) {
  const queries = useQueryClient()
  const form = useForm({ initialValues: { password: '' }, validate: { password: checkPassword } })
  const submit = useMutation({
    mutationFn: (body: typeof form.values) => api('/profile/password', { method: 'POST', body, organization: null }),
    onSuccess: async () => {
      announce('Your password is changed')
      onClose()
      await queries.invalidateQueries({ queryKey: ['sessions'] })
    },
    onError: (error) => form.setErrors(fieldErrors(error, ['password'])),
  })
  return (
    <form noValidate onSubmit={form.onSubmit((values) => submit.mutate(values))}>
      <Stack>
        <Text>Everybody signed in as you elsewhere is signed out with it.</Text>
        <NewPasswordField label="New password" data-autofocus {...form.getInputProps('password')} />
        {submit.isError && Object.keys(form.errors).length === 0 && <FormError error={submit.error} />}
        <FormButtons onCancel={onClose} loading={submit.isPending}>
          Change password
        </FormButtons>
      </Stack>
    </form>
  )
}
