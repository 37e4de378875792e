import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { enrol, forgetUsedCodes, confirmByPassword, earlyEnough } from '../test/authenticator.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { createMember, createPerson, testPassword, type TestMember } from '../test/factories.ts'
import type { Browser } from '../test/browsers.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { closeSockets, openSocket } from '../test/sockets.ts'
import { routes } from './routes.ts'

const Problem = z.object({ code: z.string(), detail: z.string() })

let database: TestDatabase
let server: TestServer
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database)
})
afterEach(closeSockets)
afterAll(async () => {
  await server.close()
  await database.drop()
})

const codeOf = (answer: { body: unknown }): string => Problem.parse(answer.body).code

function confirm(browser: Browser, body: unknown, headers: Record<string, string> = {}) {
  return browser.ask('/api/v1/session/confirmation', { method: 'POST', body, headers })
}

/** The same browser after the server gave it another cookie. */
function withCookieOf(browser: Browser, answer: { headers: Headers }): Browser {
  const [line = ''] = answer.headers.getSetCookie()
  const cookie = line.split(';')[0] ?? ''
  return { cookie, ask: (path, asked) => browser.ask(path, { ...asked, headers: { ...asked?.headers, cookie } }) }
}

async function enrolled(): Promise<{ member: TestMember } & Awaited<ReturnType<typeof enrol>>> {
  const member = await createMember(database)
  return { member, ...(await enrol(await server.signIn(member))) }
}

function socketError(browser: Browser): Promise<string> {
  return openSocket(server, browser).then(
    () => 'connected',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  )
}

describe('the second step of signing in', () => {
  it('is owed everywhere until it is done, then the session has a new token', async () => {
    const { member, app } = await enrolled()
    const half = await server.signIn(member)
    for (const route of routes.filter(({ access }) => access !== 'public' && access !== 'first-step')) {
      const path = `/api/v1${route.path.replaceAll(/:(\w+)/g, () => randomUUID())}`
      const answer = await half.ask(path, { method: route.method.toUpperCase() })
      expect(answer.status, path).toBe(403)
      if (route.method !== 'head') expect(codeOf(answer), path).toBe('second_factor_needed')
    }
    expect(await socketError(half)).toBe('second_factor_needed')
    const asked = await half.ask('/api/v1/session/confirmation')
    expect(asked.body).toEqual({ owed: true, email: member.email, ways: ['code', 'recoveryCode'] })

    const answer = await confirm(half, { code: await app.code() })
    expect(answer.status).toBe(204)
    const whole = withCookieOf(half, answer)
    expect((await whole.ask('/api/v1/session')).status).toBe(200)
    expect(await socketError(whole)).toBe('connected')
    // What was known before the second step is worth nothing after it.
    expect((await half.ask('/api/v1/session')).status).toBe(401)
    expect(answer.headers.getSetCookie().join()).toMatch(/HttpOnly.*SameSite=Lax|SameSite=Lax.*HttpOnly/i)
  })

  it('is owed by a session that a provider opened, too', async () => {
    const { member } = await enrolled()
    const half = await server.signIn(member)
    await database.peek(`update auth.sessions set aal = 1 where user_id = $1`, [member.personId])
    expect(codeOf(await half.ask('/api/v1/rooms'))).toBe('second_factor_needed')
  })

  it('takes no password', async () => {
    const { member } = await enrolled()
    expect((await confirm(await server.signIn(member), { password: testPassword })).status).toBe(400)
  })

  it('takes the code of half a minute before or after, and none older', async () => {
    const { member, app } = await enrolled()
    await earlyEnough(8000)
    for (const [offset, status] of [
      [-2, 401],
      [2, 401],
      [-1, 204],
      [1, 204],
    ] as const) {
      await forgetUsedCodes(database, member)
      const answer = await confirm(await server.signIn(member), { code: await app.code(offset) })
      expect(answer.status, String(offset)).toBe(status)
    }
  })

  it('takes a code once, also of many who send it at the same moment', async () => {
    const { member, app } = await enrolled()
    const browsers = await Promise.all([1, 2, 3, 4].map(() => server.signIn(member)))
    const code = await app.code()
    const answers = await Promise.all(browsers.map((browser) => confirm(browser, { code })))
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1)
    expect((await confirm(await server.signIn(member), { code: await app.code(-1) })).status).toBe(401)
  })

  it('takes each of ten recovery codes once, however it is typed, and keeps only hashes', async () => {
    const { member, recoveryCodes } = await enrolled()
    expect(new Set(recoveryCodes).size).toBe(10)
    const [first = '', second = ''] = recoveryCodes
    expect((await confirm(await server.signIn(member), { recoveryCode: first })).status).toBe(204)
    expect((await confirm(await server.signIn(member), { recoveryCode: first })).status).toBe(401)
    const typed = ` ${second.toUpperCase().replaceAll('-', ' ')} `
    const answer = await confirm(await server.signIn(member), { recoveryCode: typed })
    expect(answer.status).toBe(204)
    const rows = await database.peek('select * from auth.recovery_codes where user_id = $1', [member.personId])
    expect(rows).toHaveLength(10)
    for (const code of recoveryCodes) expect(JSON.stringify(rows)).not.toContain(code.replaceAll('-', ''))
    const [secret] = await database.peek('select secret from auth.totp_secrets where user_id = $1', [member.personId])
    expect(String(secret?.['secret']).length).toBeGreaterThan(60)
  })
})

