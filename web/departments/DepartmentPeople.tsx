import type { Department } from '@muniment/core/departments/schema.ts'
import { ActionIcon, Button, Drawer, Skeleton, Stack, Text } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { SubjectPicker } from '../access/SubjectPicker.tsx'
import { api } from '../api.ts'
import { announce } from '../frame/announce.tsx'
import { ErrorPanel, FormError } from '../frame/ErrorPanel.tsx'
import people from '../people/people.module.css'
import { peopleChanged, useMembers } from '../people/queries.ts'
import { useMe } from '../session/session.ts'
import { useDepartments } from './queries.ts'

/** Who belongs to a department directly; to be added to and taken out of by who runs it. */
export function DepartmentPeople({ department, onClose }: { department: Department | null; onClose: () => void }) {
  return (
    <Drawer
      opened={department !== null}
      onClose={onClose}
      position="right"
      size={440}
      title={department ? `People of ${department.name}` : 'People'}
    >
      {department && <People key={department.id} opened={department} />}
    </Drawer>
  )
}

function People({ opened }: { opened: Department }) {
  const { organization } = useMe()
  const queries = useQueryClient()
  const departments = useDepartments()
  const department = departments.data?.find(({ id }) => id === opened.id) ?? opened
  const members = useMembers('')
  const change = useMutation({
    mutationFn: ({ id, belongs }: { id: string; name: string; belongs: boolean }) =>
      api(`/departments/${department.id}/members/${id}`, { method: belongs ? 'PUT' : 'DELETE' }),
    onSuccess: (_, { name, belongs }) => {
      announce(belongs ? `${name} belongs to ${department.name}` : `${name} left ${department.name}`)
      peopleChanged(queries, organization)
    },
  })
  const here = (members.data?.pages.flatMap((page) => page.items) ?? []).filter((member) =>
    member.departments.some(({ id }) => id === department.id),
  )
  return (
    <Stack>
      {department.abilities.change && (
        <SubjectPicker
          label="Add a person"
          placeholder="Name or e-mail"
          peopleOnly
          onChoose={({ id, name }) => id !== null && change.mutate({ id, name, belongs: true })}
        />
      )}
      {change.isError && <FormError error={change.error} />}
      {members.isPending ? (
        <Skeleton className="late" h={120} />
      ) : members.isError && !members.data ? (
        <ErrorPanel error={members.error} retry={() => void members.refetch()} />
      ) : (
        <ul className={people['lines']} aria-label={`People of ${department.name}`}>
          {here.map(({ id, name, email }) => (
            <li key={id}>
              <div className={people['grow']}>
                <Text fw={600}>{name}</Text>
                <Text size="xs" c="dimmed">
                  {email}
                </Text>
              </div>
              {department.abilities.change && (
                <ActionIcon
                  className={people['touch'] ?? ''}
                  aria-label={`Take ${name} out of ${department.name}`}
                  onClick={() => change.mutate({ id, name, belongs: false })}
                >
                  <IconX size={18} aria-hidden />
                </ActionIcon>
              )}
            </li>
          ))}
        </ul>
      )}
      {department.people === 0 && <Text c="dimmed">Nobody belongs to it yet.</Text>}
      {here.length < department.people && members.hasNextPage && (
        <Button variant="default" loading={members.isFetchingNextPage} onClick={() => void members.fetchNextPage()}>
          Show more people
        </Button>
      )}
    </Stack>
  )
}
