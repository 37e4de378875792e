import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createAuth } from '@muniment/core/accounts/auth.ts'
import { Session } from '@muniment/core/accounts/schema.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { createMember, createPerson, quiet, testPassword, type TestMember } from '../test/factories.ts'
import { startTestServer, type TestServer } from '../test/server.ts'

const Sessions = z.object({ items: z.array(Session) })

let database: TestDatabase
let server: TestServer
let member: TestMember
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database)
  member = await createMember(database)
})
afterAll(async () => {
  await server.close()
  await database.drop()
})

function tryToSignIn(email: string, password: string) {
  return server.anonymous.ask('/api/auth/sign-in/email', { method: 'POST', body: { email, password } })
}

describe('signing in', () => {
  it('sets a cookie that scripts cannot read and gives no token away', async () => {
    const answer = await tryToSignIn(member.email, testPassword)
    expect(answer.status).toBe(204)
    expect(answer.body).toBe('')
    const cookies = answer.headers.getSetCookie().join('\n')
    expect(cookies).toMatch(/HttpOnly/i)
    expect(cookies).toMatch(/SameSite=Lax/i)
  })

  it('says the same for a wrong password and an unknown address', async () => {
    const wrong = await tryToSignIn(member.email, 'not the password')
    const unknown = await tryToSignIn('nobody@example.test', 'not the password')
    const Detail = z.object({ status: z.number(), detail: z.string() })
    expect(wrong.status).toBe(401)
    expect(Detail.parse(wrong.body)).toEqual(Detail.parse(unknown.body))
  })

  it('and out need our own Origin', async () => {
    for (const [path, body] of [
      ['/api/auth/sign-in/email', { email: member.email, password: testPassword }],
      ['/api/auth/sign-out', {}],
      ['/api/auth/sign-in/provider', { provider: 'corp' }],
      ['/api/auth/link-provider', { provider: 'corp' }],
    ] as const) {
      for (const origin of ['https://evil.example', 'null', 'http://localhost:8080', '']) {
        const browser = await server.signIn(member)
        const answer = await browser.ask(path, { method: 'POST', body, headers: { origin } })
        expect(answer.status, `${path} ${origin}`).toBe(403)
        expect(JSON.stringify(answer.body)).toContain('must come from http://localhost')
        expect(answer.headers.getSetCookie()).toEqual([])
        expect((await browser.ask('/api/v1/session')).status).toBe(200)
      }
    }
  })

  function expectShutIn(cookies: readonly string[]): void {
    expect(cookies.length).toBeGreaterThan(0)
    for (const cookie of cookies) {
      expect(cookie).toMatch(/^__Secure-/)
      expect(cookie).toMatch(/; Secure/)
      expect(cookie).toMatch(/; HttpOnly/)
      expect(cookie).toMatch(/; SameSite=Lax/i)
      expect(cookie).toMatch(/; Path=\//)
      expect(cookie).not.toMatch(/Domain=/i)
    }
  }

  it('over https sets cookies that never go another way, for this host alone', async () => {
    const settings = {
      AUTH_DATABASE_URL: database.url('auth'),
      AUTH_SECRET: 'a secret of more than 32 characters',
      MUNIMENT_ORIGIN: 'https://rooms.example.test',
    }
    const auth = createAuth(settings, quiet)
    const answer = await auth.handler(
      new Request('https://rooms.example.test/api/auth/sign-in/email', {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: settings.MUNIMENT_ORIGIN },
        body: JSON.stringify({ email: member.email, password: testPassword }),
      }),
    )
    expectShutIn(answer.headers.getSetCookie())
    // Those that bind a browser to what it has begun: a passkey, a journey to a sign-in provider.
    expectShutIn((await auth.passkeyChallenge(new Headers(), 'sign-in')).cookies)
    const journey = { purpose: 'sign-in', provider: 'corp', goOn: '/' } as const
    expectShutIn((await auth.journeys.depart(new Headers(), journey, 'nonce')).cookies)
    const [session] = await database.peek<{ token: string }>('select token from auth.sessions where user_id = $1', [
      member.personId,
    ])
    expectShutIn(await auth.cookieFor(new Headers(), session?.token ?? ''))
    await auth.close()
  })

  it('is refused to somebody suspended, and an open session stops at once', async () => {
    const gone = await createMember(database)
    const browser = await server.signIn(gone)
    await database.peek('update auth.users set suspended_at = now() where id = $1', [gone.personId])
    expect((await browser.ask('/api/v1/session')).status).toBe(401)
  })

  it.each([
    ['POST', '/api/auth/sign-up/email', { email: 'a@example.test', password: testPassword, name: 'A' }],
    ['GET', '/api/auth/get-session', undefined],
    ['GET', '/api/auth/list-sessions', undefined],
    ['POST', '/api/auth/change-password', { currentPassword: testPassword, newPassword: 'another password' }],
    ['POST', '/api/auth/update-user', { name: 'X', operator: true }],
    ['POST', '/api/auth/sign-in/social', { provider: 'google' }],
    ['GET', '/api/auth/passkey/list-user-passkeys', undefined],
    ['GET', '/api/auth/passkey/generate-register-options', undefined],
    ['POST', '/api/auth/passkey/verify-registration', { response: {} }],
    ['POST', '/api/auth/passkey/verify-authentication', { response: {} }],
    ['POST', '/api/auth/passkey/delete-passkey', { id: 'x' }],
    ['POST', '/api/auth/update-session', { aal: 2 }],
    ['GET', '/api/auth/ok', undefined],
  ])('leaves %s %s of the library shut', async (method, path, body) => {
    const browser = await server.signIn(member)
    const answer = await browser.ask(path, { method, ...(body !== undefined && { body }) })
    expect(answer.status).toBe(404)
  })

  it('bears junk', async () => {
    for (const body of ['{', '[]', '"x"', '{"email":{}}', '{"email":"a@b.c","password":["x"]}']) {
      const answer = await server.anonymous.ask('/api/auth/sign-in/email', { method: 'POST', body })
      expect(answer.status, body).toBeGreaterThanOrEqual(400)
      expect(answer.status, body).toBeLessThan(500)
    }
  })
})

