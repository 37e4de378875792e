import { z } from 'zod'
import type { MemberContext } from '../context.ts'
import type { Transaction } from '../db.ts'
import { found } from '../errors.ts'
import { findFolder } from '../folders/queries.ts'
import { roomPolicy } from '../rooms/policy.ts'
import { findRoom } from '../rooms/queries.ts'
import { folderPolicy } from '../folders/policy.ts'
import { authorize } from './policy.ts'

/** Where something is put: the top of a room, or a folder in it. */
export const PlaceTarget = z
  .object({ roomId: z.uuid(), folderId: z.uuid().nullable().default(null) })
  .meta({ id: 'PlaceTarget', description: "folderId null: the room's top" })
export type PlaceTarget = z.infer<typeof PlaceTarget>

/** Lets somebody put things into a place, and gives its scope. 404 for one that they can't see, 403 without `edit`. */
export async function authorizeTarget(trx: Transaction, ctx: MemberContext, to: PlaceTarget): Promise<string> {
  if (to.folderId === null) {
    const room = await findRoom(trx, to.roomId)
    authorize(ctx.actor, roomPolicy, 'receive', room)
    return room.scope_id
  }
  const folder = await findFolder(trx, to.folderId)
  authorize(ctx.actor, folderPolicy, 'receive', folder?.room_id === to.roomId ? folder : null)
  return found(folder).scope_id
}
