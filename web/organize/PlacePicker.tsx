import type { PlaceTarget } from '@muniment/core/access/place.ts'
import { Button, Loader, NavLink, ScrollArea, Select, Stack, Text } from '@mantine/core'
import { IconArrowUp, IconFolder } from '@tabler/icons-react'
import { useEffect } from 'react'
import { useFolder, useFolders } from '../folders/queries.ts'
import { useRoom, useRooms } from '../rooms/queries.ts'

interface Props {
  place: PlaceTarget
  onPlace: (place: PlaceTarget) => void
  /** Folders that cannot be gone into: what is being moved. */
  without: ReadonlySet<string>
}

/** A place to put things: a room, and on into its folders. */
export function PlacePicker({ place, onPlace, without }: Props) {
  const rooms = useRooms()
  const room = useRoom(place.roomId)
  const folder = useFolder(place.folderId)
  const folders = useFolders(place.roomId, place.folderId)
  const { hasNextPage, fetchNextPage } = rooms
  useEffect(() => {
    if (hasNextPage) void fetchNextPage()
  }, [hasNextPage, fetchNextPage, rooms.data])
  const listed = rooms.data?.pages.flatMap((page) => page.items) ?? []
  const options = listed.map((one) => ({ value: one.id, label: one.name }))
  if (room.data && !listed.some(({ id }) => id === place.roomId)) {
    options.push({ value: room.data.id, label: room.data.name })
  }
  const inside = (folders.data?.pages.flatMap((page) => page.items) ?? []).filter(({ id }) => !without.has(id))
  return (
    <Stack gap="sm">
      <Select
        label="Room"
        searchable
        allowDeselect={false}
        data={options}
        value={place.roomId}
        placeholder={room.data === null ? 'Shared with me' : ''}
        onChange={(roomId) => roomId !== null && onPlace({ roomId, folderId: null })}
      />
      <div>
        <Text size="sm" fw={500} mb={4} id="folder-label">
          Folder: <bdi>{place.folderId === null ? 'top of the room' : (folder.data?.name ?? '…')}</bdi>
        </Text>
        <ScrollArea
          h={220}
          type="auto"
          style={{ border: '1px solid var(--mantine-color-default-border)', borderRadius: 6 }}
        >
          <nav aria-labelledby="folder-label">
            {place.folderId !== null && (
              <NavLink
                component="button"
                type="button"
                label="To the folder above"
                leftSection={<IconArrowUp size={18} aria-hidden />}
                onClick={() => onPlace({ roomId: place.roomId, folderId: folder.data?.parentId ?? null })}
              />
            )}
            {folders.isPending && <Loader size="xs" m="sm" className="late" aria-label="Loading folders" />}
            {inside.map((one) => (
              <NavLink
                key={one.id}
                component="button"
                type="button"
                label={<bdi>{one.name}</bdi>}
                leftSection={<IconFolder size={18} aria-hidden />}
                onClick={() => onPlace({ roomId: place.roomId, folderId: one.id })}
              />
            ))}
            {!folders.isPending && inside.length === 0 && (
              <Text c="dimmed" p="sm">
                No folders here.
              </Text>
            )}
            {folders.hasNextPage && (
              <Button variant="subtle" size="xs" onClick={() => void folders.fetchNextPage()}>
                More folders…
              </Button>
            )}
          </nav>
        </ScrollArea>
      </div>
    </Stack>
  )
}
