import type { Room } from '@muniment/core/rooms/schema.ts'
import { Anchor, Box, Button, EmptyState, Group, Skeleton, Stack, Table, Text, TextInput } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconFolders, IconLock, IconPlus, IconSearch, IconUsersGroup } from '@tabler/icons-react'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { useShared } from '../access/queries.ts'
import { Shared } from '../access/Shared.tsx'
import { LEVEL_WORDS } from '../access/words.ts'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import { Page } from '../frame/Page.tsx'
import { useShortcuts } from '../frame/shortcuts.ts'
import { When } from '../frame/When.tsx'
import { useMe } from '../session/session.ts'
import { roomSize, useRooms } from './queries.ts'
import { RoomDialog } from './RoomDialog.tsx'
import classes from './rooms.module.css'

/** All rooms one can see. */
export function Rooms() {
  const { can } = useMe()
  const [parameters, setParameters] = useSearchParams()
  const archived = parameters.has('archived')
  const rooms = useRooms(archived)
  const shared = useShared()
  const sharedOnly = (shared.data?.pages[0]?.items.length ?? 0) > 0
  const [creating, setCreating] = useState(false)
  const wanted = parameters.get('filter') ?? ''
  const narrow = useMediaQuery('(max-width: 47.99em)', false, { getInitialValueInEffect: false })
  const mayCreate = can('rooms.create')
  useShortcuts([
    ...(mayCreate ? [{ keys: 'n', label: 'New room', group: 'Rooms', run: () => setCreating(true) }] : []),
    {
      keys: '/',
      label: 'Filter the rooms',
      group: 'Rooms',
      run: () => document.querySelector<HTMLInputElement>('#room-filter')?.focus(),
    },
  ])

  const all = rooms.data?.pages.flatMap((page) => page.items) ?? []
  const shown = all.filter((room) => room.name.toLowerCase().includes(wanted.trim().toLowerCase()))
  const filter = (value: string) =>
    setParameters(value === '' ? {} : { ...(archived && { archived: '' }), filter: value }, { replace: true })
  const create = mayCreate && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setCreating(true)}>
      New room
    </Button>
  )
  return (
    <Page title={archived ? 'Archived rooms' : 'Rooms'} actions={!archived && all.length > 0 && create}>
      <Group mb="md">
        <Anchor component={Link} to={archived ? '/rooms' : '/rooms?archived'} size="sm">
          {archived ? 'Back to the rooms' : 'Archived rooms'}
        </Anchor>
        <Anchor component={Link} to="/trash" size="sm" hiddenFrom="sm">
          Trash
        </Anchor>
      </Group>
      {rooms.isPending ? (
        <Stack className="late" gap={8} role="status" aria-label="Loading">
          {Array.from({ length: 6 }, (_, at) => (
            <Skeleton key={at} h={40} />
          ))}
        </Stack>
      ) : rooms.isError && all.length === 0 ? (
        <ErrorPanel title="The rooms could not be read" error={rooms.error} retry={() => void rooms.refetch()} />
      ) : all.length === 0 && archived ? (
        <EmptyState
          py="xl"
          icon={<IconFolders size={32} aria-hidden />}
          title="No archived rooms"
          description="A room that is archived can be read here, and nothing in it can be changed."
        />
      ) : all.length === 0 && sharedOnly ? null : all.length === 0 ? (
        <EmptyState
          py="xl"
          icon={<IconFolders size={32} aria-hidden />}
          title="No rooms yet"
          description={
            mayCreate
              ? 'A room keeps the folders and documents of one matter, and decides who sees them.'
              : 'Ask an administrator of your organization to create a room, or to let you into one.'
          }
        >
          {create && <EmptyState.Actions>{create}</EmptyState.Actions>}
        </EmptyState>
      ) : (
        <Stack gap="md">
          {(all.length > 8 || wanted !== '') && (
            <TextInput
              id="room-filter"
              aria-label="Filter rooms by name"
              placeholder="Filter rooms by name"
              leftSection={<IconSearch size={16} aria-hidden />}
              maw={360}
              value={wanted}
              onChange={(event) => filter(event.currentTarget.value)}
              onFocus={() => rooms.hasNextPage && void rooms.fetchNextPage()}
            />
          )}
          {shown.length === 0 ? (
            <EmptyState py="lg" title="Nothing matches" description={`No room has “${wanted}” in its name.`}>
              <EmptyState.Actions>
                <Button variant="default" onClick={() => filter('')}>
                  Clear filter
                </Button>
              </EmptyState.Actions>
            </EmptyState>
          ) : narrow ? (
            <RoomCards rooms={shown} />
          ) : (
            <RoomTable rooms={shown} />
          )}
          {rooms.hasNextPage && (
            <Group justify="center">
              <Button variant="default" loading={rooms.isFetchingNextPage} onClick={() => void rooms.fetchNextPage()}>
                Show more rooms
              </Button>
            </Group>
          )}
          {!mayCreate && (
            <Text c="dimmed" size="xs">
              Rooms are created by administrators.
            </Text>
          )}
        </Stack>
      )}
      <Box mt={36}>
        <Shared />
      </Box>
      <RoomDialog opened={creating} onClose={() => setCreating(false)} />
    </Page>
  )
}

function RoomTable({ rooms }: { rooms: readonly Room[] }) {
  return (
    <Table verticalSpacing="xs" highlightOnHover aria-label="Rooms">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Name</Table.Th>
          <Table.Th>Who sees it</Table.Th>
          <Table.Th>Your access</Table.Th>
          <Table.Th ta="right">Documents</Table.Th>
          <Table.Th>Last change</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rooms.map((room) => (
          <Table.Tr key={room.id} className={classes['roomRow'] ?? ''}>
            <Table.Td maw={420}>
              <Link to={`/rooms/${room.id}`} className={classes['roomName']}>
                <bdi>{room.name}</bdi>
              </Link>
              {room.description && (
                <Text size="xs" c="dimmed" lineClamp={1}>
                  {room.description}
                </Text>
              )}
            </Table.Td>
            <Table.Td>
              <Visibility room={room} />
            </Table.Td>
            <Table.Td>{LEVEL_WORDS[room.access]}</Table.Td>
            <Table.Td ta="right">{roomSize(room)}</Table.Td>
            <Table.Td>
              <When date={room.updatedAt} tooltip={false} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

export function RoomCards({ rooms }: { rooms: readonly Room[] }) {
  return (
    <ul className={classes['cards']} aria-label="Rooms">
      {rooms.map((room) => (
        <li key={room.id} className={`${classes['card']} ${classes['roomRow']}`}>
          <Link to={`/rooms/${room.id}`} className={classes['roomName']}>
            <bdi>{room.name}</bdi>
          </Link>
          <Text size="xs" c="dimmed" mt={4}>
            {roomSize(room)} {room.documentCount === 1 ? 'document' : 'documents'} · changed{' '}
            <When date={room.updatedAt} tooltip={false} inside />
          </Text>
          <Text size="xs" c="dimmed" mt={4} component="div">
            <Visibility room={room} />
          </Text>
        </li>
      ))}
    </ul>
  )
}

export function Visibility({ room }: { room: Room }) {
  const { membership } = useMe()
  return (
    <span className={classes['tag']}>
      {room.visibility === 'private' ? (
        <>
          <IconLock size={16} aria-hidden />
          Private
        </>
      ) : (
        <>
          <IconUsersGroup size={16} aria-hidden />
          Everyone in {membership?.organization.name ?? 'the organization'}
        </>
      )}
    </span>
  )
}
