import { randomUUID } from 'node:crypto'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { enrol } from '../test/authenticator.ts'
import { createMember, createPerson } from '../test/factories.ts'
import { callback, cookiesOf, openProviderBench } from '../test/providerBench.ts'
import { routes } from './routes.ts'

const bench = await openProviderBench()
const { database, server, whole, forger, depart, arrive, signInBy, confirmed, linkTo, who } = bench
afterAll(bench.close)
beforeEach(bench.reset)

describe('signing in by an OpenID provider', () => {
  it('takes PKCE, a nonce and a state bound to the browser, and opens a session for who linked it', async () => {
    const person = await createPerson(database)
    expect(await linkTo('corp', person)).toBe('/profile?linked=corp')
    const away = await depart({ provider: 'corp', return: '/rooms?sort=name' })
    const asked = new URL(away.url).searchParams
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{20,}$/),
      state: expect.stringMatching(/^[\w-]{20,}$/),
      scope: 'openid email profile',
      redirect_uri: callback('corp'),
    })
    const { location, browser } = await arrive(away, await whole.walk(away.url))
    expect(location).toBe('/rooms?sort=name')
    expect(await who(browser)).toMatchObject({ person: { id: person.personId } })
    const [session] = await database.peek(
      `select way from auth.sessions where user_id = $1 order by created_at desc limit 1`,
      [person.personId],
    )
    expect(session).toEqual({ way: 'provider:corp' })
    const events = await database.peek(`select type, data from events where actor_user_id = $1 order by position`, [
      person.personId,
    ])
    expect(events).toEqual([
      { type: 'accounts.signed_in', data: { by: 'password' } },
      { type: 'accounts.linked', data: { provider: 'corp' } },
      { type: 'accounts.signed_in', data: { by: 'corp' } },
    ])
  })

  it('keeps no token of the provider, and nothing of the journey once it is over', async () => {
    const person = await createPerson(database)
    await linkTo('corp', person)
    const [account] = await database.peek<{ all: string }>(
      `select to_jsonb(a)::text as all from auth.accounts a where user_id = $1 and provider_id = 'corp'`,
      [person.personId],
    )
    expect(JSON.parse(account?.all ?? '')).toMatchObject({ access_token: null, id_token: null, refresh_token: null })
    expect(await database.peek(`select from auth.verifications`)).toEqual([])
  })

  it('is refused to somebody whom nobody linked, though they have an account with that address', async () => {
    const person = await createPerson(database)
    whole.person = { sub: randomUUID(), email: person.email, email_verified: true, name: person.name }
    const { location, browser } = await signInBy('corp')
    expect(location).toBe('/sign-in?refused=unknown&provider=corp')
    expect((await browser.ask('/api/v1/session')).status).toBe(401)
    expect(await database.peek(`select provider_id from auth.accounts where user_id = $1`, [person.personId])).toEqual([
      { provider_id: 'credential' },
    ])
  })

  it('is refused to somebody uninvited, and makes no account', async () => {
    const email = `${randomUUID()}@example.test`
    whole.person = { sub: randomUUID(), email, email_verified: true, name: 'Nobody' }
    expect((await signInBy('corp')).location).toBe('/sign-in?refused=unknown&provider=corp')
    expect(await database.peek('select from auth.users where email = $1', [email])).toEqual([])
  })

  it('is refused to somebody suspended, in the same words', async () => {
    const person = await createPerson(database)
    await linkTo('corp', person)
    await database.peek('update auth.users set suspended_at = now() where id = $1', [person.personId])
    expect((await signInBy('corp')).location).toBe('/sign-in?refused=unknown&provider=corp')
  })

  it('takes an answer once, and only in the browser that went', async () => {
    const person = await createPerson(database)
    await linkTo('corp', person)
    const away = await depart({ provider: 'corp' })
    const back = await whole.walk(away.url)
    expect((await arrive({ ...away, browser: server.browser('') }, back)).location).toContain('refused=expired')
    expect((await arrive(away, back)).location).toBe('/')
    expect((await arrive(away, back)).location).toContain('refused=expired')
  })

  it('is refused when a used code comes back in a new journey', async () => {
    const person = await createPerson(database)
    await linkTo('corp', person)
    const first = await depart({ provider: 'corp' })
    const back = await whole.walk(first.url)
    await arrive(first, back)
    const second = await depart({ provider: 'corp' })
    back.searchParams.set('state', new URL(second.url).searchParams.get('state') ?? '')
    expect((await arrive(second, back)).location).toContain('refused=refused')
  })

  it('does not let one provider answer for another', async () => {
    const away = await depart({ provider: 'forged' })
    const back = forger.authorize(away.url)
    expect((await arrive(away, new URL(`${callback('corp')}${back.search}`))).location).toContain('refused=expired')
  })

  it('says when it was cancelled at the provider', async () => {
    const away = await depart({ provider: 'corp' })
    const state = new URL(away.url).searchParams.get('state') ?? ''
    const back = new URL(`${callback('corp')}?${new URLSearchParams({ error: 'access_denied', state }).toString()}`)
    expect((await arrive(away, back)).location).toBe('/sign-in?refused=cancelled&provider=corp')
  })

  it.each(['//evil.example', 'https://evil.example', '/\\evil.example', 'javascript:alert(1)'])(
    'goes on in the app, not to %s',
    async (wanted) => {
      const person = await createPerson(database)
      await linkTo('corp', person)
      expect((await signInBy('corp', { return: wanted })).location).toBe('/')
    },
  )

  it('needs our own Origin to begin', async () => {
    const browser = server.browser('')
    const answer = await browser.ask('/api/auth/sign-in/provider', {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
      body: { provider: 'corp' },
    })
    expect(answer.status).toBe(403)
  })
})

