import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { createMember, testPassword, type TestMember } from '../../test/factories.ts'
import type { Context, MemberActor } from '../context.ts'
import type { Secrets } from './auth.ts'
import { confirmSession, isConfirmed } from './confirm.ts'
import type { SignedIn } from './whoIs.ts'

let database: TestDatabase
let member: TestMember
let ctx: Context<MemberActor>

const secrets: Secrets = { seal: async (text) => text, unseal: async (sealed) => sealed }

function confirmWith(sessionId: string, password: string) {
  const { personId, name, email } = member
  const session: SignedIn = {
    sessionId,
    personId,
    name,
    email,
    operator: false,
    confirmedAt: null,
    aal: 1,
    secondFactor: false,
    way: 'password',
    memberships: [],
  }
  return confirmSession(ctx, secrets, session, { password }, randomUUID())
}

async function openSession(of: TestMember, expires = '1 day'): Promise<string> {
  const rows = await database.peek<{ id: string }>(
    `insert into auth.sessions (user_id, token, expires_at) values ($1, gen_random_uuid(), now() + $2::interval) returning id`,
    [of.personId, expires],
  )
  return rows[0]?.id ?? ''
}

const confirmedAt = async (sessionId: string): Promise<Date | null | undefined> =>
  (
    await database.peek<{ confirmed_at: Date | null }>('select confirmed_at from auth.sessions where id = $1', [
      sessionId,
    ])
  )[0]?.confirmed_at

beforeAll(async () => {
  database = await createTestDatabase()
  member = await createMember(database)
  ctx = { ...member.ctx, db: database.auth }
})
afterAll(() => database.drop())

describe('confirming a session by its password', () => {
  it('counts for this session alone, and is recorded as an act of the member', async () => {
    const [session, other] = [await openSession(member), await openSession(member)]
    await confirmWith(session, testPassword)
    expect(await confirmedAt(session)).toBeInstanceOf(Date)
    expect(await confirmedAt(other)).toBeNull()
    const events = await database.peek(`select type from events where actor_member_id = $1`, [member.memberId])
    expect(events).toEqual([{ type: 'accounts.confirmed' }])
  })

  it("refuses a wrong password, an ended session and somebody else's", async () => {
    const session = await openSession(member)
    await expect(confirmWith(session, 'wrong horse battery')).rejects.toMatchObject({ code: 'unauthenticated' })
    const ended = await openSession(member, '-1 minute')
    await expect(confirmWith(ended, testPassword)).rejects.toMatchObject({ code: 'unauthenticated' })
    const theirs = await openSession(await createMember(database))
    await expect(confirmWith(theirs, testPassword)).rejects.toMatchObject({ code: 'unauthenticated' })
    for (const id of [session, ended, theirs]) expect(await confirmedAt(id)).toBeNull()
  })

  it('lasts ten minutes', () => {
    const now = new Date('2026-11-22T12:00:00Z')
    expect(isConfirmed(null, now)).toBe(false)
    expect(isConfirmed(new Date('2026-11-22T11:50:01Z'), now)).toBe(true)
    expect(isConfirmed(new Date('2026-11-22T11:50:00Z'), now)).toBe(false)
  })
})
