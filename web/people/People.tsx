import type { Member } from '@muniment/core/members/schema.ts'
import {
  Button,
  EmptyState,
  Group,
  Select,
  Skeleton,
  Stack,
  Table,
  Text,
  TextInput,
  UnstyledButton,
} from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch, IconSitemap, IconUserPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { useDepartments } from '../departments/queries.ts'
import { pathOf } from '../departments/tree.ts'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import { NotFound } from '../frame/NotFound.tsx'
import { Page } from '../frame/Page.tsx'
import { When } from '../frame/When.tsx'
import { SignInPolicy } from '../organizations/SignInPolicy.tsx'
import { OrganizationStorage } from '../quotas/OrganizationStorage.tsx'
import { useMe } from '../session/session.ts'
import { Face } from './Face.tsx'
import { Invitations } from './Invitations.tsx'
import { InviteDialog } from './InviteDialog.tsx'
import { MemberDrawer } from './MemberDrawer.tsx'
import classes from './people.module.css'
import { PeopleTabs } from './PeopleTabs.tsx'
import { useMembers } from './queries.ts'

/** Who belongs to the organization, and who is invited. */
export function People() {
  const { can } = useMe()
  const [inviting, setInviting] = useState(false)
  const [parameters, setParameters] = useSearchParams()
  const put = (name: 'member' | 'department', value: string | null) =>
    setParameters((now) => {
      const next = new URLSearchParams(now)
      if (value === null) next.delete(name)
      else next.set(name, value)
      return next
    })
  const show = (member: string | null) => put('member', member)
  if (!can('members.read')) return <NotFound />
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
        <PeopleTabs />
        <Members
          departmentId={parameters.get('department')}
          onDepartment={(department) => put('department', department)}
          onShow={show}
        />
        {can('members.invite') && <Invitations />}
        {can('organization.manage') && <SignInPolicy />}
        {can('content.all') && <OrganizationStorage />}
      </Stack>
      <InviteDialog opened={inviting} onClose={() => setInviting(false)} />
      <MemberDrawer memberId={parameters.get('member')} onClose={() => show(null)} />
    </Page>
  )
}

interface MembersProps {
  departmentId: string | null
  onDepartment: (departmentId: string | null) => void
  onShow: (memberId: string) => void
}

function Members({ departmentId, onDepartment, onShow }: MembersProps) {
  const { membership } = useMe()
  const [search, setSearch] = useState('')
  const [text] = useDebouncedValue(search.trim(), 200)
  const members = useMembers(text, departmentId)
  const departments = useDepartments().data ?? []
  const chosen = departmentId === null ? null : pathOf(departments, departmentId)
  const all = members.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <section aria-label={`Members of ${membership?.organization.name ?? 'the organization'}`}>
      <Group gap="sm" mb="sm">
        <TextInput
          className={classes['filter'] ?? ''}
          aria-label="Search people by name or e-mail"
          placeholder="Search by name or e-mail"
          leftSection={<IconSearch size={16} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
        {departments.length > 0 && (
          <Select
            className={classes['filter'] ?? ''}
            aria-label="Department, with those below it"
            placeholder="All departments"
            leftSection={<IconSitemap size={16} aria-hidden />}
            searchable
            clearable
            clearButtonProps={{ 'aria-label': 'Show all departments' }}
            nothingFoundMessage="No such department"
            data={departments.map(({ id }) => ({ value: id, label: pathOf(departments, id) }))}
            value={departmentId}
            onChange={onDepartment}
          />
        )}
      </Group>
      {members.isPending ? (
        <Skeleton className="late" h={160} />
      ) : members.isError && !members.data ? (
        <ErrorPanel title="The people could not be read" error={members.error} retry={() => void members.refetch()} />
      ) : all.length === 0 ? (
        <EmptyState
          py="lg"
          title="Nothing matches"
          description={`Nobody${chosen === null ? '' : ` in ${chosen}`}${text === '' ? ' is there yet' : ` has “${text}” in their name or e-mail`}.`}
        >
          <EmptyState.Actions>
            <Button
              variant="default"
              onClick={() => {
                setSearch('')
                onDepartment(null)
              }}
            >
              Clear filters
            </Button>
          </EmptyState.Actions>
        </EmptyState>
      ) : (
        <MemberTable members={all} onShow={onShow} />
      )}
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

function MemberTable({ members, onShow }: { members: readonly Member[]; onShow: (memberId: string) => void }) {
  const { membership } = useMe()
  return (
    <Table verticalSpacing="xs" className={classes['table'] ?? ''} aria-label="Members">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Name</Table.Th>
          <Table.Th>E-mail</Table.Th>
          <Table.Th>Role</Table.Th>
          <Table.Th>Departments</Table.Th>
          <Table.Th>Since</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {members.map((member) => (
          <Table.Tr key={member.id}>
            <Table.Td data-label="Name">
              <UnstyledButton className={classes['person']} onClick={() => onShow(member.id)}>
                <Face name={member.name} avatar={member.avatar} memberId={member.id} />
                {member.name}
              </UnstyledButton>
              {member.id === membership?.id && (
                <Text span c="dimmed">
                  {' '}
                  (you)
                </Text>
              )}
            </Table.Td>
            <Table.Td data-label="E-mail" style={{ overflowWrap: 'anywhere' }}>
              {member.email}
            </Table.Td>
            <Table.Td data-label="Role">
              {[...new Set(member.roles.map(({ role }) => role.name))].join(', ') || 'None'}
              {member.suspended && (
                <Text span c="var(--m-warning)">
                  {' '}
                  · Suspended
                </Text>
              )}
            </Table.Td>
            <Table.Td data-label="Departments">{member.departments.map(({ name }) => name).join(', ') || '—'}</Table.Td>
            <Table.Td data-label="Since">
              <When date={member.createdAt} tooltip={false} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
