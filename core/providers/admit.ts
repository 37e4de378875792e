import { randomUUID } from 'node:crypto'
import type { Context, PersonActor, SystemContext } from '../context.ts'
import type { Transaction } from '../db.ts'
import { AppError } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { joinByLink, takeLinkByHash } from '../links/redeem.ts'
import type { Identity } from './identify.ts'

// Who a verified identity is here. A provider never makes an account by itself, and an e-mail address proves nothing:
// only a link that was made from the profile, or at the acceptance of an invitation, counts.

/** Why a provider's word does not open the door; each has its sentence on the page that people get to see. */
export type Refusal =
  | 'cancelled'
  | 'expired'
  | 'unreachable'
  | 'refused'
  | 'unknown'
  | 'taken'
  | 'known'
  | 'mismatch'
  | 'spent'
  | 'signed_out'

export class ProviderRefusal extends Error {
  readonly refusal: Refusal

  constructor(refusal: Refusal, options?: ErrorOptions) {
    super(`sign-in by provider: ${refusal}`, options)
    this.name = 'ProviderRefusal'
    this.refusal = refusal
  }
}

function ownerOf(
  trx: Transaction,
  provider: string,
  { account }: Identity,
): Promise<{ id: string; email: string } | undefined> {
  return trx('auth.accounts as a')
    .join('auth.users as u', 'u.id', 'a.user_id')
    .where({ 'a.provider_id': provider, 'a.account_id': account, 'u.suspended_at': null })
    .first<{ id: string; email: string } | undefined>('u.id', 'u.email')
}

function asPerson(ctx: SystemContext, personId: string): Context<PersonActor> {
  return { ...ctx, actor: { kind: 'person', personId } }
}

/** The person who linked this identity; nobody else is let in, whatever address the provider knows them by. */
export async function admitLinked(ctx: SystemContext, provider: string, identity: Identity): Promise<string> {
  const owner = await ctx.db.transaction((trx) => ownerOf(trx, provider, identity))
  if (owner === undefined) throw new ProviderRefusal('unknown')
  return owner.id
}

/** Links an identity to the person who asked for it from their profile. Linked to somebody else, it stays theirs. */
export async function link(ctx: SystemContext, provider: string, identity: Identity, personId: string): Promise<void> {
  await ctx.db.transaction(async (trx) => {
    const made = await trx('auth.accounts')
      .insert({ user_id: personId, account_id: identity.account, provider_id: provider })
      .onConflict(['provider_id', 'account_id'])
      .ignore()
      .returning('id')
    if (made.length === 0) {
      const mine = await trx('auth.accounts')
        .where({ provider_id: provider, account_id: identity.account, user_id: personId })
        .first('id')
      if (mine === undefined) throw new ProviderRefusal('taken')
      return
    }
    await recordEvent(trx, asPerson(ctx, personId), 'accounts.linked', { organizationId: null, data: { provider } })
  })
}

/**
 * Accepts an invitation by a provider, in one transaction: whoever is linked already joins; somebody new gets an account
 * with the invited address, which the provider must know them by. An address that has an account is left alone.
 */
export async function join(
  ctx: SystemContext,
  provider: string,
  identity: Identity,
  tokenHash: Buffer,
): Promise<string> {
  try {
    return await ctx.db.transaction(async (trx) => {
      const invitation = await takeLinkByHash(trx, ctx, tokenHash, 'invitation')
      const { email } = invitation
      const owner = await ownerOf(trx, provider, identity)
      if (owner !== undefined && owner.email !== email) throw new ProviderRefusal('taken')
      const personId = owner?.id ?? (await createPerson(trx, ctx, provider, identity, email))
      await joinByLink(trx, asPerson(ctx, personId), invitation, personId)
      return personId
    })
  } catch (error) {
    if (error instanceof AppError && error.code === 'gone') throw new ProviderRefusal('spent', { cause: error })
    throw error
  }
}

async function createPerson(
  trx: Transaction,
  ctx: SystemContext,
  provider: string,
  identity: Identity,
  email: string | null,
): Promise<string> {
  if (email === null || identity.email !== email || identity.emailVerified === false)
    throw new ProviderRefusal('mismatch')
  if (await trx('auth.users').where({ email }).first('id')) throw new ProviderRefusal('known')
  const id = randomUUID()
  const name = nameOf(identity, email)
  await trx('auth.users').insert({ id, name, email, email_verified: identity.emailVerified === true })
  await trx('auth.accounts').insert({ user_id: id, account_id: identity.account, provider_id: provider })
  await recordEvent(trx, asPerson(ctx, id), 'accounts.linked', { organizationId: null, data: { provider } })
  return id
}

function nameOf({ name }: Identity, email: string): string {
  const clean = name
    ?.normalize('NFC')
    .replaceAll(/[\p{Cc}\p{Cs}]/gu, '')
    .trim()
    .slice(0, 200)
  return clean || (email.split('@')[0] ?? email)
}
