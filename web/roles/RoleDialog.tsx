import type { Role } from '@muniment/core/roles/schema.ts'
import { Button, Checkbox, Group, Modal, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { modals } from '@mantine/modals'
import { IconTrash } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { SENSITIVITY_WORDS } from '../access/words.ts'
import { api } from '../api.ts'
import { announce } from '../frame/announce.tsx'
import { FormError } from '../frame/ErrorPanel.tsx'
import { fieldErrors } from '../frame/fieldErrors.ts'
import { peopleChanged } from '../people/queries.ts'
import { useMe } from '../session/session.ts'
import { RoleImpact } from './RoleImpact.tsx'

const CLEARANCES = (['public', 'internal', 'confidential', 'restricted'] as const).map((value) => ({
  value,
  label: SENSITIVITY_WORDS[value],
}))

interface Props {
  asked: Role | 'new' | null
  roles: readonly Role[]
  onClose: () => void
}

/** Makes a role out of a copy of another, or changes what is said about one; what it allows is ticked in the table. */
export function RoleDialog({ asked, roles, onClose }: Props) {
  return (
    <Modal opened={asked !== null} onClose={onClose} title={asked === 'new' ? 'New role' : 'Change role'}>
      {asked && <Edit role={asked === 'new' ? null : asked} roles={roles} onClose={onClose} />}
    </Modal>
  )
}

function Edit({ role: opened, roles, onClose }: { role: Role | null; roles: readonly Role[]; onClose: () => void }) {
  const { organization, can } = useMe()
  const queries = useQueryClient()
  const role = roles.find(({ id }) => id === opened?.id) ?? opened
  const first = roles.find(({ key }) => key === 'member')
  const form = useForm({
    initialValues: {
      name: role?.name ?? '',
      description: role?.description ?? '',
      clearance: role?.clearance ?? first?.clearance ?? 'internal',
      guest: role?.guest ?? false,
      copyOf: first?.id ?? '',
    },
    validate: { name: (value) => (value.trim() ? null : 'Enter a name for the role.') },
  })
  const source = roles.find(({ id }) => id === form.values.copyOf)
  const copied = (source?.permissions ?? []).filter(can)
  const left = (source?.permissions.length ?? 0) - copied.length
  const submit = useMutation({
    mutationFn: ({ name, description, clearance, guest }: typeof form.values) => {
      const said = { name, description, clearance, guest }
      return role
        ? api<Role>(`/roles/${role.id}`, { method: 'PATCH', body: said, ifMatch: role.revision })
        : api<Role>('/roles', { method: 'POST', body: { ...said, permissions: copied } })
    },
    onSuccess: (saved) => {
      announce(`Role ${saved.name} saved`)
      onClose()
    },
    onError: (error) => form.setErrors(fieldErrors(error, ['name', 'description', 'clearance'])),
    onSettled: () => peopleChanged(queries, organization),
  })
  return (
    <form noValidate onSubmit={form.onSubmit((values) => submit.mutate(values))}>
      <Stack>
        <TextInput label="Name" data-autofocus required withAsterisk={false} {...form.getInputProps('name')} />
        <Textarea label="Description" autosize minRows={2} {...form.getInputProps('description')} />
        {!role && (
          <NativeSelect
            label="Begin with a copy of"
            description={
              left > 0
                ? `${left} of its permissions are left out: you don’t hold them yourself.`
                : 'What it allows can be changed in the table afterwards.'
            }
            data={[{ value: '', label: 'Nothing' }, ...roles.map(({ id, name }) => ({ value: id, label: name }))]}
            {...form.getInputProps('copyOf')}
          />
        )}
        <NativeSelect
          label="Sees documents up to"
          description="Documents above this sensitivity do not exist for who holds only this role."
          data={CLEARANCES}
          {...form.getInputProps('clearance')}
        />
        <Checkbox
          label="For people from outside"
          description="Who holds only such roles is no part of “everyone”."
          {...form.getInputProps('guest', { type: 'checkbox' })}
        />
        {role && (form.values.clearance !== role.clearance || form.values.guest !== role.guest) && (
          <RoleImpact role={role} change={{ clearance: form.values.clearance, guest: form.values.guest }} />
        )}
        {submit.isError && Object.keys(form.errors).length === 0 && <FormError error={submit.error} />}
        <Group justify="space-between">
          {role ? <Remove role={role} onRemoved={onClose} /> : <span />}
          <Group gap={8}>
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={submit.isPending}>
              {role ? 'Save' : 'Create role'}
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  )
}

function Remove({ role, onRemoved }: { role: Role; onRemoved: () => void }) {
  const { organization } = useMe()
  const queries = useQueryClient()
  const remove = useMutation({
    mutationFn: () => api(`/roles/${role.id}`, { method: 'DELETE' }),
    onSuccess: () => {
      announce(`Role ${role.name} removed`)
      peopleChanged(queries, organization)
      onRemoved()
    },
  })
  if (role.people > 0) {
    return (
      <Text size="xs" c="dimmed" maw={180}>
        Can be removed when nobody holds it any more.
      </Text>
    )
  }
  return (
    <div>
      <Button
        variant="default"
        leftSection={<IconTrash size={18} aria-hidden />}
        loading={remove.isPending}
        onClick={() =>
          modals.openConfirmModal({
            title: `Remove the role ${role.name}?`,
            children: 'What was shared with this role ends with it.',
            labels: { confirm: 'Remove', cancel: 'Keep' },
            confirmProps: { color: 'red' },
            onConfirm: () => remove.mutate(),
          })
        }
      >
        Remove
      </Button>
      {remove.isError && <FormError error={remove.error} />}
    </div>
  )
}
