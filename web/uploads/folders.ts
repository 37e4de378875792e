import type { EnsuredFolder } from '@muniment/core/folders/schema.ts'
import { api } from '../api.ts'
import type { Place } from './place.ts'
import { inPieces } from './pieces.ts'

/** Where the files of a folder go, or why they can't. */
export type FolderPlace = { place: Place; made: boolean } | { fault: string }

const PATHS_AT_ONCE = 200

/**
 * The folders of these paths below a place, found by name and made where they are missing, a few requests for all. Each
 * under `keyOf` its path.
 */
export async function ensurePlaces(
  target: Place,
  paths: readonly string[][],
  patiently: <T>(work: () => Promise<T>) => Promise<T>,
): Promise<Map<string, FolderPlace>> {
  const places = new Map<string, FolderPlace>([[keyOf([]), { place: target, made: false }]])
  const wanted = [...new Map(paths.map((path) => [keyOf(path), path])).values()].filter((path) => path.length > 0)
  for (const piece of inPieces(wanted, PATHS_AT_ONCE, (path) => JSON.stringify(path).length)) {
    // Asked twice, it finds what it made the first time.
    const { items } = await patiently(() =>
      api<{ items: EnsuredFolder[] }>(`/rooms/${target.roomId}/folders/paths`, {
        method: 'POST',
        body: { parentId: target.folderId, paths: piece },
        organization: target.organization,
      }),
    )
    for (const [at, { id, made, fault }] of items.entries()) {
      const path = piece[at] ?? []
      const place = [target.place, ...path].join(' / ')
      places.set(
        keyOf(path),
        id === null
          ? { fault: fault ?? 'This folder could not be made.' }
          : { made, place: { ...target, folderId: id, place } },
      )
    }
  }
  return places
}

export const keyOf = (path: readonly string[]): string => JSON.stringify(path)
