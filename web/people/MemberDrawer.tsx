import type { Member } from '@muniment/core/members/schema.ts'
import type { Assignment } from '@muniment/core/roles/schema.ts'
import { ActionIcon, Button, Drawer, Group, Skeleton, Stack, Text, Title } from '@mantine/core'
import { modals } from '@mantine/modals'
import { IconUserCheck, IconUserOff, IconX } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../api.ts'
import { announce } from '../frame/announce.tsx'
import { ErrorPanel, FormError } from '../frame/ErrorPanel.tsx'
import { formatUntil } from '../frame/format.ts'
import { When } from '../frame/When.tsx'
import { useMe } from '../session/session.ts'
import { DepartmentsOf } from './DepartmentsOf.tsx'
import { GiveRole } from './GiveRole.tsx'
import classes from './people.module.css'
import { peopleChanged, useMember } from './queries.ts'

/** One person of the organization: roles, departments, and whether they are let in. */
export function MemberDrawer({ memberId, onClose }: { memberId: string | null; onClose: () => void }) {
  const member = useMember(memberId)
  return (
    <Drawer
      opened={memberId !== null}
      onClose={onClose}
      position="right"
      size={440}
      title={member.data?.name ?? 'Person'}
    >
      {member.data ? (
        <Details key={member.data.id} member={member.data} />
      ) : member.isError ? (
        <ErrorPanel error={member.error} retry={() => void member.refetch()} />
      ) : (
        <Skeleton className="late" h={200} />
      )}
    </Drawer>
  )
}

function Details({ member }: { member: Member }) {
  const { membership, can } = useMe()
  return (
    <Stack gap="lg">
      <div>
        <Text style={{ overflowWrap: 'anywhere' }}>{member.email}</Text>
        <Text size="xs" c="dimmed">
          Here since <When date={member.createdAt} inside />
        </Text>
      </div>
      <RolesOf member={member} />
      <DepartmentsOf member={member} />
      {can('members.manage') && member.id !== membership?.id && <Admission member={member} />}
    </Stack>
  )
}

function timeWords({ startsAt, endsAt }: Assignment): string[] {
  const begins = startsAt !== null && new Date(startsAt) > new Date()
  return [
    ...(begins ? [`begins ${formatUntil(startsAt)}`] : []),
    ...(endsAt === null ? [] : [`ends ${formatUntil(endsAt)}`]),
  ]
}

function RolesOf({ member }: { member: Member }) {
  const { organization, can } = useMe()
  const queries = useQueryClient()
  const take = useMutation({
    mutationFn: ({ id }: Assignment) => api(`/members/${member.id}/roles/${id}`, { method: 'DELETE' }),
    onSuccess: (_, { role }) => {
      announce(`${member.name} is no longer ${role.name}`)
      peopleChanged(queries, organization)
    },
  })
  const ask = (assignment: Assignment) =>
    modals.openConfirmModal({
      title: `Take the role ${assignment.role.name} away?`,
      children: `${member.name} may no longer do what only this role allows. This counts at once.`,
      labels: { confirm: 'Take away', cancel: 'Keep' },
      confirmProps: { color: 'red' },
      onConfirm: () => take.mutate(assignment),
    })
  return (
    <section aria-labelledby="roles-of">
      <Title order={3} fz={14} mb={4} id="roles-of">
        Roles
      </Title>
      {member.roles.length === 0 && <Text c="dimmed">None: they can do nothing here.</Text>}
      <ul className={classes['lines']}>
        {member.roles.map((assignment) => (
          <li key={assignment.id}>
            <div className={classes['grow']}>
              <Text fw={600}>{assignment.role.name}</Text>
              <Text size="xs" c="dimmed">
                {[
                  assignment.department ? `For ${assignment.department.name}` : 'Everywhere',
                  ...timeWords(assignment),
                ].join(' · ')}
              </Text>
            </div>
            {assignment.abilities.remove && (
              <ActionIcon
                className={classes['touch'] ?? ''}
                aria-label={`Take the role ${assignment.role.name} away`}
                onClick={() => ask(assignment)}
              >
                <IconX size={18} aria-hidden />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
      {take.isError && <FormError error={take.error} />}
      {can('roles.assign') && <GiveRole member={member} />}
    </section>
  )
}

function Admission({ member }: { member: Member }) {
  const { organization } = useMe()
  const queries = useQueryClient()
  const change = useMutation({
    mutationFn: (suspended: boolean) => api<Member>(`/members/${member.id}`, { method: 'PATCH', body: { suspended } }),
    onSuccess: ({ suspended }) => {
      announce(suspended ? `${member.name} is suspended` : `${member.name} is let in again`)
      peopleChanged(queries, organization)
    },
  })
  const suspend = () =>
    modals.openConfirmModal({
      title: `Suspend ${member.name}?`,
      children:
        'They are signed out of this organization at once, and what they have open or download ends. Nothing of theirs is deleted, and you can let them in again.',
      labels: { confirm: 'Suspend', cancel: 'Cancel' },
      confirmProps: { color: 'red' },
      onConfirm: () => change.mutate(true),
    })
  return (
    <section aria-labelledby="admission">
      <Title order={3} fz={14} mb={4} id="admission">
        Admission
      </Title>
      <Group justify="space-between">
        <Text c={member.suspended ? 'var(--m-warning)' : 'inherit'}>
          {member.suspended ? 'Suspended: cannot work here' : 'Active'}
        </Text>
        {member.suspended ? (
          <Button
            variant="default"
            leftSection={<IconUserCheck size={18} aria-hidden />}
            loading={change.isPending}
            onClick={() => change.mutate(false)}
          >
            Let in again
          </Button>
        ) : (
          <Button
            variant="default"
            leftSection={<IconUserOff size={18} aria-hidden />}
            loading={change.isPending}
            onClick={suspend}
          >
            Suspend
          </Button>
        )}
      </Group>
      {change.isError && <FormError error={change.error} />}
    </section>
  )
}