describe('signing out', () => {
  it('ends the session in the database, so the cookie is worth nothing', async () => {
    const browser = await server.signIn(member)
    expect((await browser.ask('/api/v1/session')).status).toBe(200)
    expect((await browser.ask('/api/auth/sign-out', { method: 'POST' })).status).toBe(204)
    expect((await browser.ask('/api/v1/session')).status).toBe(401)
  })

  it('and in are events', async () => {
    const own = await createMember(database)
    const browser = await server.signIn(own)
    await browser.ask('/api/auth/sign-out', { method: 'POST' })
    const events = await database.peek('select type from events where actor_user_id = $1 order by position', [
      own.personId,
    ])
    expect(events).toEqual([{ type: 'accounts.signed_in' }, { type: 'accounts.signed_out' }])
  })
})

describe('sessions', () => {
  it('are listed without their token, and one can be ended from another', async () => {
    const own = await createMember(database)
    const [here, there] = [await server.signIn(own), await server.signIn(own)]
    const listed = await here.ask('/api/v1/sessions')
    const { items } = Sessions.parse(listed.body)
    expect(items).toHaveLength(2)
    expect(JSON.stringify(listed.body)).not.toContain('token')
    const other = items.find(({ current }) => !current)
    expect((await here.ask(`/api/v1/sessions/${other?.id}`, { method: 'DELETE' })).status).toBe(204)
    expect((await there.ask('/api/v1/session')).status).toBe(401)
    expect((await here.ask('/api/v1/session')).status).toBe(200)
  })
})

describe('somebody in several organizations', () => {
  it('says which one, and acts only where they belong', async () => {
    const person = await createPerson(database)
    const [first, second] = [
      await createMember(database, { person }),
      await createMember(database, { person, role: 'member' }),
    ]
    const elsewhere = await createMember(database)
    const browser = await server.signIn(person)
    const inOrganization = (id: string) =>
      browser.ask('/api/v1/invitations', { headers: { 'muniment-organization': id } })
    expect((await browser.ask('/api/v1/rooms')).status).toBe(400)
    expect((await inOrganization(first.organizationId)).status).toBe(200)
    expect((await inOrganization(second.organizationId)).status).toBe(403)
    expect((await inOrganization(elsewhere.organizationId)).status).toBe(404)
    expect((await browser.ask(`/api/v1/rooms?organization=${first.organizationId}`)).status).toBe(200)
  })
})

describe('guessing', () => {
  it('is slowed down by address', async () => {
    const headers = { 'x-real-ip': '203.0.113.7' }
    const statuses: number[] = []
    for (let attempt = 0; attempt < 25; attempt++) {
      // Another account each time: that one is counted by itself.
      const body = { email: `${attempt}@example.test`, password: `guess number ${attempt}` }
      const answer = await server.anonymous.ask('/api/auth/sign-in/email', { method: 'POST', body, headers })
      statuses.push(answer.status)
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(20)
    expect(statuses.slice(-5)).toEqual([429, 429, 429, 429, 429])
  })

  it('is slowed down however the address of the page is written', async () => {
    const headers = { 'x-real-ip': '203.0.113.8' }
    const ways = [
      '/api/v1/recovery',
      '/api/v1/Recovery',
      '/API/v1/recovery',
      '/api/v1/recovery/',
      '/api/v1/sign-in/passkey/',
    ]
    const statuses: number[] = []
    for (let attempt = 0; attempt < 30; attempt++) {
      const path = ways[attempt % ways.length] ?? ''
      statuses.push((await server.anonymous.ask(path, { method: 'POST', body: { token: 'x' }, headers })).status)
    }
    expect(statuses.slice(0, 20)).not.toContain(404)
    expect(statuses.slice(0, 20)).not.toContain(429)
    expect([...new Set(statuses.slice(20))]).toEqual([429])
  })
})
