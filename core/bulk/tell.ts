import type { Knex } from '../db.ts'
import type { BulkProgress } from './schema.ts'
import type { BulkActRow } from './table.ts'

/** The channel on which servers hear how far an act is; each tells the browsers of that person that it holds. */
export const bulkChannel = 'bulk'

/** Tells how far an act is: at once, or when the transaction that `db` is ends. */
export async function tellBulk(db: Knex, act: BulkActRow): Promise<void> {
  const { id, member_id: memberId, state, total, done, refused } = act
  const progress: BulkProgress = { id, memberId, state, total, done, refused }
  await db.raw('select pg_notify(?, ?)', [bulkChannel, JSON.stringify(progress)])
}
