import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { confirmByPassword } from '../test/authenticator.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { createMember, testPassword, type TestPerson } from '../test/factories.ts'
import type { Browser } from '../test/browsers.ts'
import { startTestServer, type TestServer } from '../test/server.ts'

let database: TestDatabase
let server: TestServer
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database)
})
afterAll(async () => {
  await server.close()
  await database.drop()
})

const change = (browser: Browser, body: unknown, revision = 1) =>
  browser.ask('/api/v1/profile', { method: 'PATCH', body, headers: { 'if-match': `"${revision}"` } })

const enter = (person: TestPerson, password: string, more: object = {}) =>
  server.anonymous.ask('/api/auth/sign-in/email', {
    method: 'POST',
    body: { email: person.email, password, ...more },
    headers: { 'x-real-ip': randomUUID() },
  })

describe('a profile', () => {
  it('is changed by its revision, and a second change of the old one is refused', async () => {
    const browser = await server.signIn(await createMember(database))
    const answer = await change(browser, { name: 'Ana Ruiz', timeZone: 'Europe/Berlin', locale: 'en-GB' })
    expect(answer.body).toMatchObject({ name: 'Ana Ruiz', timeZone: 'Europe/Berlin', locale: 'en-GB', revision: 2 })
    expect(answer.headers.get('etag')).toBe('"2"')
    expect((await change(browser, { name: 'Other' })).status).toBe(412)
    const own = await browser.ask('/api/v1/session')
    expect(own.body).toMatchObject({ person: { name: 'Ana Ruiz' } })
  })

  it.each([{ timeZone: 'Mars/Olympus' }, { locale: '../en' }, { name: '' }, { name: 'a'.repeat(201) }])(
    'refuses %j',
    async (body) => {
      expect((await change(await server.signIn(await createMember(database)), body)).status).toBe(400)
    },
  )

  it.each([
    { operator: true },
    { email: 'other@example.test' },
    { secondFactor: false },
    { suspendedAt: null },
    { name: 'A', revision: 9 },
  ])('takes no %j', async (body) => {
    const member = await createMember(database)
    expect((await change(await server.signIn(member), body)).status).toBe(400)
    const [row] = await database.peek('select operator, email, revision from auth.users where id = $1', [
      member.personId,
    ])
    expect(row).toEqual({ operator: false, email: member.email, revision: 1 })
  })
})

describe('signing in', () => {
  it('takes nothing from its body but who and what', async () => {
    const member = await createMember(database)
    const answer = await enter(member, testPassword, {
      rememberMe: false,
      callbackURL: 'https://evil.example',
      aal: 2,
      confirmedAt: new Date(),
      userId: randomUUID(),
      operator: true,
    })
    expect(answer.status).toBe(204)
    expect(answer.headers.get('location')).toBeNull()
    const rows = await database.peek(
      'select s.aal, s.confirmed_at, u.operator from auth.sessions s join auth.users u on u.id = s.user_id where u.id = $1',
      [member.personId],
    )
    expect(rows).toEqual([{ aal: 1, confirmed_at: null, operator: false }])
  })

  it('makes a session of its own, whatever cookie somebody planted before', async () => {
    const [victim, attacker] = [await createMember(database), await createMember(database)]
    const planted = (await server.signIn(attacker)).cookie
    const answer = await server.anonymous.ask('/api/auth/sign-in/email', {
      method: 'POST',
      body: { email: victim.email, password: testPassword },
      headers: { cookie: planted, 'x-real-ip': randomUUID() },
    })
    const fresh = answer.headers.getSetCookie().map((line) => line.split(';')[0])
    expect(fresh).not.toContain(planted)
    const asPlanted = await server.anonymous.ask('/api/v1/session', { headers: { cookie: planted } })
    expect(asPlanted.body).toMatchObject({ person: { id: attacker.personId } })
    const unsigned = planted.replace(/\.[^.]*$/, '')
    expect((await server.anonymous.ask('/api/v1/session', { headers: { cookie: unsigned } })).status).toBe(401)
  })
})

describe('a password', () => {
  const set = (browser: Browser, password: string) =>
    browser.ask('/api/v1/profile/password', { method: 'POST', body: { password } })

  it('is changed after a confirmation, ends the other sessions, and the old one is worth nothing', async () => {
    const member = await createMember(database)
    const [browser, other] = [await server.signIn(member), await server.signIn(member)]
    expect((await set(browser, 'plum lantern orbit seven')).status).toBe(403)
    await confirmByPassword(browser)
    expect((await set(browser, 'plum lantern orbit seven')).status).toBe(204)
    expect((await other.ask('/api/v1/session')).status).toBe(401)
    expect((await browser.ask('/api/v1/session')).status).toBe(200)
    expect((await enter(member, testPassword)).status).toBe(401)
    expect((await enter(member, 'plum lantern orbit seven')).status).toBe(204)
  })

  it('that many people use is refused with the field at fault', async () => {
    const browser = await server.signIn(await createMember(database))
    await confirmByPassword(browser)
    const answer = await set(browser, 'passwordpassword')
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({ errors: [{ path: 'password' }] })
  })
})

describe('sessions', () => {
  const Sessions = z.object({
    items: z.array(z.object({ id: z.uuid(), current: z.boolean(), lastUsedAt: z.string() })),
  })

  it('all but this one are ended at once', async () => {
    const member = await createMember(database)
    const [here, ...others] = await Promise.all([1, 2, 3].map(() => server.signIn(member)))
    expect((await here?.ask('/api/v1/sessions', { method: 'DELETE' }))?.body).toEqual({ ended: 2 })
    for (const browser of others) expect((await browser.ask('/api/v1/session')).status).toBe(401)
    expect(Sessions.parse((await here?.ask('/api/v1/sessions'))?.body).items).toHaveLength(1)
  })

  it('end when nobody used them for half a day, and after a week in any case', async () => {
    const member = await createMember(database)
    const set = (sql: string) => database.peek(`update auth.sessions set ${sql} where user_id = $1`, [member.personId])
    const idle = await server.signIn(member)
    await set(`last_used_at = now() - interval '11 hours 59 minutes'`)
    expect((await idle.ask('/api/v1/rooms')).status).toBe(200)
    const [used] = await database.peek(
      `select expires_at > now() + interval '11 hours 59 minutes' as longer, last_used_at > now() - interval '1 minute' as used
       from auth.sessions where user_id = $1`,
      [member.personId],
    )
    expect(used).toEqual({ longer: true, used: true })
    await set(`last_used_at = now() - interval '12 hours'`)
    expect((await idle.ask('/api/v1/rooms')).status).toBe(401)
    expect(await database.peek('select from auth.sessions where user_id = $1', [member.personId])).toEqual([])

    const old = await server.signIn(member)
    await set(`created_at = now() - interval '7 days'`)
    expect((await old.ask('/api/v1/rooms')).status).toBe(401)
  })

  it('are not kept alive by what an open page asks by itself', async () => {
    const member = await createMember(database)
    const browser = await server.signIn(member)
    await database.peek(`update auth.sessions set last_used_at = now() - interval '1 hour' where user_id = $1`, [
      member.personId,
    ])
    await browser.ask('/api/v1/session')
    const unused = `select last_used_at < now() - interval '50 minutes' as unused from auth.sessions where user_id = $1`
    expect(await database.peek(unused, [member.personId])).toEqual([{ unused: true }])
    await browser.ask('/api/v1/rooms')
    expect(await database.peek(unused, [member.personId])).toEqual([{ unused: false }])
  })
})
