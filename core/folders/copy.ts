import { authorizeTarget, type PlaceTarget } from '../access/place.ts'
import { authorize } from '../access/policy.ts'
import type { Bulk } from '../bulk/schema.ts'
import { startBulk } from '../bulk/start.ts'
import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { folderPolicy } from './policy.ts'
import { findFolder } from './queries.ts'

/** Owes a copy of a folder with what the actor sees in it. The worker makes it (bulk/performItem.ts), thing by thing. */
export async function copyFolder(ctx: MemberContext, folderId: string, to: PlaceTarget): Promise<Bulk> {
  return transaction(ctx, async (trx) => {
    authorize(ctx.actor, folderPolicy, 'copy', await findFolder(trx, folderId))
    await authorizeTarget(trx, ctx, to)
    return startBulk({ ...ctx, db: trx }, { act: { do: 'copy', to }, items: [{ kind: 'folder', id: folderId }] })
  })
}
