import { goneTypes } from '@muniment/core/events/types.ts'
import type { PublishedEvent } from './publish.ts'
import type { Client, Hub } from './realtime.ts'
import type { Services } from './services.ts'

/** Which of these members may see a thing now: the document, else the folder, else the room. */
export async function whoMay(
  { db }: Services,
  members: readonly string[],
  level: number,
  thing: { roomId: string | null; folderId: string | null; documentId: string | null },
): Promise<Set<string>> {
  if (members.length === 0) return new Set()
  const result = await db.raw<{ rows: { member: string }[] }>(
    'select * from access.who_may(?, ?, ?, ?, ?) as w (member)',
    [[...new Set(members)], level, thing.roomId, thing.folderId, thing.documentId],
  )
  return new Set(result.rows.map(({ member }) => member))
}

/** Which of these members saw a thing where it is no longer. */
async function whoHears({ db }: Services, members: readonly string[], event: PublishedEvent): Promise<Set<string>> {
  if (members.length === 0 || event.scopeId === null) return new Set()
  const result = await db.raw<{ rows: { member: string }[] }>('select * from access.who_hears(?, ?, ?) as w (member)', [
    [...new Set(members)],
    event.scopeId,
    event.documentId,
  ])
  return new Set(result.rows.map(({ member }) => member))
}

function watchers(hub: Hub, event: PublishedEvent): Client[] {
  const things = [event.roomId, event.folderId, event.documentId].filter((id) => id !== null)
  return [...hub.sockets.sockets.values()].filter(({ data }) => things.some((id) => data.watched.has(id)))
}

/**
 * Gives the function that tells an event to the sockets of this process that watch what it is about, as far as their
 * members may see it at this very moment. Events keep their order. One whose check fails is told to nobody: the heartbeat
 * makes clients ask.
 */
export function createDelivery(services: Services, hub: Hub): (event: PublishedEvent) => void {
  let last = Promise.resolve()

  async function deliver(event: PublishedEvent): Promise<void> {
    const sockets = watchers(hub, event)
    const members = sockets.map(({ data }) => data.actor.memberId)
    const allowed = goneTypes.has(event.type)
      ? await whoHears(services, members, event)
      : await whoMay(services, members, 1, event)
    const { scopeId: _, ...told } = event
    for (const socket of sockets) {
      if (!allowed.has(socket.data.actor.memberId)) continue
      socket.emit('event', told)
      for (const thing of socket.data.watched.values()) {
        if (thing.roomId === event.roomId) thing.position = Math.max(thing.position, event.position)
      }
    }
  }

  return (event) => {
    last = last
      .then(() => deliver(event))
      .catch((error: unknown) => services.log.warn({ error, position: event.position }, 'an event was not delivered'))
  }
}
