import { randomUUID } from 'node:crypto'
import type { SystemContext, Context } from '../context.ts'
import type { Transaction } from '../db.ts'
import { Access } from '../access/levels.ts'
import { roleByKey } from '../roles/find.ts'
import { AppError } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { beginTry, type Try } from '../accounts/failures.ts'
import { hashPassword, passwordMatches } from '../accounts/password.ts'
import { requireGoodPassword } from '../accounts/passwordRules.ts'
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
  await requireGoodPassword(person.password, person)
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
    const owner = await roleByKey(trx, 'owner')
    for (const id of [organizationId, ...demos]) {
      const memberId = randomUUID()
      await trx('members').insert({ id: memberId, organization_id: id, user_id: personId })
      await trx('user_roles').insert({ organization_id: id, member_id: memberId, role_id: owner.id })
    }
    await recordEvent(trx, asPerson(ctx, personId), 'appliance.set_up', {
      organizationId,
      data: { organization: input.organizationName },
    })
    return { email: input.email }
  })
}

/**
 * Gives who joins what the invitation said; gives the rooms that it let them into. A room counts only as far as whoever
 * invited manages it still: they may have lost it since.
 */
async function giveInvited(
  trx: Transaction,
  link: LinkRow,
  { organizationId, memberId, roleId }: { organizationId: string; memberId: string; roleId: string },
): Promise<string[]> {
  const place = { organization_id: organizationId, member_id: memberId }
  await trx('user_roles').insert({ ...place, role_id: roleId, created_by: link.created_by })
  const departments = link.departments.map((id) => ({ ...place, department_id: id }))
  if (departments.length > 0) await trx('department_members').insert(departments)
  const given: string[] = []
  for (const { roomId, level } of link.room_grants) {
    const room = await trx('rooms').where({ id: roomId, organization_id: organizationId }).first('scope_id')
    if (room === undefined || link.created_by === null) continue
    const inviter = await trx.raw<{ rows: { level: number }[] }>('select level from access.audience(?, ?)', [
      room.scope_id,
      [link.created_by],
    ])
    if ((inviter.rows[0]?.level ?? Access.none) < Access.manage) continue
    await trx('grants').insert({ ...place, scope_id: room.scope_id, level, created_by: link.created_by })
    given.push(roomId)
  }
  return given
}

/**
 * Makes a person the member that an invitation was made for, with what it gives. Somebody who belongs there already stays
 * as they are.
 */
export async function joinByLink(trx: Transaction, ctx: Context, link: LinkRow, personId: string): Promise<void> {
  const { organization_id: organizationId, role_id: roleId } = link
  if (organizationId === null || roleId === null) throw spent()
  const memberId = randomUUID()
  const joined = await trx('members')
    .insert({ id: memberId, organization_id: organizationId, user_id: personId })
    .onConflict(['organization_id', 'user_id'])
    .ignore()
    .returning('id')
  if (joined.length === 0) return
  const rooms = await giveInvited(trx, link, { organizationId, memberId, roleId })
  const data = { memberId, roleId, departments: link.departments, rooms }
  await recordEvent(trx, ctx, 'members.joined', { organizationId, data })
}

/**
 * Joins an organization. Somebody new gets an account with this name and password; somebody with an account proves it
 * by its password (401 when it is wrong; the link stays unused).
 */
export async function acceptInvitation(ctx: SystemContext, input: Acceptance, address: string): Promise<Redeemed> {
  const tried = await beginPasswordTry(ctx, input.token, address)
  const joined = await joinByPassword(ctx, input)
  await tried?.succeed()
  return joined
}

/** Whoever has a link to an account could guess its password here: that counts as guessing it at sign-in. */
async function beginPasswordTry(ctx: SystemContext, token: string, address: string): Promise<Try | null> {
  const known = await ctx
    .db('links as l')
    .join('auth.users as u', 'u.email', 'l.email')
    .where({ 'l.token_hash': hashToken(token), 'l.purpose': 'invitation', 'l.used_at': null })
    .first('u.email')
  if (known === undefined) return null
  return beginTry(ctx.db, 'password', { account: known.email, address }, ctx.now())
}

function joinByPassword(ctx: SystemContext, input: Acceptance): Promise<Redeemed> {
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

/** Sets a new password and ends every session of the person. */
export async function recoverAccount(ctx: SystemContext, input: Recovery): Promise<Redeemed> {
  return ctx.db.transaction(async (trx) => {
    const link = await takeLink(trx, ctx, input.token, 'recovery')
    const person =
      link.email === null
        ? undefined
        : await trx('auth.users').where({ email: link.email }).first('id', 'email', 'name')
    if (person === undefined) throw spent()
    await requireGoodPassword(input.password, person)
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
