import { randomUUID } from 'node:crypto'
import { authorize, requirePermission } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { AppError, found } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { roomPolicy } from '../rooms/policy.ts'
import { findRoom } from '../rooms/queries.ts'
import { folderPolicy } from './policy.ts'
import { findFolder, pathTo, showFolder } from './queries.ts'
import { folderDepthLimit, type Folder, type NewFolder } from './schema.ts'

/** Makes a folder in a room, at its top or in another folder; 32 levels at most. Its scope is that of its place. */
export async function createFolder(ctx: MemberContext, roomId: string, input: NewFolder): Promise<Folder> {
  const { actor } = ctx
  requirePermission(actor, 'folders.create')
  return transaction(ctx, async (trx) => {
    const room = await findRoom(trx, roomId)
    authorize(actor, roomPolicy, 'createFolder', room)
    if (input.parentId !== null) {
      const parent = await findFolder(trx, input.parentId)
      authorize(actor, folderPolicy, 'createFolder', parent?.room_id === roomId ? parent : null)
      if (parent !== undefined && parent.depth >= folderDepthLimit) {
        throw new AppError('invalid', `Folders can be ${folderDepthLimit} deep at most. Put this one higher up.`)
      }
    }
    const id = randomUUID()
    await trx('folders').insert({
      id,
      organization_id: actor.organizationId,
      room_id: roomId,
      parent_id: input.parentId,
      name: input.name,
      created_by: actor.memberId,
    })
    await recordEvent(trx, ctx, 'folders.created', {
      organizationId: actor.organizationId,
      scopeId: room.scope_id,
      roomId,
      folderId: id,
      data: { name: input.name, parentId: input.parentId },
    })
    return showFolder(actor, found(await findFolder(trx, id)), await pathTo(trx, input.parentId))
  })
}
