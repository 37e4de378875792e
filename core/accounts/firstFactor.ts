import type { Context, PersonActor } from '../context.ts'
import type { Transaction } from '../db.ts'
import { recordEvent } from '../events/record.ts'
import { countRecoveryCodes, makeRecoveryCodes } from './recoveryCodes.ts'

/** What follows the first use of any second factor: this session has it, the others end, codes are made if none is left. */
export async function firstRecoveryCodes(
  trx: Transaction,
  ctx: Context<PersonActor>,
  sessionId: string,
): Promise<string[] | null> {
  const { personId } = ctx.actor
  await trx('auth.sessions').where({ id: sessionId, user_id: personId }).update({ aal: 2 })
  await trx('auth.sessions').where({ user_id: personId, aal: 1 }).delete()
  if ((await countRecoveryCodes(trx, personId)) > 0) return null
  await recordEvent(trx, ctx, 'accounts.recovery_codes_made', { organizationId: null })
  return makeRecoveryCodes(trx, personId)
}
