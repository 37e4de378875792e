import { randomUUID } from 'node:crypto'
import { holdRoom } from '../access/hold.ts'
import { authorize } from '../access/policy.ts'
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
  return transaction(ctx, async (trx) => {
    await holdRoom(trx, roomId)
    const above = input.parentId === null ? null : await findFolder(trx, input.parentId)
    if (above === null) {
      authorize(actor, roomPolicy, 'createFolder', await findRoom(trx, roomId))
    } else {
      authorize(actor, folderPolicy, 'createFolder', above?.room_id === roomId ? above : null)
      if (above !== undefined && above.depth >= folderDepthLimit) {
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
    const made = found(await findFolder(trx, id))
    await recordEvent(trx, ctx, 'folders.created', {
      organizationId: actor.organizationId,
      scopeId: made.scope_id,
      roomId,
      folderId: id,
      data: { name: input.name, parentId: input.parentId },
    })
    return showFolder(actor, made, await pathTo(trx, input.parentId))
  })
}
