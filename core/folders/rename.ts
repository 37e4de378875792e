import { authorize } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { found } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { staleRevision } from '../revision.ts'
import { folderPolicy } from './policy.ts'
import { findFolder, pathTo, showFolder } from './queries.ts'
import type { Folder, FolderChange } from './schema.ts'

/** Gives a folder another name if it still has `revision`; else 412. */
export async function renameFolder(
  ctx: MemberContext,
  folderId: string,
  revision: number,
  change: FolderChange,
): Promise<Folder> {
  return transaction(ctx, async (trx) => {
    const folder = await findFolder(trx, folderId)
    authorize(ctx.actor, folderPolicy, 'rename', folder)
    const changed = await trx('folders')
      .where({ id: folderId, revision })
      .update({ name: change.name, revision: trx.raw('revision + 1'), updated_at: ctx.now() })
    if (changed === 0) throw staleRevision()
    await recordEvent(trx, ctx, 'folders.updated', {
      organizationId: folder.organization_id,
      scopeId: folder.scope_id,
      roomId: folder.room_id,
      folderId,
      data: { before: { name: folder.name }, after: change },
    })
    return showFolder(ctx.actor, found(await findFolder(trx, folderId)), await pathTo(trx, folder.parent_id))
  })
}
