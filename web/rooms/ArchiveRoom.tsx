import type { Room } from '@muniment/core/rooms/schema.ts'
import { modals } from '@mantine/modals'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, asProblem } from '../api.ts'
import { announce } from '../frame/announce.tsx'
import { notify } from '../organize/notices.ts'
import { useMe } from '../session/session.ts'
import { roomKey, roomsKey } from './queries.ts'

/** Asks, and archives a room or opens it again. */
export function useArchive(room: Room | null): () => void {
  const { organization } = useMe()
  const queries = useQueryClient()
  const change = useMutation({
    mutationFn: (one: Room) =>
      api<Room>(`/rooms/${one.id}/archived`, {
        method: 'PUT',
        body: { archived: one.archivedAt === null },
        ifMatch: one.revision,
      }),
    onSuccess: (changed) => {
      queries.setQueryData(roomKey(organization, changed.id), changed)
      announce(changed.archivedAt === null ? `${changed.name} is open again` : `${changed.name} is archived`)
      for (const key of [
        roomsKey(organization),
        [organization, 'documents'],
        [organization, 'folders'],
        [organization, 'folder'],
      ])
        void queries.invalidateQueries({ queryKey: key })
    },
    onError: (error) => notify({ id: 'archive', tone: 'failed', text: asProblem(error).message }),
  })
  return () => {
    if (room === null) return
    const archived = room.archivedAt !== null
    modals.openConfirmModal({
      title: archived ? `Open ${room.name} again?` : `Archive ${room.name}?`,
      children: archived
        ? 'People can then change what is in it again, as their access allows.'
        : 'Everybody keeps reading what they can read now. Nobody can change anything in it until it is opened again.',
      labels: { confirm: archived ? 'Open it again' : 'Archive it', cancel: 'Cancel' },
      onConfirm: () => change.mutate(room),
    })
  }
}
