import type { Transaction } from '../db.ts'

/**
 * Keeps the scopes of a room as they are until the transaction ends. Whoever adds to a room calls it before anything is
 * looked up there: a scope that is made meanwhile would be unknown to the statement that adds.
 */
export async function holdRoom(trx: Transaction, roomId: string): Promise<void> {
  await trx.raw('select access.hold_place(?)', [roomId])
}
