import { randomUUID } from 'node:crypto'
import type { SystemContext, Context } from '../context.ts'
import type { Transaction } from '../db.ts'
import { AppError } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { hashPassword, passwordMatches } from '../accounts/password.ts'
import { hashToken } from './create.ts'
import type { Acceptance, LinkShown, Recovery, Redeemed, Setup } from './schema.ts'
import type { LinkPurpose, LinkRow } from './table.ts'

// These run on the accounts' database role: nobody is signed in yet, and the link is what proves the right.

function spent(): AppError {
  return new AppError('gone', 'This link was used already, was taken back, or is too old. Ask for a new one.')
}

/** What a link is for, without using it. */
export async function inspectLink(ctx: SystemContext, token: string): Promise<LinkShown> {
  const link = await ctx
    .db('links')
    .where({ token_hash: hashToken(token) })
    .first()
  if (link === undefined || link.used_at !== null || link.expires_at <= ctx.now()) throw spent()
  const organization =
    link.organization_id && (await ctx.db('organizations').where({ id: link.organization_id }).first('name'))
  const known =
    link.email !== null && (await ctx.db('auth.users').where({ email: link.email }).first('id')) !== undefined
  return {
    purpose: link.purpose,
    email: link.email,
    organizationName: organization ? organization.name : null,
    expiresAt: link.expires_at.toISOString(),
    known,
  }
}

/** Marks the link used, or throws 410. Two who use it at once: one wins, for the row is locked by the update. */
export async function takeLinkByHash(
  trx: Transaction,
  ctx: SystemContext,
  tokenHash: Buffer,
  purpose: LinkPurpose,
): Promise<LinkRow> {
  const [link] = await trx('links')
    .where({ token_hash: tokenHash, purpose, used_at: null })
    .where('expires_at', '>', ctx.now())
    .update({ used_at: ctx.now() })
    .returning('*')
  if (link === undefined) throw spent()
  return link
}

export function takeLink(trx: Transaction, ctx: SystemContext, token: string, purpose: LinkPurpose): Promise<LinkRow> {
  return takeLinkByHash(trx, ctx, hashToken(token), purpose)
}

async function createUser(
  trx: Transaction,
  person: { name: string; email: string; password: string; operator: boolean },
): Promise<string> {
  const id = randomUUID()
  await trx('auth.users').insert({ id, name: person.name, email: person.email, operator: person.operator })
  await trx('auth.accounts').insert({
    user_id: id,
    account_id: id,
    provider_id: 'credential',
    password: await hashPassword(person.password),
  })
  return id
}

function asPerson(ctx: SystemContext, personId: string): Context {
  return { ...ctx, actor: { kind: 'person', personId } }
}

/** The first administrator: makes the person (who is the operator too), the organization and the membership. */
export async function setUp(ctx: SystemContext, input: Setup): Promise<Redeemed> {
  return ctx.db.transaction(async (trx) => {
    await takeLink(trx, ctx, input.token, 'setup')
    if (await trx('auth.users').where({ operator: true }).first('id')) {
      throw new AppError('conflict', 'Muniment is set up already. Sign in instead.')
    }
    const personId = await createUser(trx, { ...input, operator: true })
    const organizationId = randomUUID()
    await trx('organizations').insert({ id: organizationId, name: input.organizationName })
    const demos = await trx('organizations').where({ demo: true }).pluck('id')
    await trx('members').insert(
      [organizationId, ...demos].map((id) => ({
        id: randomUUID(),
        organization_id: id,
        user_id: personId,
        role_key: 'administrator' as const,
      })),
    )
    await recordEvent(trx, asPerson(ctx, personId), 'appliance.set_up', {
      organizationId,
      data: { organization: input.organizationName },
    })
    return { email: input.email }
  })
}

/**
 * Joins an organization. Somebody new gets an account with this name and password; somebody with an account proves it
 * by its password (401 when it is wrong; the link stays unused).
 */
export async function acceptInvitation(ctx: SystemContext, input: Acceptance): Promise<Redeemed> {
  return ctx.db.transaction(async (trx) => {
    const link = await takeLink(trx, ctx, input.token, 'invitation')
    const { email } = link
    if (email === null) throw spent()
    const known = await trx('auth.users').where({ email }).first('id')
    let personId = known?.id
    if (personId !== undefined) {
      const account = await trx('auth.accounts')
        .where({ user_id: personId, provider_id: 'credential' })
        .first('password')
      if (!account?.password || !(await passwordMatches(account.password, input.password))) {
        throw new AppError(
          'unauthenticated',
          'You have an account with this e-mail address already: join with its password.',
        )
      }
    } else {
      if (input.name === undefined) {
        throw new AppError('invalid', 'Write your name.', { faults: [{ path: 'name', message: 'Write your name.' }] })
      }
      personId = await createUser(trx, { name: input.name, email, password: input.password, operator: false })
    }
    await joinByLink(trx, asPerson(ctx, personId), link, personId)
    return { email }
  })
}

/** Makes a person the member that an invitation was made for. Somebody who belongs there already stays as they are. */
export async function joinByLink(trx: Transaction, ctx: Context, link: LinkRow, personId: string): Promise<void> {
  const { organization_id: organizationId, role_key: role } = link
  if (organizationId === null || role === null) throw spent()
  const memberId = randomUUID()
  const joined = await trx('members')
    .insert({ id: memberId, organization_id: organizationId, user_id: personId, role_key: role })
    .onConflict(['organization_id', 'user_id'])
    .ignore()
    .returning('id')
  if (joined.length > 0) await recordEvent(trx, ctx, 'members.joined', { organizationId, data: { memberId, role } })
}

/** Sets a new password and ends every session of the person. */
export async function recoverAccount(ctx: SystemContext, input: Recovery): Promise<Redeemed> {
  return ctx.db.transaction(async (trx) => {
    const link = await takeLink(trx, ctx, input.token, 'recovery')
    const person =
      link.email === null ? undefined : await trx('auth.users').where({ email: link.email }).first('id', 'email')
    if (person === undefined) throw spent()
    // Somebody who came in by a sign-in provider had no password until now.
    await trx('auth.accounts')
      .insert({
        user_id: person.id,
        account_id: person.id,
        provider_id: 'credential',
        password: await hashPassword(input.password),
      })
      .onConflict(['provider_id', 'account_id'])
      .merge({ password: trx.raw('excluded.password'), updated_at: ctx.now() })
    await trx('auth.sessions').where({ user_id: person.id }).delete()
    await recordEvent(trx, asPerson(ctx, person.id), 'accounts.recovered', { organizationId: null })
    return { email: person.email }
  })
}
