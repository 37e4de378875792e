import type { Context, PersonActor } from '../context.ts'
import { lockWaysIn, requireWayIn } from '../accounts/wayIn.ts'
import { found } from '../errors.ts'
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

/** Takes an identity away. 404 for anybody else's, 409 for the last way in: a password or a passkey must be left. */
export async function unlink(ctx: Context<PersonActor>, accountId: string, passkeysWork: boolean): Promise<void> {
  const { personId } = ctx.actor
  await ctx.db.transaction(async (trx) => {
    await lockWaysIn(trx, personId)
    const [removed] = await trx('auth.accounts')
      .where({ id: accountId, user_id: personId })
      .whereNot({ provider_id: 'credential' })
      .delete()
      .returning('provider_id')
    const { provider_id: provider } = found(removed)
    await requireWayIn(trx, personId, passkeysWork)
    await recordEvent(trx, ctx, 'accounts.unlinked', { organizationId: null, data: { provider } })
  })
}
