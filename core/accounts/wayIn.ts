import type { Transaction } from '../db.ts'
import { AppError } from '../errors.ts'

/** Two who take a way in from the same person take turns, so that they cannot take the last two. */
export async function lockWaysIn(trx: Transaction, personId: string): Promise<void> {
  await trx('auth.users').where({ id: personId }).forUpdate().first('id')
}

/**
 * After a way of signing in was removed in this transaction: throws 409 if neither a password, nor a provider, nor a
 * passkey is left; passkeys count only where they work.
 */
export async function requireWayIn(trx: Transaction, personId: string, passkeysWork: boolean): Promise<void> {
  if (await trx('auth.accounts').where({ user_id: personId }).first('id')) return
  if (passkeysWork && (await trx('auth.passkeys').where({ user_id: personId }).first('id'))) return
  throw new AppError('conflict', 'This is your only way in. Set a password first, by "Forgot password?".')
}
