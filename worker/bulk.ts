import { runBulk } from '@muniment/core/bulk/jobs.ts'
import { finishBulk, workBulk } from '@muniment/core/bulk/work.ts'
import type { Knex } from '@muniment/core/db.ts'
import { handle, type Handler } from './handle.ts'

/** Acts on many things at once. `people` connects as the role that acts for people: the worker's own may do none of it. */
export function bulkHandlers(people: Knex): Handler[] {
  return [
    handle(
      runBulk,
      (ctx, { bulkId }, { signal }) => workBulk(people, ctx, bulkId, signal),
      async (_trx, ctx, { bulkId }) => {
        const reason = 'Something went wrong on the appliance, several times. Tell your administrator, then try again.'
        await finishBulk(ctx, bulkId, 'failed', reason)
      },
    ),
  ]
}
