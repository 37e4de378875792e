import type { CreatedInvitation, Invitation } from '@muniment/core/members/schema.ts'
import type { Page as ListPage } from '@muniment/core/page.ts'
import { Button, Group, Modal, Skeleton, Table, Text, Title, VisuallyHidden } from '@mantine/core'
import { modals } from '@mantine/modals'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { LEVEL_WORDS } from '../access/words.ts'
import { api } from '../api.ts'
import { useDepartments } from '../departments/queries.ts'
import { announce } from '../frame/announce.tsx'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import { formatUntil } from '../frame/format.ts'
import { When } from '../frame/When.tsx'
import { useRooms } from '../rooms/queries.ts'
import { useMe } from '../session/session.ts'
import { OneTimeLink } from './OneTimeLink.tsx'
import classes from './people.module.css'

/** Who was invited and did not come yet. */
export function Invitations() {
  const { organization } = useMe()
  const queries = useQueryClient()
  const key = [organization, 'invitations']
  const invitations = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) =>
      api<ListPage<Invitation>>('/invitations', { query: { cursor: pageParam, limit: 100 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  })
  const revoke = useMutation({
    mutationFn: (invitation: Invitation) => api(`/invitations/${invitation.id}`, { method: 'DELETE' }),
    onSuccess: (_, invitation) => {
      announce(`The invitation of ${invitation.email} is revoked`)
      return queries.invalidateQueries({ queryKey: key })
    },
  })
  // A link is shown once, so sending it again makes a new one for the same; the earlier one ends.
  const again = useMutation({
    mutationFn: ({ email, role, departments, rooms }: Invitation) =>
      api<CreatedInvitation>('/invitations', { method: 'POST', body: { email, roleId: role.id, departments, rooms } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: key }),
  })
  const ask = (invitation: Invitation) =>
    modals.openConfirmModal({
      title: 'Revoke this invitation?',
      children: `The link that was made for ${invitation.email} stops working at once.`,
      labels: { confirm: 'Revoke', cancel: 'Keep' },
      confirmProps: { color: 'red' },
      onConfirm: () => revoke.mutate(invitation),
    })
  const all = invitations.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <section aria-labelledby="pending">
      <Title order={2} fz={16} mb="sm" id="pending">
        Pending invitations
      </Title>
      {revoke.isError && <ErrorPanel error={revoke.error} />}
      {again.isError && <ErrorPanel error={again.error} />}
      {invitations.isPending ? (
        <Skeleton className="late" h={80} />
      ) : invitations.isError && !invitations.data ? (
        <ErrorPanel error={invitations.error} retry={() => void invitations.refetch()} />
      ) : all.length === 0 ? (
        <Text c="dimmed">Nobody is waiting. An invitation makes a one-time link that you hand over yourself.</Text>
      ) : (
        <Table verticalSpacing="xs" className={classes['table'] ?? ''} aria-label="Pending invitations">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>E-mail</Table.Th>
              <Table.Th>Role</Table.Th>
              <Table.Th>Gets</Table.Th>
              <Table.Th>Made</Table.Th>
              <Table.Th>Link</Table.Th>
              <Table.Th>
                <VisuallyHidden>Actions</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {all.map((invitation) => (
              <Table.Tr key={invitation.id}>
                <Table.Td data-label="E-mail" style={{ overflowWrap: 'anywhere' }}>
                  {invitation.email}
                </Table.Td>
                <Table.Td data-label="Role">{invitation.role.name}</Table.Td>
                <Table.Td data-label="Gets">
                  <Gets invitation={invitation} />
                </Table.Td>
                <Table.Td data-label="Made">
                  <When date={invitation.createdAt} tooltip={false} />
                </Table.Td>
                <Table.Td data-label="Link">
                  {invitation.expired ? 'Expired; invite again' : `Expires ${formatUntil(invitation.expiresAt)}`}
                </Table.Td>
                <Table.Td>
                  <Group gap={4} justify="flex-end" wrap="nowrap">
                    <Button
                      size="xs"
                      variant="default"
                      aria-label={`Make a new link for ${invitation.email}`}
                      loading={again.isPending && again.variables.id === invitation.id}
                      onClick={() => again.mutate(invitation)}
                    >
                      New link
                    </Button>
                    <Button
                      size="xs"
                      variant="default"
                      aria-label={`Revoke the invitation of ${invitation.email}`}
                      onClick={() => ask(invitation)}
                    >
                      Revoke
                    </Button>
                  </Group>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {invitations.hasNextPage && (
        <Button mt="sm" variant="default" onClick={() => void invitations.fetchNextPage()}>
          Show more invitations
        </Button>
      )}
      <Modal opened={again.isSuccess} onClose={() => again.reset()} title="New link" closeOnClickOutside={false}>
        {again.data && (
          <OneTimeLink
            link={again.data.link}
            expiresAt={again.data.expiresAt}
            email={again.data.email}
            onDone={() => again.reset()}
          />
        )}
      </Modal>
    </section>
  )
}

/** What comes with joining: departments, and rooms with their level. */
function Gets({ invitation }: { invitation: Invitation }) {
  const departments = useDepartments()
  const rooms = useRooms()
  const known = rooms.data?.pages.flatMap((page) => page.items) ?? []
  const words = [
    ...invitation.departments.map((id) => departments.data?.find((one) => one.id === id)?.name ?? 'A department'),
    ...invitation.rooms.map(({ roomId, level }) => {
      const name = known.find(({ id }) => id === roomId)?.name ?? 'A room'
      return `${name} (${LEVEL_WORDS[level].toLowerCase()})`
    }),
  ]
  return words.join(', ') || '—'
}