describe('linking a provider', () => {
  it('needs that whoever sits there has shown who they are within ten minutes', async () => {
    const person = await createPerson(database)
    const browser = await server.signIn(person)
    const ask = () => browser.ask('/api/auth/link-provider', { method: 'POST', body: { provider: 'corp' } })
    expect(await ask()).toMatchObject({ status: 403, body: { code: 'confirmation_needed' } })
    await database.peek(`update auth.sessions set confirmed_at = now() - interval '11 minutes' where user_id = $1`, [
      person.personId,
    ])
    expect((await ask()).status).toBe(403)
    expect((await server.anonymous.ask('/api/auth/link-provider', { method: 'POST', body: {} })).status).toBe(401)
  })

  it('leaves an identity with whom it is linked to', async () => {
    const [first, second] = [await createPerson(database), await createPerson(database)]
    await linkTo('corp', first)
    expect(await linkTo('corp', second)).toBe('/profile?refused=taken&provider=corp')
    expect(await who((await signInBy('corp')).browser)).toMatchObject({ person: { id: first.personId } })
  })

  it('is over when the session that began it is', async () => {
    const person = await createPerson(database)
    const browser = await server.signIn(person)
    await confirmed(person)
    const away = await depart({ provider: 'corp' }, browser, 'link-provider')
    const back = await whole.walk(away.url)
    await database.peek('delete from auth.sessions where user_id = $1', [person.personId])
    expect((await arrive(away, back)).location).toBe('/profile?refused=signed_out&provider=corp')
  })

  it('can be undone, but not where it is the only way in', async () => {
    const person = await createPerson(database)
    await linkTo('corp', person)
    const browser = await server.signIn(person)
    const Accounts = z.object({ items: z.array(z.object({ id: z.uuid(), provider: z.string(), label: z.string() })) })
    const { items } = Accounts.parse((await browser.ask('/api/v1/profile/accounts')).body)
    expect(items).toEqual([{ id: expect.any(String), provider: 'corp', label: 'Corp' }])
    const undo = () => browser.ask(`/api/v1/profile/accounts/${items[0]?.id}`, { method: 'DELETE' })
    expect((await undo()).status).toBe(403)
    await confirmed(person)
    await database.peek(
      `update auth.accounts set provider_id = 'set-aside' where user_id = $1 and password is not null`,
      [person.personId],
    )
    await database.peek(`delete from auth.accounts where provider_id = 'set-aside'`)
    expect((await undo()).status).toBe(409)
    await database.peek(
      `insert into auth.accounts (user_id, account_id, provider_id, password) values ($1::uuid, $1::text, 'credential', 'x')`,
      [person.personId],
    )
    expect((await undo()).status).toBe(204)
    expect((await signInBy('corp')).location).toContain('refused=unknown')
  })
  it('can be undone without a password where a passkey is left, which then stays', async () => {
    const person = await createPerson(database)
    await linkTo('corp', person)
    const browser = await server.signIn(person)
    const [linked] = await database.peek<{ id: string }>(
      `select id from auth.accounts where user_id = $1 and provider_id = 'corp'`,
      [person.personId],
    )
    const [passkey] = await database.peek<{ id: string }>(
      `insert into auth.passkeys (user_id, name, public_key, credential_id, counter, device_type, backed_up)
       values ($1::uuid, 'Mine', 'x', $1::text, 0, 'singleDevice', false) returning id`,
      [person.personId],
    )
    await database.peek(`delete from auth.accounts where user_id = $1 and provider_id = 'credential'`, [
      person.personId,
    ])
    await database.peek('update auth.sessions set aal = 2, confirmed_at = now() where user_id = $1', [person.personId])
    const remove = (path: string) => browser.ask(`/api/v1/profile/${path}`, { method: 'DELETE' })
    expect((await remove(`accounts/${linked?.id}`)).status).toBe(204)
    expect(await remove(`passkeys/${passkey?.id}`)).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('only way in') },
    })
  })
})

