import type { Knex } from 'knex'
import type { Context, PersonActor } from '../context.ts'
import type { Transaction } from '../db.ts'
import { AppError } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { listPasskeys } from './passkeys.ts'
import { countRecoveryCodes, makeRecoveryCodes } from './recoveryCodes.ts'
import type { Factors } from './schema.ts'

/** What a person can prove themselves with. */
export async function showFactors(db: Knex, personId: string): Promise<Omit<Factors, 'passkeysPossible'>> {
  const totp = await db('auth.totp_secrets').where({ user_id: personId }).first('confirmed_at')
  const password = await db('auth.accounts').where({ user_id: personId, provider_id: 'credential' }).first('id')
  return {
    password: password !== undefined,
    totp: totp?.confirmed_at?.toISOString() ?? null,
    passkeys: await listPasskeys(db, personId),
    recoveryCodes: await countRecoveryCodes(db, personId),
  }
}

/** New recovery codes in place of the old, for somebody with a second factor. */
export async function renewRecoveryCodes(ctx: Context<PersonActor>): Promise<{ recoveryCodes: string[] }> {
  const { personId } = ctx.actor
  return ctx.db.transaction(async (trx) => {
    const person = await trx('auth.users').where({ id: personId }).first('second_factor')
    if (!person?.second_factor) {
      throw new AppError('conflict', 'Recovery codes stand in for a second factor. Add one first.')
    }
    await recordEvent(trx, ctx, 'accounts.recovery_codes_made', { organizationId: null })
    return { recoveryCodes: await makeRecoveryCodes(trx, personId) }
  })
}

/**
 * Takes every second factor and every session of a person who lost them, so that the password alone lets them in again.
 * Whoever calls it has made sure that `ctx.actor` may. `trx` is of the accounts' database role or the owner's.
 */
export async function resetSecondFactors(trx: Transaction, ctx: Context, personId: string): Promise<void> {
  await trx('auth.totp_secrets').where({ user_id: personId }).delete()
  await trx('auth.passkeys').where({ user_id: personId }).delete()
  await trx('auth.recovery_codes').where({ user_id: personId }).delete()
  await trx('auth.sessions').where({ user_id: personId }).delete()
  const organizationId = ctx.actor.kind === 'member' ? ctx.actor.organizationId : null
  await recordEvent(trx, ctx, 'accounts.second_factor_reset', { organizationId, data: { personId } })
}
