import type { Member } from '@muniment/core/members/schema.ts'
import { ActionIcon, Select, Text, Title } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../api.ts'
import { useDepartments } from '../departments/queries.ts'
import { pathOf } from '../departments/tree.ts'
import { announce } from '../frame/announce.tsx'
import { FormError } from '../frame/ErrorPanel.tsx'
import { useMe } from '../session/session.ts'
import classes from './people.module.css'
import { peopleChanged } from './queries.ts'

/** The departments somebody belongs to. */
export function DepartmentsOf({ member }: { member: Member }) {
  const { organization } = useMe()
  const queries = useQueryClient()
  const departments = useDepartments()
  const all = departments.data ?? []
  const change = useMutation({
    mutationFn: ({ id, belongs }: { id: string; belongs: boolean }) =>
      api(`/departments/${id}/members/${member.id}`, { method: belongs ? 'PUT' : 'DELETE' }),
    onSuccess: (_, { id, belongs }) => {
      const name = all.find((one) => one.id === id)?.name ?? 'the department'
      announce(belongs ? `${member.name} belongs to ${name}` : `${member.name} left ${name}`)
      peopleChanged(queries, organization)
    },
  })
  const changeable = new Set(all.filter(({ abilities }) => abilities.change).map(({ id }) => id))
  const others = all.filter(({ id }) => changeable.has(id) && member.departments.every((one) => one.id !== id))
  return (
    <section aria-labelledby="departments-of">
      <Title order={3} fz={14} mb={4} id="departments-of">
        Departments
      </Title>
      {member.departments.length === 0 && <Text c="dimmed">None</Text>}
      <ul className={classes['lines']}>
        {member.departments.map(({ id, name }) => (
          <li key={id}>
            <Text className={classes['grow'] ?? ''}>{pathOf(all, id) || name}</Text>
            {changeable.has(id) && (
              <ActionIcon
                className={classes['touch'] ?? ''}
                aria-label={`Take out of ${name}`}
                onClick={() => change.mutate({ id, belongs: false })}
              >
                <IconX size={18} aria-hidden />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
      {others.length > 0 && (
        <Select
          mt={8}
          aria-label="Put into a department"
          placeholder="Put into a department"
          searchable
          value={null}
          data={others.map(({ id }) => ({ value: id, label: pathOf(all, id) }))}
          nothingFoundMessage="No department is called that."
          onChange={(id) => id !== null && change.mutate({ id, belongs: true })}
        />
      )}
      {change.isError && <FormError error={change.error} />}
    </section>
  )
}
