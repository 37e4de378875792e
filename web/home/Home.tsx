import { Button, EmptyState, Group, Skeleton, Stack, Text, Title } from '@mantine/core'
import { IconAlertTriangle, IconFolders, IconPlus, IconUpload } from '@tabler/icons-react'
import { useState } from 'react'
import { Link, Navigate } from 'react-router'
import { useShared } from '../access/queries.ts'
import { Shared } from '../access/Shared.tsx'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import { count } from '../frame/format.ts'
import { Page } from '../frame/Page.tsx'
import { useRooms } from '../rooms/queries.ts'
import { RoomDialog } from '../rooms/RoomDialog.tsx'
import { RoomCards } from '../rooms/Rooms.tsx'
import { useMe } from '../session/session.ts'
import { uploads, useUploadSummary } from '../uploads/useUploads.ts'
import classes from './home.module.css'

/** What needs one, and where one was last. */
export function Home() {
  const { session, membership, can } = useMe()
  const rooms = useRooms()
  const shared = useShared()
  const sharedOnly = (shared.data?.pages[0]?.items.length ?? 0) > 0
  const [creating, setCreating] = useState(false)
  if (!membership) return <Navigate to="/organizations" replace />

  const recent = (rooms.data?.pages[0]?.items ?? [])
    .toSorted((a, b) => b.updatedAt.localeCompare(a.updatedAt))
    .slice(0, 6)
  return (
    <Page title="Home" heading={`Hello, ${session.person.name.split(' ')[0] ?? session.person.name}`}>
      <Stack gap="lg">
        <NeedsYou />
        {rooms.isPending ? (
          <Skeleton className="late" h={120} />
        ) : rooms.isError && !rooms.data ? (
          <ErrorPanel title="The rooms could not be read" error={rooms.error} retry={() => void rooms.refetch()} />
        ) : recent.length === 0 && sharedOnly ? null : recent.length === 0 ? (
          <EmptyState
            py="xl"
            icon={<IconFolders size={32} aria-hidden />}
            title={can('rooms.create') ? 'Create the first room' : 'No rooms yet'}
            description={
              can('rooms.create')
                ? 'A room keeps the folders and documents of one matter, and decides who sees them.'
                : 'Ask an administrator of your organization to create a room, or to let you into one.'
            }
          >
            {can('rooms.create') && (
              <EmptyState.Actions>
                <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setCreating(true)}>
                  New room
                </Button>
              </EmptyState.Actions>
            )}
          </EmptyState>
        ) : (
          <section aria-labelledby="recent">
            <Group justify="space-between" mb="sm">
              <Title order={2} fz={16} id="recent">
                Recently changed rooms
              </Title>
              <Link to="/rooms" className={classes['all']}>
                All rooms
              </Link>
            </Group>
            <RoomCards rooms={recent} />
          </section>
        )}
        <Shared />
      </Stack>
      <RoomDialog opened={creating} onClose={() => setCreating(false)} />
    </Page>
  )
}

function NeedsYou() {
  const summary = useUploadSummary()
  const trouble = summary.failed + summary.blocked
  if (trouble === 0 && summary.unfinished === 0) return null
  return (
    <section aria-labelledby="needs">
      <Title order={2} fz={16} id="needs" mb="sm">
        Needs you
      </Title>
      <div className={classes['needs']}>
        {trouble > 0 ? <IconAlertTriangle size={20} aria-hidden /> : <IconUpload size={20} aria-hidden />}
        <Text flex={1}>
          {[
            trouble > 0 ? `${count(trouble, 'upload')} did not get through` : '',
            summary.unfinished > 0 ? `${count(summary.unfinished, 'upload')} can be continued` : '',
          ]
            .filter(Boolean)
            .join(' · ')}
        </Text>
        <Button variant="default" size="xs" onClick={() => uploads.panelOpen.set(true)}>
          Show uploads
        </Button>
      </div>
    </section>
  )
}
