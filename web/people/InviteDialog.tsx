import type { CreatedInvitation } from '@muniment/core/members/schema.ts'
import { Button, Group, Modal, Radio, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { Page } from '@muniment/core/page.ts'
import type { Role } from '@muniment/core/roles/schema.ts'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../api.ts'
import { FormError } from '../frame/ErrorPanel.tsx'
import { fieldErrors } from '../frame/fieldErrors.ts'
import { useMe } from '../session/session.ts'
import { OneTimeLink } from './OneTimeLink.tsx'

/** Invites somebody: asks for address and role, then shows the link once. */
export function InviteDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Invite a person" closeOnClickOutside={false}>
      <Invite onClose={onClose} />
    </Modal>
  )
}

function Invite({ onClose }: { onClose: () => void }) {
  const { organization } = useMe()
  const queries = useQueryClient()
  const roles = useQuery({ queryKey: [organization, 'roles'], queryFn: () => api<Page<Role>>('/roles') })
  // A member or guest may always be invited; other roles only by who holds all that they allow.
  const givable = (roles.data?.items ?? []).filter(
    ({ key, abilities }) => key === 'member' || key === 'guest' || abilities.assign,
  )
  const form = useForm({
    initialValues: { email: '', roleId: '' },
    validate: {
      email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : 'Enter an e-mail address such as ana@example.com.'),
    },
  })
  const submit = useMutation({
    mutationFn: (values: typeof form.values) =>
      api<CreatedInvitation>('/invitations', {
        method: 'POST',
        body: { email: values.email, ...(values.roleId !== '' && { roleId: values.roleId }) },
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: [organization, 'invitations'] }),
    onError: (error) => form.setErrors(fieldErrors(error, ['email', 'roleId'])),
  })
  if (submit.data) {
    const { link, expiresAt, email } = submit.data
    return <OneTimeLink link={link} expiresAt={expiresAt} email={email} onDone={onClose} />
  }
  return (
    <form noValidate onSubmit={form.onSubmit((values) => submit.mutate(values))}>
      <Stack>
        <TextInput
          label="E-mail"
          type="email"
          data-autofocus
          required
          withAsterisk={false}
          {...form.getInputProps('email')}
        />
        <Radio.Group label="Role" {...form.getInputProps('roleId')}>
          <Stack gap="xs" mt={6}>
            {givable.map((role) => (
              <Radio key={role.id} value={role.id} label={role.name} description={role.description} />
            ))}
          </Stack>
        </Radio.Group>
        {submit.isError && Object.keys(form.errors).length === 0 && <FormError error={submit.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={submit.isPending}>
            Create link
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
