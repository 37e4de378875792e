import { Access } from '../access/levels.ts'
import { forbidden } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { recordEvent } from '../events/record.ts'
import { findTrashed } from './queries.ts'

/**
 * Deletes what lies in the trash for good, with whatever was deleted inside it before; needs `manage`. It is gone for
 * everybody at once; its bytes follow when no backup can need them (eraseTrash.ts). Its events stay.
 */
export async function purgeThing(ctx: MemberContext, trashId: string): Promise<void> {
  await transaction(ctx, async (trx) => {
    const thing = await findTrashed(trx, trashId)
    if (thing.level < Access.manage) throw forbidden()
    await trx.raw('select * from access.purge_thing(?)', [trashId])
    await recordEvent(trx, ctx, `${thing.kind}s.purged`, {
      organizationId: ctx.actor.organizationId,
      scopeId: thing.scope_id,
      roomId: thing.room_id,
      folderId: thing.kind === 'folder' ? thing.thing_id : thing.above_id,
      documentId: thing.kind === 'document' ? thing.thing_id : null,
      data: { name: thing.name, trashId },
    })
  })
}