describe('what is dangerous', () => {
  const confirming = routes.filter((route) => route.confirm)

  it.each(confirming.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s wants a confirmation of the last ten minutes',
    async (_name, route) => {
      const person = await createPerson(database, { operator: true })
      const browser = await server.signIn(await createMember(database, { role: 'owner', person }))
      const ask = () =>
        browser.ask(`/api/v1${route.path.replaceAll(/:(\w+)/g, () => randomUUID())}`, {
          method: route.method.toUpperCase(),
        })
      expect(codeOf(await ask())).toBe('confirmation_needed')
      await confirmByPassword(browser)
      expect(JSON.stringify((await ask()).body)).not.toContain('confirmation_needed')
      await database.peek(`update auth.sessions set confirmed_at = now() - interval '10 minutes'`)
      expect(codeOf(await ask())).toBe('confirmation_needed')
    },
  )

  it('takes the second factor of who has one, and no password', async () => {
    const { member, app } = await enrolled()
    const half = await server.signIn(member)
    const whole = withCookieOf(half, await confirm(half, { code: await app.code() }))
    await database.peek(`update auth.sessions set confirmed_at = null where user_id = $1`, [member.personId])
    expect((await confirm(whole, { password: testPassword })).status).toBe(400)
    expect(codeOf(await whole.ask('/api/v1/profile/totp', { method: 'DELETE' }))).toBe('confirmation_needed')
    await forgetUsedCodes(database, member)
    expect((await confirm(whole, { code: await app.code() })).status).toBe(204)
    expect((await whole.ask('/api/v1/profile/totp', { method: 'DELETE' })).status).toBe(204)
    expect(await database.peek('select from auth.recovery_codes where user_id = $1', [member.personId])).toEqual([])
    expect((await (await server.signIn(member)).ask('/api/v1/session')).status).toBe(200)
  })

  it('adding a second factor ends the sessions that were opened without it', async () => {
    const member = await createMember(database)
    const other = await server.signIn(member)
    const browser = await server.signIn(member)
    const { recoveryCodes } = await enrol(browser)
    expect((await other.ask('/api/v1/session')).status).toBe(401)
    expect((await browser.ask('/api/v1/session')).status).toBe(200)
    const renewed = await browser.ask('/api/v1/profile/recovery-codes', { method: 'POST' })
    expect(renewed.status).toBe(200)
    expect(JSON.stringify(renewed.body)).not.toContain(recoveryCodes[0])
    expect((await browser.ask('/api/v1/profile/totp', { method: 'POST' })).status).toBe(409)
  })
})

describe('an organization that requires a second factor', () => {
  const policy = '/api/v1/organization/policy'
  const require = (browser: Browser, requireSecondFactor: boolean, revision: number) =>
    browser.ask(policy, { method: 'PATCH', body: { requireSecondFactor }, headers: { 'if-match': `"${revision}"` } })

  it('shuts out who has none from the next request on, sockets included, but for the profile', async () => {
    const boss = await createMember(database, { role: 'owner' })
    const browser = await server.signIn(boss)
    const member = await createMember(database, { organizationId: boss.organizationId, role: 'member' })
    const theirs = await server.signIn(member)
    await confirmByPassword(browser)
    expect((await require(browser, true, 1)).status).toBe(409)
    await enrol(browser)
    expect((await theirs.ask('/api/v1/rooms')).status).toBe(200)

    const socket = await openSocket(server, theirs)
    const cut = new Promise((resolve) => socket.once('disconnect', () => resolve(null)))
    const started = Date.now()
    expect((await require(browser, true, 1)).body).toEqual({ requireSecondFactor: true, ways: null, revision: 2 })
    await cut
    expect(Date.now() - started).toBeLessThan(1000)

    expect(codeOf(await theirs.ask('/api/v1/rooms'))).toBe('enrolment_needed')
    expect(await socketError(theirs)).toBe('enrolment_needed')
    const session = await theirs.ask('/api/v1/session')
    expect(session.status).toBe(200)
    expect(session.body).toMatchObject({ memberships: [{ enrolmentNeeded: true }] })
    await enrol(theirs)
    expect((await theirs.ask('/api/v1/rooms')).status).toBe(200)
    const last = await theirs.ask('/api/v1/profile/totp', { method: 'DELETE' })
    expect(last.status).toBe(409)
    expect(Problem.parse(last.body).detail).toContain('requires a second factor')
    expect((await require(browser, false, 1)).status).toBe(412)
    expect((await require(browser, false, 2)).status).toBe(200)
    expect((await theirs.ask('/api/v1/profile/totp', { method: 'DELETE' })).status).toBe(204)
  })

  it('is set by who may, and by nobody else', async () => {
    const member = await createMember(database, { role: 'member' })
    const browser = await server.signIn(member)
    await confirmByPassword(browser)
    expect((await browser.ask(policy)).status).toBe(403)
    expect((await require(browser, true, 1)).status).toBe(403)
    const { db } = server.services
    await expect(
      db.transaction(async (trx) => {
        await trx.raw(`select set_config('app.actor', ?, true), set_config('app.person', ?, true)`, [
          member.memberId,
          member.personId,
        ])
        const rows = await trx('organizations').update({ require_second_factor: true }).returning('id')
        return rows.length
      }),
    ).resolves.toBe(0)
  })
})
