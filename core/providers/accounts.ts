import type { Context, PersonActor } from '../context.ts'
import { AppError, found } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import type { Page } from '../page.ts'
import type { LinkedAccount } from './schema.ts'
import { listSignInProviders } from './settings.ts'

// On the accounts' database role, for somebody signed in.

/** The identities at providers that somebody can sign in with, oldest first. */
export async function listAccounts(ctx: Context<PersonActor>): Promise<Page<LinkedAccount>> {
  const rows = await ctx
    .db('auth.accounts')
    .where({ user_id: ctx.actor.personId })
    .whereNot({ provider_id: 'credential' })
    .orderBy('created_at')
    .select('id', 'provider_id', 'created_at')
  const labels = new Map((await listSignInProviders(ctx.db)).map(({ id, label }) => [id, label]))
  const items = rows.map((row) => ({
    id: row.id,
    provider: row.provider_id,
    label: labels.get(row.provider_id) ?? row.provider_id,
    createdAt: row.created_at.toISOString(),
  }))
  return { items, next: null }
}

/** Takes an identity away. 404 for anybody else's, 409 for the last way in: without a password it must stay. */
export async function unlink(ctx: Context<PersonActor>, accountId: string): Promise<void> {
  const { personId } = ctx.actor
  await ctx.db.transaction(async (trx) => {
    // Locked together, so that two at once cannot take the last two.
    const accounts = await trx('auth.accounts').where({ user_id: personId }).forUpdate().select('id', 'provider_id')
    const account = found(
      accounts.find(({ id, provider_id: provider }) => id === accountId && provider !== 'credential'),
    )
    if (accounts.length === 1) {
      throw new AppError('conflict', 'This is your only way in. Set a password first, by "Forgot password?".')
    }
    await trx('auth.accounts').where({ id: account.id }).delete()
    const data = { provider: account.provider_id }
    await recordEvent(trx, ctx, 'accounts.unlinked', { organizationId: null, data })
  })
}