describe('a second factor', () => {
  it('is asked for after a provider as after a password: until then everything is shut', async () => {
    const member = await createMember(database)
    await linkTo('corp', member)
    const { app } = await enrol(await server.signIn(member))
    const { location, browser: half } = await signInBy('corp')
    expect(location).toBe('/')
    const sessions = () =>
      database.peek(`select aal, way from auth.sessions where user_id = $1 order by created_at desc limit 1`, [
        member.personId,
      ])
    expect(await sessions()).toEqual([{ aal: 1, way: 'provider:corp' }])
    const needed = { status: 403, body: { code: 'second_factor_needed' } }
    for (const route of routes.filter(
      ({ access, method }) => !['public', 'first-step'].includes(access) && method !== 'head',
    )) {
      const path = `/api/v1${route.path.replaceAll(/:(\w+)/g, () => randomUUID())}`
      expect(await half.ask(path, { method: route.method.toUpperCase() }), path).toMatchObject(needed)
    }
    const link = { method: 'POST', body: { provider: 'forged' } }
    expect(await half.ask('/api/auth/link-provider', link)).toMatchObject(needed)

    const answer = await half.ask('/api/v1/session/confirmation', { method: 'POST', body: { code: await app.code() } })
    expect(answer.status).toBe(204)
    expect(await who(server.browser(cookiesOf(answer.headers)))).toMatchObject({ person: { id: member.personId } })
    expect(await sessions()).toEqual([{ aal: 2, way: 'provider:corp' }])
    expect((await half.ask('/api/v1/session')).status).toBe(401)
  })

  it('that was added while a browser was away at a provider is asked for before anything is linked', async () => {
    const person = await createPerson(database)
    const browser = await server.signIn(person)
    await confirmed(person)
    const away = await depart({ provider: 'corp' }, browser, 'link-provider')
    const back = await whole.walk(away.url)
    await database.peek('update auth.users set second_factor = true where id = $1', [person.personId])
    expect((await arrive(away, back)).location).toBe('/profile?refused=signed_out&provider=corp')
    expect(await database.peek(`select provider_id from auth.accounts where user_id = $1`, [person.personId])).toEqual([
      { provider_id: 'credential' },
    ])
  })

  it('can be added by who came by a provider, which counts as a confirmation for ten minutes', async () => {
    const member = await createMember(database)
    await linkTo('corp', member)
    await database.peek(`delete from auth.accounts where user_id = $1 and provider_id = 'credential'`, [
      member.personId,
    ])
    const { browser } = await signInBy('corp')
    const begin = () => browser.ask('/api/v1/profile/totp', { method: 'POST' })
    expect((await begin()).status).toBe(200)
    await database.peek(`update auth.sessions set confirmed_at = now() - interval '10 minutes' where user_id = $1`, [
      member.personId,
    ])
    expect(await begin()).toMatchObject({ status: 403, body: { code: 'confirmation_needed' } })
    expect((await browser.ask('/api/v1/session/confirmation')).body).toMatchObject({ owed: false, ways: [] })
  })

  it('that the organization requires is required of who comes by a provider', async () => {
    const member = await createMember(database)
    await linkTo('corp', member)
    await database.peek('update organizations set require_second_factor = true where id = $1', [member.organizationId])
    const { browser } = await signInBy('corp')
    expect(await browser.ask('/api/v1/rooms')).toMatchObject({ status: 403, body: { code: 'enrolment_needed' } })
  })
})
