import { again } from '../access/again.ts'
import type { PlaceTarget } from '../access/place.ts'
import type { MemberContext } from '../context.ts'
import { transaction, type Transaction } from '../db.ts'
import { found } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { createFolder } from '../folders/create.ts'
import type { FolderRow } from '../folders/table.ts'
import { findTrashed, type TrashView } from './queries.ts'
import type { Restored, RestoreRequest } from './schema.ts'

/** The folder that something was in: as it is now, else one of that name in the same place, else made again. */
async function placeAgain(trx: Transaction, ctx: MemberContext, thing: TrashView): Promise<PlaceTarget> {
  let roomId = thing.room_id
  let folderId: PlaceTarget['folderId'] = null
  for (const { id, name } of thing.path) {
    const place: { room_id: string; parent_id: string | null; name: string } = {
      room_id: roomId,
      parent_id: folderId,
      name,
    }
    const same: Pick<FolderRow, 'id' | 'room_id'> | undefined =
      (await trx('folders').where({ id }).first('id', 'room_id')) ??
      (await trx('folders').where(place).orderBy('created_at').first('id', 'room_id'))
    if (same === undefined) {
      folderId = (await createFolder({ ...ctx, db: trx }, roomId, { name, parentId: folderId })).id
    } else {
      folderId = same.id
      roomId = same.room_id
    }
  }
  return { roomId, folderId }
}

/**
 * Brings back what one act deleted: to its place, to one that is named, or with its folders made again. Needs `edit`
 * there. 409 when its folder is gone and none was named.
 */
export async function restoreThing(ctx: MemberContext, trashId: string, request: RestoreRequest): Promise<Restored> {
  return again(() =>
    transaction(ctx, async (trx) => {
      const thing = await findTrashed(trx, trashId)
      const to = request.to ?? (request.recreate ? await placeAgain(trx, ctx, thing) : null)
      await trx.raw('select access.restore_thing(?, ?, ?, ?)', [
        trashId,
        to !== null,
        to?.roomId ?? null,
        to?.folderId ?? null,
      ])
      const { kind, thing_id: id } = thing
      const [table, above] =
        kind === 'folder' ? (['folders', 'parent_id'] as const) : (['documents', 'folder_id'] as const)
      const rows: { room_id: string; above: string | null; scope_id: string }[] = await trx
        .from(table)
        .where({ id })
        .select('room_id', 'scope_id', { above })
      const now = found(rows[0])
      await recordEvent(trx, ctx, `${kind}s.restored`, {
        organizationId: ctx.actor.organizationId,
        scopeId: now.scope_id,
        roomId: now.room_id,
        folderId: kind === 'folder' ? id : now.above,
        documentId: kind === 'document' ? id : null,
        data: { trashId },
      })
      return { kind, id, roomId: now.room_id, folderId: now.above }
    }),
  )
}
