import { createHmac, timingSafeEqual } from 'node:crypto'
import { parseCookies } from 'better-auth/cookies'
import type pg from 'pg'
import { membershipFrom, selectMemberships, type Membership, type MembershipRow } from './actor.ts'
import { expiryOf, isOver, type Lifetimes } from './sessions.ts'

export interface SignedIn {
  sessionId: string
  personId: string
  name: string
  email: string
  operator: boolean
  /** When whoever sits there last showed again who they are. */
  confirmedAt: Date | null
  /** 2 after a second factor or a passkey, else 1. */
  aal: number
  /** Whether the person has a second factor: then a session of aal 1 is worth nothing. */
  secondFactor: boolean
  /** The way by which the session was opened (ways.ts); null where that is not known. */
  way: string | null
  /** The organizations that the person can act in now. */
  memberships: Membership[]
}

/** Who a request's cookies belong to; null for nobody, an ended session or a suspended person. */
export type WhoIs = (cookies: string | undefined, how?: { background?: boolean }) => Promise<SignedIn | null>

/** A use is noted this often at most. */
const notedEveryMs = 60_000

interface SessionRow {
  id: string
  created_at: Date
  last_used_at: Date
  expires_at: Date
  confirmed_at: Date | null
  aal: number
  way: string | null
  person_id: string
  name: string
  email: string
  operator: boolean
  second_factor: boolean
  memberships: MembershipRow[]
}

// Every request begins with this, so everything about who asks is in one statement, and Postgres keeps its plan.
const findSession = {
  name: 'who-is',
  text: `
    select s.id, s.created_at, s.last_used_at, s.expires_at, s.confirmed_at, s.aal, s.way, u.id as person_id, u.name, u.email, u.operator, u.second_factor,
      (select coalesce(jsonb_agg(to_jsonb(m)), '[]') from (${selectMemberships('u.id')}) m) as memberships
    from auth.sessions s join auth.users u on u.id = s.user_id
    where s.token = $1 and u.suspended_at is null`,
}

/** The session's token in a request's cookies, if we signed it: as the sign-in library writes it, the token, a dot, and its HMAC. */
function signedToken(cookies: string, name: string, secret: string): string | null {
  const value = parseCookies(cookies).get(name) ?? ''
  const dot = value.lastIndexOf('.')
  if (dot < 1) return null
  const token = value.slice(0, dot)
  const expected = createHmac('sha256', secret).update(token).digest()
  const given = Buffer.from(value.slice(dot + 1), 'base64')
  return given.length === expected.length && timingSafeEqual(given, expected) ? token : null
}

/** Gives the function that every request, socket and page of the console is let in by. */
export function createWhoIs(
  pool: pg.Pool,
  { cookieName, secret, lifetimes }: { cookieName: string; secret: string; lifetimes: Lifetimes },
): WhoIs {
  return async (cookies, { background = false } = {}) => {
    const token = cookies === undefined ? null : signedToken(cookies, cookieName, secret)
    if (token === null) return null
    const { rows } = await pool.query<SessionRow>({ ...findSession, values: [token] })
    const row = rows[0]
    if (row === undefined) return null
    const now = new Date()
    const { created_at: createdAt, last_used_at: lastUsedAt } = row
    if (row.expires_at <= now || isOver({ createdAt, lastUsedAt }, now, lifetimes)) {
      await pool.query('delete from sessions where id = $1', [row.id])
      return null
    }
    // What a page asks by itself does not keep its session alive.
    if (!background && now.getTime() - lastUsedAt.getTime() > notedEveryMs) {
      await pool.query('update sessions set last_used_at = $2, expires_at = $3 where id = $1', [
        row.id,
        now,
        expiryOf(createdAt, now, lifetimes),
      ])
    }
    return {
      sessionId: row.id,
      personId: row.person_id,
      name: row.name,
      email: row.email,
      operator: row.operator,
      confirmedAt: row.confirmed_at,
      aal: row.aal,
      secondFactor: row.second_factor,
      way: row.way,
      memberships: row.memberships.map(membershipFrom),
    }
  }
}
