import type { Browser as Chromium, CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { confirmByPassword } from '../test/authenticator.ts'
import { openChromium } from '../test/chromium.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { createMember, type TestMember } from '../test/factories.ts'
import type { Browser } from '../test/browsers.ts'
import { startTestServer, type TestServer } from '../test/server.ts'

const Added = z.object({ passkey: z.object({ id: z.uuid(), name: z.string() }), recoveryCodes: z.array(z.string()) })
const Answer = z.object({ status: z.number(), body: z.unknown() })

/** Runs in the page: the browser's own calls, as JSON, so that what is tested is the server. */
const ceremony = `async ({ challengePath, path, extra, create }) => {
  const post = (to, body) => fetch('/api/v1' + to, {
    method: 'POST', headers: body ? { 'content-type': 'application/json' } : {}, body: body && JSON.stringify(body),
  })
  const asked = await post(challengePath)
  if (!asked.ok) return { status: asked.status, body: await asked.json() }
  const options = await asked.json()
  const credential = create
    ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
    : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) })
  const body = { ...extra, passkey: credential.toJSON() }
  window.lastBody = body
  const answer = await post(path, body)
  const text = await answer.text()
  return { status: answer.status, body: text === '' ? null : JSON.parse(text) }
}`

describe('a passkey', () => {
  let database: TestDatabase
  let server: TestServer
  let browser: Chromium
  let page: Page
  let cdp: CDPSession
  let member: TestMember
  let added: z.infer<typeof Added>
  let authenticatorId: string

  const run = async (asked: Record<string, unknown>) =>
    Answer.parse(await page.evaluate(`(${ceremony})(${JSON.stringify(asked)})`))
  const signIn = () => run({ challengePath: '/sign-in/passkey-challenge', path: '/sign-in/passkey' })
  const register = (name: string) =>
    run({ challengePath: '/profile/passkeys/challenge', path: '/profile/passkeys', extra: { name }, create: true })
  const status = async (path: string, init = '{}'): Promise<unknown> =>
    page.evaluate(`fetch('/api/v1${path}', ${init}).then((answer) => answer.status)`)
  const be = async (who: Browser): Promise<void> => {
    await page.context().clearCookies()
    const cookies = who.cookie.split('; ').map((one) => {
      const [name = '', value = ''] = one.split(/=(.*)/s)
      return { name, value, url: 'http://localhost' }
    })
    await page.context().addCookies(cookies)
  }

  beforeAll(async () => {
    database = await createTestDatabase()
    server = await startTestServer(database)
    member = await createMember(database)
    browser = await openChromium(server.url)
    page = await (await browser.newContext()).newPage()
    cdp = await page.context().newCDPSession(page)
    await cdp.send('WebAuthn.enable')
    const made = await cdp.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    })
    authenticatorId = made.authenticatorId
    await page.route('http://localhost/a-page', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<p>Ours</p>' }),
    )
    await page.goto('http://localhost/a-page')
  })
  afterAll(async () => {
    await browser?.close()
    await server?.close()
    await database?.drop()
  })

  it('is added after a confirmation, with ten recovery codes, and ends the sessions opened without it', async () => {
    const [here, there] = [await server.signIn(member), await server.signIn(member)]
    await be(here)
    expect(await register('My laptop')).toMatchObject({ status: 403, body: { code: 'confirmation_needed' } })
    await confirmByPassword(here)
    const answer = await register('My laptop')
    expect(answer.status).toBe(201)
    added = Added.parse(answer.body)
    expect(added.passkey.name).toBe('My laptop')
    expect(added.recoveryCodes).toHaveLength(10)
    expect((await there.ask('/api/v1/session')).status).toBe(401)
    expect(await status('/rooms')).toBe(200)
  })

  it('signs in by itself, as both steps at once', async () => {
    await page.context().clearCookies()
    expect(await status('/session')).toBe(401)
    expect((await signIn()).status).toBe(204)
    expect(await status('/rooms')).toBe(200)
    const rows = await database.peek(
      `select aal, way, confirmed_at from auth.sessions where user_id = $1 and way = 'passkey'`,
      [member.personId],
    )
    expect(rows.at(-1)?.['confirmed_at']).toBeInstanceOf(Date)
    const cookies = await page.context().cookies()
    expect(cookies.find(({ name }) => name.includes('session'))).toMatchObject({ httpOnly: true, sameSite: 'Lax' })
  })

  it('is the second step after a password, in the same session, and an answer works once', async () => {
    await be(await server.signIn(member))
    expect(await status('/session')).toBe(403)
    const confirm = { challengePath: '/session/passkey-challenge', path: '/session/confirmation' }
    const before = await database.peek('select id from auth.sessions where user_id = $1', [member.personId])
    expect((await run(confirm)).status).toBe(204)
    expect(await status('/rooms')).toBe(200)
    expect(await database.peek('select id from auth.sessions where user_id = $1', [member.personId])).toEqual(before)
    const again = `{ method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(window.lastBody) }`
    expect(await status('/session/confirmation', again)).toBe(401)
    expect(await status('/sign-in/passkey', again)).toBe(401)
  })

  it("of one person does not confirm another's session", async () => {
    const other = await server.signIn(await createMember(database))
    await be(other)
    const answer = await run({ challengePath: '/session/passkey-challenge', path: '/session/confirmation' })
    expect(answer.status).toBe(401)
    expect((await other.ask('/api/v1/profile/totp', { method: 'POST' })).status).toBe(403)
    expect(
      (await other.ask(`/api/v1/profile/passkeys/${added.passkey.id}`, { method: 'PATCH', body: { name: 'x' } }))
        .status,
    ).toBe(404)
  })

  it('whose device did not verify its person is refused', async () => {
    await page.context().clearCookies()
    // What a device claims without a PIN or finger: the browser refuses it by itself, so the request is altered.
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false })
    await page.route('**/sign-in/passkey-challenge', async (route) => {
      const response = await route.fetch({ url: route.request().url().replace('http://localhost', server.url) })
      const options = z.record(z.string(), z.unknown()).parse(await response.json())
      expect(options['userVerification']).toBe('required')
      await route.fulfill({ response, json: { ...options, userVerification: 'discouraged' } })
    })
    expect((await signIn()).status).toBe(401)
    await page.unroute('**/sign-in/passkey-challenge')
    await cdp.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: true })
    expect((await signIn()).status).toBe(204)
  })

  it('is renamed, listed and removed; removed, it signs nobody in', async () => {
    const path = `/profile/passkeys/${added.passkey.id}`
    const rename = `{ method: 'PATCH', headers: { 'content-type': 'application/json' }, body: '{"name":"Old laptop"}' }`
    expect(await status(path, rename)).toBe(200)
    const listed: unknown = await page.evaluate(`fetch('/api/v1/profile/factors').then((answer) => answer.json())`)
    expect(listed).toMatchObject({ passkeys: [{ name: 'Old laptop' }], recoveryCodes: 10, passkeysPossible: true })
    expect(JSON.stringify(listed)).not.toMatch(/public|credential/i)
    expect(await status(path, `{ method: 'DELETE' }`)).toBe(204)
    await page.context().clearCookies()
    expect((await signIn()).status).toBe(401)
    expect((await (await server.signIn(member)).ask('/api/v1/session')).status).toBe(200)
  })
})
