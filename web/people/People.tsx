import type { Invitation, Member } from '@muniment/core/members/schema.ts'
import type { Page as ListPage } from '@muniment/core/page.ts'
import { Button, Group, Skeleton, Stack, Table, Text, Title } from '@mantine/core'
import { modals } from '@mantine/modals'
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query'
import { IconUserPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { api } from '../api.ts'
import { announce } from '../frame/announce.tsx'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import { formatUntil } from '../frame/format.ts'
import { Page } from '../frame/Page.tsx'
import { When } from '../frame/When.tsx'
import { SignInPolicy } from '../organizations/SignInPolicy.tsx'
import { useMe } from '../session/session.ts'
import { InviteDialog } from './InviteDialog.tsx'
import classes from './people.module.css'

/** Who belongs to the organization, and who is invited. */
export function People() {
  const { membership, can } = useMe()
  const [inviting, setInviting] = useState(false)
  return (
    <Page
      title="People"
      actions={
        can('members.invite') && (
          <Button leftSection={<IconUserPlus size={18} aria-hidden />} onClick={() => setInviting(true)}>
            Invite
          </Button>
        )
      }
    >
      <Stack gap="xl">
        <Members organizationName={membership?.organization.name ?? ''} />
        {can('members.invite') && <Invitations />}
        {can('organization.manage') && <SignInPolicy />}
      </Stack>
      <InviteDialog opened={inviting} onClose={() => setInviting(false)} />
    </Page>
  )
}

function Members({ organizationName }: { organizationName: string }) {
  const { organization, session, membership } = useMe()
  const members = useInfiniteQuery({
    queryKey: [organization, 'members'],
    queryFn: ({ pageParam, signal }) =>
      api<ListPage<Member>>('/members', { query: { cursor: pageParam, limit: 100 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  })
  if (members.isPending) return <Skeleton className="late" h={160} />
  if (members.isError && !members.data) {
    return (
      <ErrorPanel title="The people could not be read" error={members.error} retry={() => void members.refetch()} />
    )
  }
  const all = members.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <section aria-label={`Members of ${organizationName}`}>
      <Table verticalSpacing="xs" className={classes['table'] ?? ''} aria-label="Members">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Name</Table.Th>
            <Table.Th>E-mail</Table.Th>
            <Table.Th>Role</Table.Th>
            <Table.Th>Since</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {all.map((member) => (
            <Table.Tr key={member.id}>
              <Table.Td data-label="Name">
                <Text fw={600} span>
                  {member.name}
                </Text>
                {member.id === membership?.id && (
                  <Text span c="dimmed">
                    {' '}
                    (you)
                  </Text>
                )}
              </Table.Td>
              <Table.Td data-label="E-mail" style={{ overflowWrap: 'anywhere' }}>
                {member.email === session.person.email ? session.person.email : member.email}
              </Table.Td>
              <Table.Td data-label="Role">
                {[...new Set(member.roles.map(({ role }) => role.name))].join(', ') || 'None'}
                {member.suspended && ' · suspended'}
              </Table.Td>
              <Table.Td data-label="Since">
                <When date={member.createdAt} tooltip={false} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {members.hasNextPage && (
        <Group justify="center" mt="md">
          <Button variant="default" loading={members.isFetchingNextPage} onClick={() => void members.fetchNextPage()}>
            Show more people
          </Button>
        </Group>
      )}
    </section>
  )
}

function Invitations() {
  const { organization } = useMe()
  const queries = useQueryClient()
  const invitations = useInfiniteQuery({
    queryKey: [organization, 'invitations'],
    queryFn: ({ pageParam, signal }) =>
      api<ListPage<Invitation>>('/invitations', { query: { cursor: pageParam, limit: 100 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  })
  const revoke = useMutation({
    mutationFn: (invitation: Invitation) => api(`/invitations/${invitation.id}`, { method: 'DELETE' }),
    onSuccess: (_, invitation) => {
      announce(`The invitation of ${invitation.email} is revoked`)
      return queries.invalidateQueries({ queryKey: [organization, 'invitations'] })
    },
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
              <Table.Th>Made</Table.Th>
              <Table.Th>Link</Table.Th>
              <Table.Th aria-label="Actions" />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {all.map((invitation) => (
              <Table.Tr key={invitation.id}>
                <Table.Td data-label="E-mail" style={{ overflowWrap: 'anywhere' }}>
                  {invitation.email}
                </Table.Td>
                <Table.Td data-label="Role">{invitation.role.name}</Table.Td>
                <Table.Td data-label="Made">
                  <When date={invitation.createdAt} tooltip={false} />
                </Table.Td>
                <Table.Td data-label="Link">
                  {invitation.expired ? 'Expired; invite again' : `Expires ${formatUntil(invitation.expiresAt)}`}
                </Table.Td>
                <Table.Td ta="right">
                  <Button
                    size="xs"
                    variant="default"
                    aria-label={`Revoke the invitation of ${invitation.email}`}
                    onClick={() => ask(invitation)}
                  >
                    Revoke
                  </Button>
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
    </section>
  )
}
