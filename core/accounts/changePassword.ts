import type { Context, PersonActor } from '../context.ts'
import { AppError, found } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { hashPassword } from './password.ts'
import { requireGoodPassword } from './passwordRules.ts'

/** Sets a new password and ends every other session of the person. 409 for an account that has no password. */
export async function changePassword(ctx: Context<PersonActor>, sessionId: string, password: string): Promise<void> {
  const { personId } = ctx.actor
  const person = await ctx.db('auth.users').where({ id: personId }).first('name', 'email')
  await requireGoodPassword(password, found(person))
  const hash = await hashPassword(password)
  await ctx.db.transaction(async (trx) => {
    const changed = await trx('auth.accounts')
      .where({ user_id: personId, provider_id: 'credential' })
      .update({ password: hash, updated_at: ctx.now() })
    if (changed === 0) throw new AppError('conflict', 'You sign in by a provider: there is no password to change here.')
    await trx('auth.sessions').where({ user_id: personId }).whereNot({ id: sessionId }).delete()
    await recordEvent(trx, ctx, 'accounts.password_changed', { organizationId: null })
  })
}
