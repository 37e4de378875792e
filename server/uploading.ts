import type { Uploading } from '@muniment/core/uploads/schema.ts'
import type { Hub } from './realtime.ts'
import type { Services } from './services.ts'

/** An upload of which nothing came for so long is not going on, whatever became of it (s). */
export const stillAfter = 30
/** People that are told of by themselves. */
const shownAtMost = 3

interface Told {
  listener: string
  place: string
  name: string | null
  files: number
  bytes: number
  size: number | null
}

/**
 * Who else is uploading to a room or folder or below it, for each of these watchers of one: only to where they may see
 * it now. By `watcherKey`; nothing for those around whom nobody uploads.
 */
export async function uploadingAround(
  { db }: Pick<Services, 'db'>,
  watchers: readonly { memberId: string; placeId: string }[],
): Promise<Map<string, Uploading>> {
  const result = await db.raw<{ rows: Told[] }>('select * from access.uploading(?, ?, ?)', [
    watchers.map(({ memberId }) => memberId),
    watchers.map(({ placeId }) => placeId),
    stillAfter,
  ])
  const rows = Map.groupBy(result.rows, (row) => watcherKey(row.listener, row.place))
  return new Map([...rows].map(([key, told]) => [key, summed(told)]))
}

export function watcherKey(memberId: string, placeId: string): string {
  return `${memberId} ${placeId}`
}

/** In an order that stays. Those whom the watcher may not know are one: not even their number is told. */
function summed(rows: readonly Told[]): Uploading {
  const people = rows
    .filter(({ name }) => name !== null)
    .sort((a, b) => (a.name ?? '').localeCompare(b.name ?? ''))
    .map(({ name, files, bytes, size }) => ({ name, files, bytes, size }))
  const [first, ...others] = rows.filter(({ name }) => name === null)
  if (first !== undefined) {
    const { name, files, bytes, size } = first
    const somebody = { name, files, bytes, size }
    for (const other of others) {
      somebody.files += other.files
      somebody.bytes += other.bytes
      somebody.size = somebody.size === null || other.size === null ? null : somebody.size + other.size
    }
    people.push(somebody)
  }
  return { people: people.slice(0, shownAtMost), more: Math.max(0, people.length - shownAtMost) }
}

const nobody: Uploading = { people: [], more: 0 }

/** Tells the sockets of this process how far the uploads of others are, where that changed; one question for all of them. */
export async function tellUploading(services: Services, hub: Hub): Promise<void> {
  const watching = [...hub.sockets.sockets.values()].flatMap((socket) =>
    [...socket.data.watched.values()]
      .filter(({ kind }) => kind !== 'document')
      .map((thing) => ({ socket, thing, memberId: socket.data.actor.memberId, placeId: thing.id })),
  )
  if (watching.length === 0) return
  const around = await uploadingAround(services, [
    ...new Map(watching.map((one) => [watcherKey(one.memberId, one.placeId), one])).values(),
  ])
  for (const { socket, thing, memberId, placeId } of watching) {
    const uploading = around.get(watcherKey(memberId, placeId)) ?? nobody
    const told = JSON.stringify(uploading)
    // It may be watched no longer, or anew.
    if (socket.data.watched.get(placeId) !== thing || told === (thing.uploading ?? JSON.stringify(nobody))) continue
    thing.uploading = told
    socket.emit('uploading', { id: placeId, ...uploading })
  }
}
