import type { CreatedInvitation, RoomGrant } from '@muniment/core/members/schema.ts'
import { ActionIcon, Group, Modal, MultiSelect, NativeSelect, Select, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconX } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { LEVELS } from '../access/words.ts'
import { api } from '../api.ts'
import { useDepartments } from '../departments/queries.ts'
import { pathOf } from '../departments/tree.ts'
import { FormError } from '../frame/ErrorPanel.tsx'
import { FormButtons } from '../frame/FormButtons.tsx'
import { fieldErrors } from '../frame/fieldErrors.ts'
import { useRoles } from '../roles/queries.ts'
import { useRooms } from '../rooms/queries.ts'
import { useMe } from '../session/session.ts'
import { OneTimeLink } from './OneTimeLink.tsx'
import classes from './people.module.css'

/** Invites somebody: asks for address, role and what they get at once, then shows the link once. */
export function InviteDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Invite a person" closeOnClickOutside={false}>
      <Invite onClose={onClose} />
    </Modal>
  )
}

interface Values {
  email: string
  roleId: string
  departments: string[]
  rooms: RoomGrant[]
}

function Invite({ onClose }: { onClose: () => void }) {
  const { organization } = useMe()
  const queries = useQueryClient()
  const roles = useRoles()
  const departments = useDepartments()
  // A member or guest may always be invited; other roles only by who holds all that they allow.
  const givable = (roles.data ?? []).filter(
    ({ key, abilities }) => key === 'member' || key === 'guest' || abilities.assign,
  )
  const member = givable.find(({ key }) => key === 'member')
  const runs = (departments.data ?? []).filter(({ abilities }) => abilities.change)
  const values: Values = { email: '', roleId: '', departments: [], rooms: [] }
  const form = useForm({
    initialValues: values,
    validate: {
      email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : 'Enter an e-mail address such as ana@example.com.'),
    },
  })
  const submit = useMutation({
    mutationFn: ({ roleId, ...rest }: Values) =>
      api<CreatedInvitation>('/invitations', { method: 'POST', body: { ...rest, ...(roleId !== '' && { roleId }) } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: [organization, 'invitations'] }),
    onError: (error) => form.setErrors(fieldErrors(error, ['email', 'roleId'])),
  })
  if (submit.data) {
    const { link, expiresAt, email } = submit.data
    return <OneTimeLink link={link} expiresAt={expiresAt} email={email} onDone={onClose} />
  }
  const chosen = form.values.roleId || (member?.id ?? '')
  return (
    <form noValidate onSubmit={form.onSubmit((filled) => submit.mutate({ ...filled, roleId: chosen }))}>
      <Stack>
        <TextInput
          label="E-mail"
          type="email"
          data-autofocus
          required
          withAsterisk={false}
          {...form.getInputProps('email')}
        />
        <NativeSelect
          label="Role"
          data={givable.map(({ id, name }) => ({ value: id, label: name }))}
          description={givable.find(({ id }) => id === chosen)?.description}
          {...form.getInputProps('roleId')}
          value={chosen}
        />
        {runs.length > 0 && (
          <MultiSelect
            label="Departments"
            placeholder={form.values.departments.length === 0 ? 'None' : ''}
            searchable
            clearable
            clearButtonProps={{ 'aria-label': 'Clear departments' }}
            data={runs.map(({ id }) => ({ value: id, label: pathOf(departments.data ?? [], id) }))}
            {...form.getInputProps('departments')}
          />
        )}
        <RoomGrants value={form.values.rooms} onChange={(rooms) => form.setFieldValue('rooms', rooms)} />
        {submit.isError && Object.keys(form.errors).length === 0 && <FormError error={submit.error} />}
        <FormButtons onCancel={onClose} loading={submit.isPending}>
          Create link
        </FormButtons>
      </Stack>
    </form>
  )
}

const GIVEN = LEVELS.filter(({ value }) => value !== 'none')

function readGiven(value: string): RoomGrant['level'] {
  return value === 'manage' || value === 'edit' || value === 'download' ? value : 'view'
}

/** Rooms that somebody gets with the invitation; only those that one may share. */
function RoomGrants({ value, onChange }: { value: readonly RoomGrant[]; onChange: (next: RoomGrant[]) => void }) {
  const rooms = useRooms()
  const mine = (rooms.data?.pages.flatMap((page) => page.items) ?? []).filter(({ abilities }) => abilities.share)
  if (mine.length === 0) return null
  const nameOf = (id: string) => mine.find((room) => room.id === id)?.name ?? 'A room'
  const others = mine.filter(({ id }) => value.every(({ roomId }) => roomId !== id))
  return (
    <Stack gap={8}>
      <Select
        label="Rooms"
        placeholder={others.length === 0 ? 'All are chosen' : 'Add a room'}
        searchable
        value={null}
        disabled={others.length === 0}
        data={others.map(({ id, name }) => ({ value: id, label: name }))}
        nothingFoundMessage="No room that you may share is called that."
        onFocus={() => rooms.hasNextPage && void rooms.fetchNextPage()}
        onChange={(roomId) => roomId !== null && onChange([...value, { roomId, level: 'view' }])}
      />
      {value.map(({ roomId, level }) => (
        <Group key={roomId} gap={8} wrap="nowrap">
          <Text flex={1} miw={0} truncate>
            {nameOf(roomId)}
          </Text>
          <NativeSelect
            size="xs"
            aria-label={`Access to ${nameOf(roomId)}`}
            data={GIVEN}
            value={level}
            onChange={(event) => {
              const next = readGiven(event.currentTarget.value)
              onChange(value.map((one) => (one.roomId === roomId ? { roomId, level: next } : one)))
            }}
          />
          <ActionIcon
            className={classes['touch'] ?? ''}
            aria-label={`Leave out ${nameOf(roomId)}`}
            onClick={() => onChange(value.filter((one) => one.roomId !== roomId))}
          >
            <IconX size={18} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
    </Stack>
  )
}
