import { authorize } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { found } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { staleRevision } from '../revision.ts'
import { roomPolicy } from './policy.ts'
import { findRoom, showRoom } from './queries.ts'
import type { Room, RoomChange } from './schema.ts'

/** Changes name, description or limit if the room still has `revision`; else 412. */
export async function updateRoom(
  ctx: MemberContext,
  roomId: string,
  revision: number,
  change: RoomChange,
): Promise<Room> {
  return transaction(ctx, async (trx) => {
    const room = await findRoom(trx, roomId)
    authorize(ctx.actor, roomPolicy, 'edit', room)
    const changed = await trx('rooms')
      .where({ id: roomId, revision })
      .update({
        ...(change.name !== undefined && { name: change.name }),
        ...(change.description !== undefined && { description: change.description }),
        ...(change.limitBytes !== undefined && { limit_bytes: change.limitBytes }),
        revision: trx.raw('revision + 1'),
        updated_at: ctx.now(),
      })
    if (changed === 0) throw staleRevision()
    await recordEvent(trx, ctx, 'rooms.updated', {
      organizationId: room.organization_id,
      scopeId: room.scope_id,
      roomId,
      data: { before: { name: room.name, description: room.description, limitBytes: room.limit_bytes }, after: change },
    })
    return showRoom(ctx.actor, found(await findRoom(trx, roomId)))
  })
}
