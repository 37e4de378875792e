import { io } from 'socket.io-client'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { confirmByPassword } from '../test/authenticator.ts'
import { createMember, type TestMember } from '../test/factories.ts'
import { openProviderBench, type ProviderBench } from '../test/providerBench.ts'
import type { Browser } from '../test/browsers.ts'

const Problem = z.object({ code: z.string(), detail: z.string() })
const policy = '/api/v1/organization/policy'

let bench: ProviderBench
beforeAll(async () => {
  bench = await openProviderBench()
})
beforeEach(() => bench.reset())
afterAll(() => bench.close())

interface Office {
  owner: TestMember
  member: TestMember
  /** Of the owner, who came by the provider `corp`. */
  byProvider: Browser
}

async function office(): Promise<Office> {
  const owner = await createMember(bench.database, { role: 'owner' })
  const member = await createMember(bench.database, { organizationId: owner.organizationId, role: 'member' })
  await bench.linkTo('corp', owner)
  return { owner, member, byProvider: (await bench.signInBy('corp')).browser }
}

const codeOf = (answer: { body: unknown }): string => Problem.parse(answer.body).code

function allow(browser: Browser, ways: string[] | null, revision: number) {
  return browser.ask(policy, { method: 'PATCH', body: { ways }, headers: { 'if-match': `"${revision}"` } })
}

function connect(browser: Browser): ReturnType<typeof io> {
  return io(bench.server.url, {
    path: '/realtime',
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    extraHeaders: { cookie: browser.cookie, origin: bench.server.services.origin },
  })
}

function refusalOf(browser: Browser): Promise<string> {
  const socket = connect(browser)
  return new Promise<string>((resolve) => {
    socket.once('connect', () => resolve('connected'))
    socket.once('connect_error', (error) => resolve(error.message))
  }).finally(() => socket.close())
}

describe('an organization that lets people in by certain ways of signing in only', () => {
  it('shuts out at once whoever came by another, sockets included, but for the profile', async () => {
    const { member, byProvider } = await office()
    const byPassword = await bench.server.signIn(member)
    expect((await byPassword.ask('/api/v1/rooms')).status).toBe(200)
    const socket = connect(byPassword)
    await new Promise((resolve) => socket.once('connect', () => resolve(null)))
    const cut = new Promise((resolve) => socket.once('disconnect', () => resolve(null)))

    const changed = await allow(byProvider, ['provider:corp', 'passkey', 'passkey'], 1)
    expect(changed.body).toEqual({ requireSecondFactor: false, ways: ['provider:corp', 'passkey'], revision: 2 })
    await cut
    socket.close()
    expect(codeOf(await byPassword.ask('/api/v1/rooms'))).toBe('other_way_needed')
    expect(await refusalOf(byPassword)).toBe('other_way_needed')
    expect((await byPassword.ask('/api/v1/session')).body).toMatchObject({
      way: 'password',
      memberships: [{ otherWays: ['provider:corp', 'passkey'] }],
    })
    expect((await byPassword.ask('/api/v1/profile/accounts')).status).toBe(200)

    // The way in that is left: link the provider in the profile, then come by it.
    bench.reset()
    await bench.linkTo('corp', member)
    const { browser } = await bench.signInBy('corp')
    expect((await browser.ask('/api/v1/rooms')).status).toBe(200)
    expect((await browser.ask('/api/v1/session')).body).toMatchObject({
      way: 'provider:corp',
      memberships: [{ otherWays: null }],
    })
    expect(await refusalOf(browser)).toBe('connected')
    expect((await allow(byProvider, null, 2)).body).toMatchObject({ ways: null, revision: 3 })
    expect((await byPassword.ask('/api/v1/rooms')).status).toBe(200)
  })

  it('does not know the way of a session from before, and lets it in by none', async () => {
    const { owner, byProvider, member } = await office()
    const { organizationId } = owner
    const unknown = await bench.server.signIn(member)
    await bench.database.peek('update auth.sessions set way = null where user_id = $1', [member.personId])
    expect((await unknown.ask('/api/v1/rooms')).status).toBe(200)
    const socket = connect(unknown)
    await new Promise((resolve) => socket.once('connect', () => resolve(null)))
    const cut = new Promise((resolve) => socket.once('disconnect', () => resolve(null)))
    expect((await allow(byProvider, ['password', 'provider:corp'], 1)).status).toBe(200)
    await cut
    socket.close()
    expect(codeOf(await unknown.ask('/api/v1/rooms'))).toBe('other_way_needed')
    expect(await bench.database.peek('select sign_in_ways from organizations where id = $1', [organizationId])).toEqual(
      [{ sign_in_ways: ['password', 'provider:corp'] }],
    )
  })

  it('is not made by somebody whom it would shut out, nor of no way or an unknown provider', async () => {
    const { owner, byProvider, member } = await office()
    const byPassword = await bench.server.signIn(owner)
    await confirmByPassword(byPassword)
    const refused = await allow(byPassword, ['provider:corp'], 1)
    expect(refused.status).toBe(409)
    expect(Problem.parse(refused.body).detail).toContain('You signed in by password yourself')
    expect((await allow(byProvider, ['password'], 1)).status).toBe(409)
    expect((await allow(byProvider, [], 1)).status).toBe(400)
    expect((await allow(byProvider, ['provider:corp', 'provider:nobody'], 1)).status).toBe(400)
    expect((await allow(byProvider, ['provider:corp', 'telepathy'], 1)).status).toBe(400)
    expect((await allow(byProvider, ['provider:corp'], 7)).status).toBe(412)
    const theirs = await bench.server.signIn(member)
    await confirmByPassword(theirs)
    expect((await allow(theirs, ['password'], 1)).status).toBe(403)
  })

  it('says nothing to the other organizations of a person', async () => {
    const { member, byProvider } = await office()
    const elsewhere = await createMember(bench.database, { person: member })
    const browser = await bench.server.signIn(member)
    expect((await allow(byProvider, ['provider:corp'], 1)).status).toBe(200)
    const ask = (organizationId: string) =>
      browser.ask('/api/v1/rooms', { headers: { 'muniment-organization': organizationId } })
    expect((await ask(member.organizationId)).status).toBe(403)
    expect((await ask(elsewhere.organizationId)).status).toBe(200)
  })
})
