import type { Knex } from 'knex'
import type { Page } from '../page.ts'
import { notFound } from '../errors.ts'
import type { Session } from './schema.ts'

/** A person may have this many sessions; the oldest are left out of the list. */
const shownAtMost = 200

/** Where a person is signed in, newest first. `db` is the accounts' database role; the token never leaves the database. */
export async function listSessions(db: Knex, personId: string, currentId: string, now: Date): Promise<Page<Session>> {
  const rows = await db('auth.sessions')
    .where({ user_id: personId })
    .where('expires_at', '>', now)
    .orderBy('created_at', 'desc')
    .limit(shownAtMost)
    .select('id', 'created_at', 'updated_at', 'expires_at', 'ip_address', 'user_agent')
  const items = rows.map((row) => ({
    id: row.id,
    createdAt: row.created_at.toISOString(),
    lastUsedAt: row.updated_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    ipAddress: row.ip_address,
    userAgent: row.user_agent,
    current: row.id === currentId,
  }))
  return { items, next: null }
}

/** Ends one session of a person, its sockets within a second: a trigger tells every server. 404 for anybody else's. */
export async function endSession(db: Knex, personId: string, sessionId: string): Promise<void> {
  const ended = await db('auth.sessions').where({ id: sessionId, user_id: personId }).delete()
  if (ended === 0) throw notFound()
}
