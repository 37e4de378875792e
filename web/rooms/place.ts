import type { Folder } from '@muniment/core/folders/schema.ts'
import type { Room } from '@muniment/core/rooms/schema.ts'
import type { Row } from '../documents/rows.ts'

/** A place that can be looked at. */
export interface Place {
  roomId: string
  /** Null for who was let into the folder and not into its room. */
  room: Room | null
  /** Null at the top of the room. */
  folder: Folder | null
  /** The folder, or else the room. */
  place: Folder | Room
}

/** Where "up" leads. Above the first folder that one was let into is nothing one may see. */
export function addressAbove({ folder, room }: Place): string {
  if (!folder) return '/rooms'
  const above = folder.path.at(-1)
  if (above) return `/rooms/${folder.roomId}/folders/${above.id}`
  return room ? `/rooms/${folder.roomId}` : '/rooms'
}

/** Whose access the address asks for: the place itself, or a folder in its list. */
export function accessThing(id: string | null, { room, folder }: Place, rows: readonly Row[]) {
  if (id === null) return null
  if (id === folder?.id) return { kind: 'folder' as const, id, name: folder.name }
  if (id === room?.id) return { kind: 'room' as const, id, name: room.name }
  const row = rows.find((one) => one.id === id)
  return row?.kind === 'folder' ? { kind: 'folder' as const, id, name: row.folder.name } : null
}

/** Onto a folder files are uploaded; onto a document one becomes its next version. */
export function takesFiles(row: Row): boolean {
  return row.kind === 'folder' ? row.folder.abilities.upload : row.document.abilities.addVersion
}
