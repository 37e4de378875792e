import { authorize } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { transaction, type Transaction } from '../db.ts'
import { narrowing } from '../documents/list.ts'
import { found } from '../errors.ts'
import { findFolder } from '../folders/queries.ts'
import { roomPolicy } from '../rooms/policy.ts'
import { findRoom } from '../rooms/queries.ts'
import { takenAtMost, type BulkCount, type BulkSource } from './schema.ts'

/** 404 for a place that the actor can't see, or a folder of another room. */
export async function authorizeSource(trx: Transaction, ctx: MemberContext, from: BulkSource): Promise<void> {
  if (from.folderId === null) {
    authorize(ctx.actor, roomPolicy, 'read', await findRoom(trx, from.roomId))
    return
  }
  const folder = found(await findFolder(trx, from.folderId))
  found(folder.room_id === from.roomId ? folder : null)
}

/**
 * The statement for kind, id and name of what the actor sees of it, in order: folders first. It gives one more than may be
 * taken, if there are so many.
 */
export function thingsIn(trx: Transaction, from: BulkSource) {
  const { roomId, folderId, matching } = from
  const most = takenAtMost + 1
  if (matching === undefined) {
    return trx.raw(
      `select x.kind, x.id, x.name from (
         (select 'folder' as kind, f.id, f.name from folders f
          where f.room_id = :roomId and f.parent_id is not distinct from :folderId limit :most)
         union all
         (select 'document', d.id, d.name from documents d
          where d.room_id = :roomId and d.folder_id is not distinct from :folderId limit :most)
       ) x order by x.kind desc, x.name collate natural_order`,
      { roomId, folderId, most },
    )
  }
  const asked = narrowing(
    { ...matching, folderId: folderId ?? undefined, scope: 'below', sort: 'name', direction: 'asc' },
    null,
    most,
  )
  // Once more under the policies, as the list does.
  return trx.raw(
    `select 'document' as kind, d.id, d.name from access.list_documents(:roomId, :asked::jsonb) with ordinality as l (id, at)
     join documents d on d.id = l.id and d.room_id = :roomId order by l.at`,
    { roomId, asked: JSON.stringify(asked) },
  )
}

/** How many things an act on this would be done to. */
export async function countThings(ctx: MemberContext, from: BulkSource): Promise<BulkCount> {
  return transaction(ctx, async (trx) => {
    await authorizeSource(trx, ctx, from)
    const [counted] = await trx.from(trx.raw('(?) as things', [thingsIn(trx, from)])).count<{ count: number }[]>()
    const total = found(counted).count
    return { total: Math.min(total, takenAtMost), more: total > takenAtMost }
  })
}
