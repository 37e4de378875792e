import type { Knex } from 'knex'
import type { Context, PersonActor } from '../context.ts'
import type { Page } from '../page.ts'
import { notFound } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import type { Session } from './schema.ts'

/** A person may have this many sessions; the oldest are left out of the list. */
const shownAtMost = 200

export interface Lifetimes {
  /** How long a session lives without being used. */
  idleMs: number
  /** How long it lives at most, however much it is used. */
  mostMs: number
}

/** Until when a session lives that is used now. */
export function expiryOf(createdAt: Date, now: Date, { idleMs, mostMs }: Lifetimes): Date {
  return new Date(Math.min(now.getTime() + idleMs, createdAt.getTime() + mostMs))
}

/** Whether it is over: too long not used, or too old. Read from the settings as they are now, so that shorter ones count at once. */
export function isOver(session: { createdAt: Date; lastUsedAt: Date }, now: Date, lifetimes: Lifetimes): boolean {
  return expiryOf(session.createdAt, session.lastUsedAt, lifetimes) <= now
}

/** Where a person is signed in, newest first. `db` is the accounts' database role; the token never leaves the database. */
export async function listSessions(db: Knex, personId: string, currentId: string, now: Date): Promise<Page<Session>> {
  const rows = await db('auth.sessions')
    .where({ user_id: personId })
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .limit(shownAtMost)
    .select('id', 'created_at', 'last_used_at', 'expires_at', 'ip_address', 'user_agent')
  const items = rows.map((row) => ({
    id: row.id,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.last_used_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    ipAddress: row.ip_address,
    userAgent: row.user_agent,
    current: row.id === currentId,
  }))
  return { items, next: null }
}

/** Ends one session of a person, its sockets within a second: a trigger tells every server. 404 for anybody else's. */
export async function endSession(ctx: Context<PersonActor>, sessionId: string): Promise<void> {
  const { personId } = ctx.actor
  await ctx.db.transaction(async (trx) => {
    const ended = await trx('auth.sessions').where({ id: sessionId, user_id: personId }).delete()
    if (ended === 0) throw notFound()
    await recordEvent(trx, ctx, 'accounts.session_ended', { organizationId: null, data: { sessionId } })
  })
}

/** Ends every session of a person but the one that asks. */
export async function endOtherSessions(ctx: Context<PersonActor>, currentId: string): Promise<{ ended: number }> {
  const { personId } = ctx.actor
  return ctx.db.transaction(async (trx) => {
    const ended = await trx('auth.sessions').where({ user_id: personId }).whereNot({ id: currentId }).delete()
    if (ended > 0) await recordEvent(trx, ctx, 'accounts.session_ended', { organizationId: null, data: { ended } })
    return { ended }
  })
}
