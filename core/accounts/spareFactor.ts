import type { Transaction } from '../db.ts'
import { AppError } from '../errors.ts'

/**
 * After a factor was removed in this transaction: without any left, recovery codes go too, and it is refused (409) if an
 * organization of the person wants one.
 */
export async function requireSpareFactor(trx: Transaction, personId: string): Promise<void> {
  const person = await trx('auth.users').where({ id: personId }).first('second_factor')
  if (person?.second_factor) return
  const { rows } = await trx.raw<{ rows: { name: string }[] }>(
    'select access.organizations_requiring_second_factor(?) as name',
    [personId],
  )
  const [organization] = rows
  if (organization !== undefined) {
    throw new AppError(
      'conflict',
      `${organization.name} requires a second factor, and this is your last. Add another one, then remove this.`,
    )
  }
  await trx('auth.recovery_codes').where({ user_id: personId }).delete()
}
