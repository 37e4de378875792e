import type { Member } from '@muniment/core/members/schema.ts'
import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { dayOf, endOfDay } from '../access/draft.ts'
import { api } from '../api.ts'
import { useDepartments } from '../departments/queries.ts'
import { pathOf } from '../departments/tree.ts'
import { announce } from '../frame/announce.tsx'
import { FormError } from '../frame/ErrorPanel.tsx'
import { useRoles } from '../roles/queries.ts'
import { useMe } from '../session/session.ts'
import { memberKey, peopleChanged } from './queries.ts'

const EVERYWHERE = { value: '', label: 'Everywhere' }

/** Gives somebody a role: everywhere or for a department, perhaps until a day. */
export function GiveRole({ member }: { member: Member }) {
  const { organization } = useMe()
  const queries = useQueryClient()
  const roles = useRoles()
  const departments = useDepartments()
  const [open, setOpen] = useState(false)
  const [roleId, setRoleId] = useState('')
  const [departmentId, setDepartmentId] = useState('')
  const [day, setDay] = useState('')
  const all = departments.data ?? []
  const give = useMutation({
    mutationFn: () =>
      api<Member>(`/members/${member.id}/roles`, {
        method: 'POST',
        body: { roleId, departmentId: departmentId || null, endsAt: endOfDay(day) },
      }),
    onSuccess: (changed) => {
      queries.setQueryData(memberKey(organization, member.id), changed)
      peopleChanged(queries, organization)
      announce(`Role given to ${member.name}`)
      setOpen(false)
      setRoleId('')
      setDay('')
    },
  })
  if (!open) {
    return (
      <Button
        size="xs"
        mt={8}
        variant="default"
        leftSection={<IconPlus size={16} aria-hidden />}
        onClick={() => setOpen(true)}
      >
        Give a role
      </Button>
    )
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (roleId !== '') give.mutate()
      }}
    >
      <Stack gap={8} mt={8}>
        <NativeSelect
          label="Role"
          value={roleId}
          onChange={(event) => setRoleId(event.currentTarget.value)}
          data={[
            { value: '', label: 'Choose a role' },
            ...(roles.data ?? []).map(({ id, name, abilities }) => ({
              value: id,
              label: abilities.assign ? name : `${name} (allows more than you may)`,
              // For a department one may hold more; the server decides about that.
              disabled: !abilities.assign && departmentId === '',
            })),
          ]}
        />
        <NativeSelect
          label="Where"
          value={departmentId}
          onChange={(event) => setDepartmentId(event.currentTarget.value)}
          data={[EVERYWHERE, ...all.map(({ id }) => ({ value: id, label: `For ${pathOf(all, id)}` }))]}
        />
        <TextInput
          type="date"
          label="Ends after"
          description="Optional"
          min={dayOf(new Date().toISOString())}
          value={day}
          onChange={(event) => setDay(event.currentTarget.value)}
        />
        {give.isError && <FormError error={give.error} />}
        <Group gap={8}>
          <Button type="submit" disabled={roleId === ''} loading={give.isPending}>
            Give
          </Button>
          <Button variant="default" onClick={() => setOpen(false)}>
            Cancel
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
