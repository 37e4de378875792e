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

/** Sockets that watch what the event is about, or its room, or a folder that it is in, however deep. */
async function watchersOf({ db }: Services, hub: Hub, event: PublishedEvent): Promise<Client[]> {
  const near = [...hub.sockets.sockets.values()].filter(({ data }) =>
    [...data.watched.values()].some(({ roomId }) => roomId === event.roomId),
  )
  const places = [event.roomId, event.folderId, event.documentId].filter((id) => id !== null)
  if (near.some(({ data }) => [...data.watched.values()].some(({ kind }) => kind === 'folder'))) {
    const around = await db.raw<{ rows: { id: string }[] }>('select * from access.folders_around(?, ?) as f (id)', [
      event.folderId,
      event.documentId,
    ])
    places.push(...around.rows.map(({ id }) => id))
  }
  return near.filter(({ data }) => places.some((id) => data.watched.has(id)))
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

/**
 * Gives the function that tells an event to the sockets of this process that watch what it is about, as far as their
 * members may see it at this very moment. Events keep their order. One whose check fails is told to nobody: the heartbeat
 * makes clients ask.
 */
export function createDelivery(services: Services, hub: Hub): (event: PublishedEvent) => void {
  let last = Promise.resolve()

  async function deliver(event: PublishedEvent): Promise<void> {
    const sockets = await watchersOf(services, hub, event)
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
