import { authorize } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { AppError, found } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { roomPolicy } from './policy.ts'
import { findRoom, showRoom } from './queries.ts'
import type { Room } from './schema.ts'

/**
 * Archives a room, so that nothing in it can be changed by anybody, or opens it again, if it still has `revision`; else
 * 412. Needs `manage`.
 */
export async function archiveRoom(
  ctx: MemberContext,
  roomId: string,
  revision: number,
  archive: boolean,
): Promise<Room> {
  return transaction(ctx, async (trx) => {
    const room = await findRoom(trx, roomId)
    authorize(ctx.actor, roomPolicy, 'archive', room)
    if ((room.archived_at !== null) === archive) {
      throw new AppError('conflict', archive ? 'This room is archived already.' : 'This room is not archived.')
    }
    await trx.raw('select access.archive_room(?, ?, ?)', [roomId, revision, archive])
    await recordEvent(trx, ctx, archive ? 'rooms.archived' : 'rooms.unarchived', {
      organizationId: room.organization_id,
      scopeId: room.scope_id,
      roomId,
    })
    return showRoom(ctx.actor, found(await findRoom(trx, roomId)))
  })
}
