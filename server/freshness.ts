import { Access } from '@muniment/core/access/levels.ts'
import { whoMay } from './deliver.ts'
import type { Client, Hub } from './realtime.ts'
import type { Services } from './services.ts'

export interface Freshness {
  /** Somebody of this organization is connected now: what ends by itself there is minded too. */
  include: (organizationId: string) => void
  /** Looks at everything open of an organization (null: of all) and cuts what its member may no longer have. */
  recheck: (organizationId: string | null) => void
  stop: () => void
}

/** The longest that a timer may wait (ms): further ones are set again. */
const longest = 60 * 60_000

/**
 * Keeps what is open in this process in step with access: sockets, what they watch, and downloads. It is told by the
 * database, in the transaction of each change, and minds the ends of grants and roles itself; Redis has no part in it.
 */
export function createFreshness(services: Services, hub: Hub): Freshness {
  const { db, log, openStreams } = services
  const organizations = new Set<string>()
  const due = new Set<string | null>()
  let running = false
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  async function cutMembers(sockets: readonly Client[]): Promise<void> {
    const members = [...new Set(sockets.map(({ data }) => data.actor.memberId))]
    const result = await db.raw<{ rows: { member: string }[] }>('select * from access.admitted(?) as a (member)', [
      members,
    ])
    const admitted = new Set(result.rows.map(({ member }) => member))
    for (const socket of sockets) if (!admitted.has(socket.data.actor.memberId)) socket.disconnect(true)
  }

  async function cutWatches(sockets: readonly Client[]): Promise<void> {
    const things = new Map(sockets.flatMap(({ data }) => [...data.watched]))
    for (const thing of things.values()) {
      const watching = sockets.filter(({ data }) => data.watched.has(thing.id))
      const place = {
        roomId: thing.kind === 'room' ? thing.id : null,
        folderId: thing.kind === 'folder' ? thing.id : null,
        documentId: thing.kind === 'document' ? thing.id : null,
      }
      const members = watching.map(({ data }) => data.actor.memberId)
      const allowed = await whoMay(services, members, Access.view, place)
      for (const socket of watching) {
        if (allowed.has(socket.data.actor.memberId)) continue
        socket.data.watched.delete(thing.id)
        socket.emit('unwatched', { id: thing.id })
      }
    }
  }

  async function cutStreams(organizationId: string | null): Promise<void> {
    const streams = openStreams
      .all()
      .filter((stream) => organizationId === null || stream.organizationId === organizationId)
    for (const documentId of new Set(streams.map((stream) => stream.documentId))) {
      const open = streams.filter((stream) => stream.documentId === documentId)
      const place = { roomId: null, folderId: null, documentId }
      const members = open.map(({ memberId }) => memberId)
      const allowed = await whoMay(services, members, Access.download, place)
      for (const stream of open) if (!allowed.has(stream.memberId)) stream.cut()
    }
  }

  /** Waits for the next grant or role that begins or ends by itself. */
  async function setTimer(): Promise<void> {
    clearTimeout(timer)
    if (stopped || organizations.size === 0) return
    const result = await db.raw<{ rows: { at: Date | null }[] }>('select access.next_change(?) as at', [
      [...organizations],
    ])
    const at = result.rows[0]?.at
    const wait = at ? Math.min(Math.max(at.getTime() - Date.now(), 0) + 20, longest) : longest
    clearTimeout(timer)
    timer = setTimeout(() => recheck(null), wait)
    timer.unref()
  }

  async function run(): Promise<void> {
    running = true
    try {
      while (due.size > 0) {
        const all = due.has(null)
        const asked = all ? [null] : [...due]
        due.clear()
        for (const organizationId of asked) {
          const sockets = [...hub.sockets.sockets.values()].filter(
            ({ data }) => organizationId === null || data.actor.organizationId === organizationId,
          )
          if (sockets.length > 0) {
            await cutMembers(sockets)
            await cutWatches(sockets)
          }
          await cutStreams(organizationId)
        }
      }
      await setTimer()
    } catch (error) {
      log.warn({ error }, 'what is open could not be checked')
      due.add(null)
      clearTimeout(timer)
      timer = setTimeout(() => recheck(null), 1000)
    } finally {
      running = false
    }
  }

  function recheck(organizationId: string | null): void {
    due.add(organizationId)
    if (!running && !stopped) void run()
  }

  return {
    include: (organizationId) => {
      if (organizations.has(organizationId)) return
      organizations.add(organizationId)
      setTimer().catch((error: unknown) => log.warn({ error }, 'the next change of access is not known'))
    },
    recheck,
    stop: () => {
      stopped = true
      clearTimeout(timer)
    },
  }
}
