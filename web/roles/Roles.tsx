import type { Role } from '@muniment/core/roles/schema.ts'
import { Button, Skeleton, Stack, Table, Text, Title, UnstyledButton } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { SENSITIVITY_WORDS } from '../access/words.ts'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import { NotFound } from '../frame/NotFound.tsx'
import { Page } from '../frame/Page.tsx'
import people from '../people/people.module.css'
import { PeopleTabs } from '../people/PeopleTabs.tsx'
import { useMe } from '../session/session.ts'
import { useRoles } from './queries.ts'
import { RoleDialog } from './RoleDialog.tsx'
import { RoleMatrix } from './RoleMatrix.tsx'

/** The roles that people here can have, and what each allows. */
export function Roles() {
  const { can } = useMe()
  const roles = useRoles()
  const [dialog, setDialog] = useState<Role | 'new' | null>(null)
  if (!can('members.read')) return <NotFound />
  return (
    <Page
      title="Roles"
      actions={
        can('roles.manage') && (
          <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setDialog('new')}>
            New role
          </Button>
        )
      }
    >
      <Stack gap="xl">
        <PeopleTabs />
        {roles.data ? (
          <>
            <RoleTable roles={roles.data} onShow={setDialog} />
            <section aria-labelledby="matrix">
              <Title order={2} fz={16} id="matrix">
                What each role allows
              </Title>
              <Text c="dimmed" mb="sm">
                Roles say what somebody may do at all; what it may be done to is shared in rooms and folders.
              </Text>
              <RoleMatrix roles={roles.data} />
            </section>
          </>
        ) : roles.isError ? (
          <ErrorPanel title="The roles could not be read" error={roles.error} retry={() => void roles.refetch()} />
        ) : (
          <Skeleton className="late" h={240} />
        )}
      </Stack>
      <RoleDialog asked={dialog} roles={roles.data ?? []} onClose={() => setDialog(null)} />
    </Page>
  )
}

function RoleTable({ roles, onShow }: { roles: readonly Role[]; onShow: (role: Role) => void }) {
  return (
    <Table verticalSpacing="xs" className={people['table'] ?? ''} aria-label="Roles">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Name</Table.Th>
          <Table.Th>For</Table.Th>
          <Table.Th>Sees documents up to</Table.Th>
          <Table.Th ta="right">People</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {roles.map((role) => (
          <Table.Tr key={role.id}>
            <Table.Td data-label="Name">
              {role.abilities.change ? (
                <UnstyledButton className={people['person']} onClick={() => onShow(role)}>
                  {role.name}
                </UnstyledButton>
              ) : (
                <Text fw={600} span>
                  {role.name}
                </Text>
              )}
              <Text size="xs" c="dimmed">
                {role.description}
                {role.guest && ' · No part of “everyone”'}
              </Text>
            </Table.Td>
            <Table.Td data-label="For">{role.key === null ? 'This organization' : 'Built in'}</Table.Td>
            <Table.Td data-label="Sees documents up to">{SENSITIVITY_WORDS[role.clearance]}</Table.Td>
            <Table.Td data-label="People" className={people['number'] ?? ''}>
              {role.people}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
