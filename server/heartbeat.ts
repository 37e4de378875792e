import type { MemberActor, MemberContext } from '@muniment/core/context.ts'
import { transaction, type Transaction } from '@muniment/core/db.ts'
import type { Hub } from './realtime.ts'
import type { Services } from './services.ts'

export function contextOf({ db, log }: Services, actor: MemberActor): MemberContext {
  return { db, log, actor, now: () => new Date() }
}

/** The newest event of a room that the actor may see, and the newest there is. */
export async function lastPositions(
  trx: Transaction,
  roomId: string,
): Promise<{ position: number; roomPosition: number }> {
  const visible = await trx('events')
    .where({ room_id: roomId, published: true })
    .orderBy('position', 'desc')
    .first('position')
  const all = await trx.raw<{ rows: { position: number }[] }>('select position from access.last_positions(?)', [
    [roomId],
  ])
  return { position: visible?.position ?? 0, roomPosition: all.rows[0]?.position ?? 0 }
}

/**
 * Tells every socket of this process where what it watches stands, so that a client that missed something asks. A position
 * counts only what its member may see: what goes on behind their back must not show.
 */
export async function beat(services: Services, hub: Hub): Promise<void> {
  const sockets = [...hub.sockets.sockets.values()]
  const rooms = [...new Set(sockets.flatMap(({ data }) => [...data.watched.values()].map(({ roomId }) => roomId)))]
  const result = await services.db.raw<{ rows: { room_id: string; position: number }[] }>(
    'select * from access.last_positions(?)',
    [rooms],
  )
  const newest = new Map(result.rows.map((row) => [row.room_id, row.position]))
  // A room and a folder of it are often watched by the same member, who sees the same of the room from both.
  const asked = new Map<string, Awaited<ReturnType<typeof lastPositions>>>()
  for (const socket of sockets) {
    const { watched, actor } = socket.data
    for (const thing of watched.values()) {
      if (newest.get(thing.roomId) === thing.roomPosition) continue
      const key = `${actor.memberId} ${thing.roomId}`
      const positions =
        asked.get(key) ?? (await transaction(contextOf(services, actor), (trx) => lastPositions(trx, thing.roomId)))
      asked.set(key, positions)
      Object.assign(thing, positions)
    }
    socket.emit('heartbeat', {
      rooms: Object.fromEntries([...watched.values()].map((thing) => [thing.id, thing.position])),
    })
  }
}
