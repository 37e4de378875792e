import type { Folder } from '@muniment/core/folders/schema.ts'
import type { Room } from '@muniment/core/rooms/schema.ts'
import type { Upload } from '@muniment/core/uploads/schema.ts'
import { useEffect } from 'react'
import { api, reachable } from '../api.ts'
import { RoomFollower } from '../documents/live.ts'
import { documentsKey } from '../documents/queries.ts'
import { foldersKey } from '../folders/queries.ts'
import { queries } from '../frame/queries.ts'
import { idOf, type Watchable } from '../realtime.ts'
import { useStore } from '../frame/store.ts'
import type { Me } from '../session/session.ts'
import { Uploads } from './engine.ts'
import { journal } from './journal.ts'
import { isTransferring, summarize, type Summary, type UploadItem } from './queue.ts'
import { readUnfinished, tusTransport } from './tus.ts'

/** The one queue of this page. It outlives every route, so uploads go on while one looks elsewhere. */
export const uploads = new Uploads(tusTransport)

const followers = new Map<string, { follower: RoomFollower; users: number }>()

/** A room is followed a little longer than needed, so that coming back finds its lists up to date. */
const LINGER = 60_000

/**
 * Follows a room until the returned function is called; all users of a room share one follower. For who was let into a
 * folder or document alone, that is followed in its stead.
 */
export function follow(
  organization: string,
  roomId: string,
  thing: Watchable = { roomId },
): { changed: (id: string) => void; stop: () => void } {
  const key = 'roomId' in thing ? `${organization}/${roomId}` : `${organization}/${idOf(thing)}/${roomId}`
  const shared = followers.get(key) ?? {
    follower: new RoomFollower(queries, uploads, organization, roomId, thing),
    users: 0,
  }
  shared.users += 1
  followers.set(key, shared)
  let stopped = false
  return {
    changed: (id) => shared.follower.changed(id),
    stop() {
      if (stopped) return
      stopped = true
      window.setTimeout(() => {
        shared.users -= 1
        if (shared.users > 0) return
        shared.follower.stop()
        followers.delete(key)
        // From now on nobody keeps these lists up to date.
        void queries.invalidateQueries({ queryKey: documentsKey(organization, roomId), refetchType: 'none' })
        void queries.invalidateQueries({ queryKey: foldersKey(organization, roomId), refetchType: 'none' })
      }, LINGER)
    },
  }
}

/** How often files under the virus check are asked for, should their event not arrive. */
const ASK_EVERY = 15_000
const ASKED_AT_ONCE = 100

uploads.onChanged = (roomId, documentId, folderId) => {
  for (const [key, { follower }] of followers) if (key.endsWith(`/${roomId}`)) follower.arrived(documentId, folderId)
}

// The rooms of files that are being sent or checked are followed, wherever one is in the app.
const following = new Map<string, { changed: (id: string) => void; stop: () => void }>()
uploads.items.subscribe(() => {
  const wanted = new Map<string, { organization: string; roomId: string }>()
  for (const stage of ['queued', 'uploading', 'waiting', 'paused', 'checking'] as const) {
    for (const item of uploads.items.at(stage)) wanted.set(`${item.organization}/${item.roomId}`, item)
  }
  for (const [key, one] of following) {
    if (wanted.has(key)) continue
    following.delete(key)
    one.stop()
  }
  for (const [key, { organization, roomId }] of wanted) {
    if (!following.has(key)) following.set(key, follow(organization, roomId))
  }
})

window.setInterval(() => {
  // The oldest of them: with thousands to be checked, most are waiting for their turn.
  for (const item of uploads.items.at('checking', ASKED_AT_ONCE)) {
    if (item.stage.at !== 'checking' || item.documentId === null || Date.now() - item.stage.since < ASK_EVERY) continue
    following.get(`${item.organization}/${item.roomId}`)?.changed(item.documentId)
  }
}, ASK_EVERY)

reachable.subscribe(() => reachable.get() && uploads.wake())
window.addEventListener('online', () => uploads.wake())

window.addEventListener('beforeunload', (event) => {
  if (uploads.preparing.get() !== null || uploads.items.get().some(isTransferring)) event.preventDefault()
})

let lastPerson: string | null = null

/** Ties the queue to who is signed in: their unfinished uploads are offered, what waited for a sign-in goes on. */
export function useUploadsOf(me: Me): void {
  const person = me.session.person.id
  const { organization } = me
  useEffect(() => {
    // Another person must not send, or see, what the last one chose.
    if (lastPerson !== null && lastPerson !== person) {
      uploads.abandon()
      void journal.clear()
    } else void journal.prune()
    lastPerson = person
    uploads.wake()
  }, [person])
  useEffect(() => {
    if (organization === '') return
    let current = true
    void offerUnfinished(organization, () => current).catch(() => {
      // Offered at the next load then; the parts stay at the server for days.
    })
    return () => {
      current = false
    }
  }, [organization, person])
}

/** A request that ended without a word is given up by the server in less than this, all looks together (ms). */
const LOOK_AGAIN = 5000
const LOOKS = 6

async function offerUnfinished(organization: string, isCurrent: () => boolean): Promise<void> {
  for (let looks = 0; looks < LOOKS; looks += 1) {
    const rows = await readUnfinished(organization)
    for (const row of rows) if (!row.sending) await offerOne(organization, row, isCurrent)
    // Sent by another browser, or by the page that was here a moment ago.
    if (!isCurrent() || !rows.some(({ sending }) => sending)) return
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN))
  }
}

async function offerOne(organization: string, row: Upload, isCurrent: () => boolean): Promise<void> {
  const { id: uploadId, name, size, offset, roomId, folderId, documentId: versionOf } = row
  if (size === null) return
  const place = await (
    folderId === null
      ? api<Room>(`/rooms/${roomId}`, { organization })
      : api<Folder>(`/folders/${folderId}`, { organization })
  ).catch(() => null)
  // The room may be out of reach by now; then there is nothing to continue.
  if (!isCurrent() || place === null) return
  uploads.offer([{ uploadId, versionOf, name, size, offset, roomId, folderId, organization, place: place.name }])
}

const summaries = new WeakMap<readonly UploadItem[], Summary>()

/** Counted once for all who show it. */
function summaryOf(items: readonly UploadItem[]): Summary {
  const summary = summaries.get(items) ?? summarize(items)
  summaries.set(items, summary)
  return summary
}

export function useUploadSummary(): Summary {
  return summaryOf(useStore(uploads.items))
}
