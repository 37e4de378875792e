import { ActionIcon, Button, Drawer, Group, Menu, Text } from '@mantine/core'
import {
  IconArchive,
  IconChevronDown,
  IconDots,
  IconDownload,
  IconFolderPlus,
  IconFolderUp,
  IconHistory,
  IconListTree,
  IconPlus,
  IconSettings,
  IconUpload,
  IconUsers,
} from '@tabler/icons-react'
import { Fragment, useState } from 'react'
import { Link } from 'react-router'
import { Activity } from '../activity/Activity.tsx'
import { downloadTogether } from '../archives/ArchiveDialog.tsx'
import { FolderTree } from '../folders/FolderTree.tsx'
import { PageTitle } from '../frame/Page.tsx'
import { preferences, usePreferences } from '../frame/preferences.ts'
import { When } from '../frame/When.tsx'
import { RoomNearlyFull } from '../quotas/RoomNearlyFull.tsx'
import { useArchive } from './ArchiveRoom.tsx'
import type { Place } from './place.ts'
import classes from './rooms.module.css'

type Props = Place & {
  onUpload: () => void
  onUploadFolder: () => void
  onNewFolder: () => void
  onSettings: () => void
  onAccess: () => void
}

/** Where one is in a room, and what can be done here. */
export function RoomBar(props: Props) {
  const { roomId, room, folder, place, onUpload, onUploadFolder, onNewFolder, onSettings, onAccess } = props
  const { density } = usePreferences()
  const [tree, setTree] = useState(false)
  const [activity, setActivity] = useState(false)
  const archive = useArchive(room)
  const { upload, createFolder, share } = place.abilities
  return (
    <div className={classes['bar']}>
      <Breadcrumb {...props} />
      {room?.archivedAt && (
        <Text role="note" c="dimmed" className={classes['tag'] ?? ''}>
          <IconArchive size={16} aria-hidden />
          Archived <When date={room.archivedAt} inside />: it can be read, and nothing in it can be changed.
        </Text>
      )}
      <Group justify="space-between" gap="sm" wrap="nowrap" align="flex-start" className={classes['titleRow'] ?? ''}>
        <div className={classes['heading']}>
          <PageTitle title={place.name}>
            <bdi>{place.name}</bdi>
          </PageTitle>
          {!folder && room?.description && (
            <Text c="dimmed" lineClamp={2} mt={2}>
              {room.description}
            </Text>
          )}
          {room && <RoomNearlyFull room={room} onSettings={onSettings} />}
        </div>
        <Group gap={8} wrap="nowrap" className={classes['actions'] ?? ''}>
          <ActionIcon hiddenFrom="sm" size={44} aria-label="Show folders" onClick={() => setTree(true)}>
            <IconListTree size={22} aria-hidden />
          </ActionIcon>
          <Button
            visibleFrom="sm"
            variant="default"
            leftSection={<IconUsers size={18} aria-hidden />}
            title={share ? 'Share' : 'Access'}
            classNames={{ root: classes['shrinks'] ?? '' }}
            onClick={onAccess}
          >
            {share ? 'Share' : 'Access'}
          </Button>
          {createFolder && (
            <Button
              visibleFrom="sm"
              variant="default"
              leftSection={<IconFolderPlus size={18} aria-hidden />}
              title="New folder (n)"
              classNames={{ root: classes['shrinks'] ?? '' }}
              onClick={onNewFolder}
            >
              New folder
            </Button>
          )}
          {upload && (
            <Group gap={0} wrap="nowrap" visibleFrom="sm">
              <Button
                leftSection={<IconUpload size={18} aria-hidden />}
                onClick={onUpload}
                style={{ borderStartEndRadius: 0, borderEndEndRadius: 0 }}
              >
                Upload
              </Button>
              <Menu position="bottom-end">
                <Menu.Target>
                  <ActionIcon
                    variant="filled"
                    color="indigo"
                    size={36}
                    aria-label="More ways to upload"
                    style={{ borderStartStartRadius: 0, borderEndStartRadius: 0, marginInlineStart: 1 }}
                  >
                    <IconChevronDown size={18} aria-hidden />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item leftSection={<IconUpload size={16} aria-hidden />} onClick={onUpload}>
                    Upload files
                  </Menu.Item>
                  <Menu.Item leftSection={<IconFolderUp size={16} aria-hidden />} onClick={onUploadFolder}>
                    Upload a folder
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
            </Group>
          )}
          <Menu position="bottom-end" width={220}>
            <Menu.Target>
              <ActionIcon size={36} className={classes['touch'] ?? ''} aria-label="More about this room">
                <IconDots size={20} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item hiddenFrom="sm" leftSection={<IconUsers size={16} aria-hidden />} onClick={onAccess}>
                {share ? 'Share' : 'Access'}
              </Menu.Item>
              <Menu.Item
                leftSection={<IconDownload size={16} aria-hidden />}
                onClick={() => downloadTogether(folder ? { folderIds: [folder.id] } : { roomId })}
              >
                Download as a zip
              </Menu.Item>
              {room?.abilities.edit && (
                <Menu.Item leftSection={<IconSettings size={16} aria-hidden />} onClick={onSettings}>
                  Room settings
                </Menu.Item>
              )}
              {room && !folder && (
                <Menu.Item leftSection={<IconHistory size={16} aria-hidden />} onClick={() => setActivity(true)}>
                  Activity
                </Menu.Item>
              )}
              {room?.abilities.archive && (
                <Menu.Item leftSection={<IconArchive size={16} aria-hidden />} onClick={archive}>
                  {room.archivedAt === null ? 'Archive room' : 'Open room again'}
                </Menu.Item>
              )}
              <Menu.Label>Rows</Menu.Label>
              <Menu.RadioGroup
                value={density}
                onChange={(value) =>
                  preferences.update((now) => ({ ...now, density: value === 'compact' ? 'compact' : 'normal' }))
                }
              >
                <Menu.RadioItem value="normal">Normal</Menu.RadioItem>
                <Menu.RadioItem value="compact">Compact</Menu.RadioItem>
              </Menu.RadioGroup>
            </Menu.Dropdown>
          </Menu>
        </Group>
      </Group>
      {(upload || createFolder) && (
        <Menu position="top-end" width={220}>
          <Menu.Target>
            <ActionIcon
              hiddenFrom="sm"
              variant="filled"
              color="indigo"
              radius="xl"
              size={56}
              aria-label="Add"
              className={classes['add'] ?? ''}
            >
              <IconPlus size={26} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {upload && (
              <Menu.Item leftSection={<IconUpload size={18} aria-hidden />} onClick={onUpload} py={12}>
                Upload files
              </Menu.Item>
            )}
            {createFolder && (
              <Menu.Item leftSection={<IconFolderPlus size={18} aria-hidden />} onClick={onNewFolder} py={12}>
                New folder
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      {room && (
        <Drawer
          opened={activity}
          onClose={() => setActivity(false)}
          position="right"
          size={480}
          title={`Activity in ${room.name}`}
        >
          {activity && <Activity kind="room" id={room.id} named />}
        </Drawer>
      )}
      <Drawer opened={tree} onClose={() => setTree(false)} title="Folders" size="85%">
        <FolderTree roomId={roomId} onGo={() => setTree(false)} />
      </Drawer>
    </div>
  )
}

function Breadcrumb({ roomId, room, folder }: Place) {
  const above = folder
    ? [
        ...(room ? [{ to: `/rooms/${room.id}`, name: room.name }] : []),
        ...folder.path.map((one) => ({ to: `/rooms/${roomId}/folders/${one.id}`, name: one.name })),
      ]
    : []
  return (
    <nav aria-label="Breadcrumb" className={classes['breadcrumb']}>
      <ol>
        <li>
          <Link to="/rooms">{room ? 'Rooms' : 'Shared with me'}</Link>
        </li>
        {above.map((one) => (
          <Fragment key={one.to}>
            <li aria-hidden className={classes['slash']}>
              /
            </li>
            <li>
              <Link to={one.to} state={{ up: true }} title={one.name}>
                <bdi>{one.name}</bdi>
              </Link>
            </li>
          </Fragment>
        ))}
      </ol>
    </nav>
  )
}
