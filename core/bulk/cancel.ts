import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { found } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { showBulk } from './queries.ts'
import type { Bulk } from './schema.ts'
import { tellBulk } from './tell.ts'

/**
 * Ends an act of the actor's own, for good. What is done stays done and what still waits is left alone; the thing that is
 * in hand is taken back (performItem.ts). One that is over is answered as it is.
 */
export async function cancelBulk(ctx: MemberContext, bulkId: string): Promise<Bulk> {
  return transaction(ctx, async (trx) => {
    const [act] = await trx('bulk_acts')
      .where({ id: bulkId })
      .whereNull('finished_at')
      .update({ state: 'cancelled', finished_at: ctx.now() })
      .returning('*')
    if (act === undefined) return showBulk(found(await trx('bulk_acts').where({ id: bulkId }).first()))
    const { organization_id: organizationId, total, done, refused } = act
    await recordEvent(trx, ctx, 'bulk.cancelled', { organizationId, data: { bulkId, total, done, refused } })
    await tellBulk(trx, act)
    return showBulk(act)
  })
}
