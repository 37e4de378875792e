import { again } from '../access/again.ts'
import { authorizeTarget, type PlaceTarget } from '../access/place.ts'
import { authorize } from '../access/policy.ts'
import { recordMove } from '../access/recordMove.ts'
import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { found } from '../errors.ts'
import { folderPolicy } from './policy.ts'
import { findFolder, pathTo, showFolder } from './queries.ts'
import type { Folder } from './schema.ts'

/**
 * Puts a folder with everything in it elsewhere in the organization, all or nothing, if it still has `revision` (null:
 * whatever it has), else 412. 400 into itself, or deeper than 32. What has grants of its own keeps them.
 */
export async function moveFolder(
  ctx: MemberContext,
  folderId: string,
  revision: number | null,
  to: PlaceTarget,
): Promise<Folder> {
  return again(() =>
    transaction(ctx, async (trx) => {
      const before = await findFolder(trx, folderId)
      authorize(ctx.actor, folderPolicy, 'move', before)
      await authorizeTarget(trx, ctx, to)
      await trx.raw('select access.move_thing(?, ?, ?, ?)', [folderId, revision, to.roomId, to.folderId])
      const after = found(await findFolder(trx, folderId))
      await recordMove(trx, ctx, 'folder', { ...before, above: before.parent_id }, { ...after, above: after.parent_id })
      return showFolder(ctx.actor, after, await pathTo(trx, after.parent_id))
    }),
  )
}
