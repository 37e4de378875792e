import { Spotlight, spotlight } from '@mantine/spotlight'
import '@mantine/spotlight/styles.layer.css'
import {
  IconBuilding,
  IconBuildingCommunity,
  IconFolder,
  IconFolders,
  IconHome,
  IconId,
  IconKeyboard,
  IconSearch,
  IconUserCircle,
  IconUsers,
} from '@tabler/icons-react'
import { useNavigate } from 'react-router'
import { useRooms } from '../rooms/queries.ts'
import { useMe } from '../session/session.ts'

export function openPalette(): void {
  spotlight.open()
}

/** Ctrl K: to any room or page by a few letters of its name. */
export function Palette({ onShortcuts }: { onShortcuts: () => void }) {
  const navigate = useNavigate()
  const rooms = useRooms()
  const { session, membership, can } = useMe()
  const go = (to: string) => () => void navigate(to)
  const page = (label: string, to: string, Icon: typeof IconHome) => ({
    id: to,
    label,
    onClick: go(to),
    leftSection: <Icon size={20} aria-hidden />,
  })
  return (
    <Spotlight
      shortcut={null}
      overlayProps={{ blur: 0, backgroundOpacity: 0.5 }}
      attributes={{ content: { 'aria-label': 'Go to' } }}
      highlightQuery
      scrollable
      limit={12}
      nothingFound="No room or page has this in its name."
      searchProps={{
        leftSection: <IconSearch size={20} aria-hidden />,
        placeholder: 'Go to a room or page',
        'aria-label': 'Go to a room or page',
      }}
      actions={[
        {
          group: 'Rooms',
          actions: (rooms.data?.pages ?? []).flatMap(({ items }) =>
            items.map((room) => ({
              id: room.id,
              label: room.name,
              description: room.description,
              onClick: go(`/rooms/${room.id}`),
              leftSection: <IconFolder size={20} aria-hidden />,
            })),
          ),
        },
        {
          group: 'Pages',
          actions: [
            ...(membership ? [page('Home', '/', IconHome), page('Rooms', '/rooms', IconFolders)] : []),
            ...(can('members.read')
              ? [
                  page('People', '/people', IconUsers),
                  page('Departments', '/people/departments', IconBuilding),
                  page('Roles', '/people/roles', IconId),
                ]
              : []),
            ...(session.person.operator ? [page('Organizations', '/organizations', IconBuildingCommunity)] : []),
            page('Profile and sessions', '/profile', IconUserCircle),
            {
              id: 'shortcuts',
              label: 'Keyboard shortcuts',
              onClick: onShortcuts,
              leftSection: <IconKeyboard size={20} aria-hidden />,
            },
          ],
        },
      ]}
    />
  )
}
