import type { Folder } from '@muniment/core/folders/schema.ts'
import { api } from '../api.ts'
import { readFolders } from '../folders/queries.ts'
import { settleClashes, type Decide } from './clashes.ts'
import type { Place } from './engine.ts'
import type { DroppedFile } from './entries.ts'
import { uploads } from './useUploads.ts'

/**
 * Sends files to a place. Folders that came with them are looked up by name there, and made where they are missing. Files
 * whose name is taken there are sent as `decide` says; null when that was cancelled, and nothing more is sent.
 */
export async function sendTo(
  target: Place,
  dropped: readonly DroppedFile[],
  limit: number,
  decide: Decide,
): Promise<void> {
  const places = new Map<string, Place>([['', target]])
  const groups = Map.groupBy(dropped, ({ path }) => path.join('/'))
  for (const [key, files] of groups) {
    const place = await placeOf(files[0]?.path ?? [], target, places)
    places.set(key, place)
    const chosen = await settleClashes(
      files.map(({ file }) => file),
      place,
      decide,
    )
    if (chosen === null) return
    if (chosen.length > 0) await uploads.add(chosen, place, limit)
  }
}

async function placeOf(path: readonly string[], target: Place, places: Map<string, Place>): Promise<Place> {
  let place = target
  for (const [at, name] of path.entries()) {
    const key = path.slice(0, at + 1).join('/')
    const known = places.get(key)
    if (known) {
      place = known
      continue
    }
    const folder =
      (await findFolder(place, name)) ??
      (await api<Folder>(`/rooms/${place.roomId}/folders`, {
        method: 'POST',
        body: { name, parentId: place.folderId },
        organization: place.organization,
      }))
    place = { ...place, folderId: folder.id, place: folder.name }
    places.set(key, place)
  }
  return place
}

async function findFolder(place: Place, name: string): Promise<Folder | undefined> {
  const wanted = name.normalize('NFC').trim()
  let cursor: string | null = null
  do {
    const page: Awaited<ReturnType<typeof readFolders>> = await readFolders(place.roomId, place.folderId, cursor)
    const found = page.items.find((folder) => folder.name === wanted)
    if (found) return found
    cursor = page.next
  } while (cursor !== null)
  return undefined
}
