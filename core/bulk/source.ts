import { authorize } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import type { Transaction } from '../db.ts'
import { found } from '../errors.ts'
import { findFolder } from '../folders/queries.ts'
import { roomPolicy } from '../rooms/policy.ts'
import { findRoom } from '../rooms/queries.ts'

/** 404 for a place that the actor can't see, or a folder of another room. */
export async function authorizeSource(
  trx: Transaction,
  ctx: MemberContext,
  from: { roomId: string; folderId: string | null },
): Promise<void> {
  if (from.folderId === null) {
    authorize(ctx.actor, roomPolicy, 'read', await findRoom(trx, from.roomId))
    return
  }
  const folder = found(await findFolder(trx, from.folderId))
  found(folder.room_id === from.roomId ? folder : null)
}
