import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { enrol, forgetUsedCodes } from '../test/authenticator.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { createMember, createPerson, testPassword } from '../test/factories.ts'
import type { Browser } from '../test/browsers.ts'
import { startTestServer, type TestServer } from '../test/server.ts'

const Problem = z.object({ code: z.string(), detail: z.string(), retryAt: z.iso.datetime().optional() })

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

function confirm(browser: Browser, body: unknown, headers: Record<string, string> = {}) {
  return browser.ask('/api/v1/session/confirmation', { method: 'POST', body, headers })
}

describe('guessing is locked out, even from changing addresses,', () => {
  async function guess(ask: (address: string) => Promise<{ status: number; body: unknown }>): Promise<number[]> {
    const statuses: number[] = []
    for (let i = 0; i < 7; i++) statuses.push((await ask(randomUUID())).status)
    return statuses
  }
  const lockedOut = [401, 401, 401, 401, 401, 429, 429]
  const trySignIn = (email: string, password: string, address: string) =>
    server.anonymous.ask('/api/auth/sign-in/email', {
      method: 'POST',
      body: { email, password },
      headers: { 'x-real-ip': address },
    })

  it('for passwords, with the same words whether there is such an account or not', async () => {
    const member = await createMember(database)
    const words: unknown[] = []
    for (const email of [member.email, `${randomUUID()}@example.test`]) {
      expect(await guess((address) => trySignIn(email, randomUUID(), address))).toEqual(lockedOut)
      const locked = await trySignIn(email, testPassword, randomUUID())
      expect(locked.status).toBe(429)
      const { detail, retryAt } = Problem.parse(locked.body)
      expect(new Date(retryAt ?? 0).getTime() - Date.now()).toBeGreaterThan(20_000)
      expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(20)
      words.push(detail.replaceAll(/\d/g, '0'))
    }
    expect(words[0]).toBe(words[1])
    expect(words[0]).toMatch(/^Too many wrong tries\. Wait 00 seconds, until 00:00 UTC/)
  })

  it('and the wait doubles with each wrong try after it, up to a quarter of an hour', async () => {
    const member = await createMember(database)
    await guess((address) => trySignIn(member.email, 'wrong', address))
    const waits: number[] = []
    for (let i = 0; i < 7; i++) {
      await database.peek(`update auth.failures set locked_until = now() where locked_until is not null`)
      await trySignIn(member.email, 'wrong', randomUUID())
      const { retryAt } = Problem.parse((await trySignIn(member.email, 'wrong', randomUUID())).body)
      waits.push(Math.round((new Date(retryAt ?? 0).getTime() - Date.now()) / 10_000) * 10)
    }
    expect(waits).toEqual([60, 120, 240, 480, 900, 900, 900])
    await database.peek(`update auth.failures set locked_until = now() where locked_until is not null`)
    expect((await trySignIn(member.email, testPassword, randomUUID())).status).toBe(204)
    expect(await guess((address) => trySignIn(member.email, 'wrong', address))).toEqual(lockedOut)
  })

  it('for codes, recovery codes and confirmations, each by itself', async () => {
    const member = await createMember(database)
    const { recoveryCodes, app } = await enrol(await server.signIn(member))
    const half = await server.signIn(member)
    const at = (address: string) => ({ 'x-real-ip': address })
    expect(await guess((address) => confirm(half, { code: '000000' }, at(address)))).toEqual(lockedOut)
    expect(await guess((address) => confirm(half, { recoveryCode: 'wrong' }, at(address)))).toEqual(lockedOut)
    await forgetUsedCodes(database, member)
    expect((await confirm(half, { code: await app.code() })).status).toBe(429)
    expect((await confirm(half, { recoveryCode: recoveryCodes[0] })).status).toBe(429)
    // Another session of the same account is locked as well.
    expect((await confirm(await server.signIn(member), { code: await app.code() })).status).toBe(429)

    const other = await server.signIn(await createMember(database))
    expect(await guess((address) => confirm(other, { password: 'wrong' }, at(address)))).toEqual(lockedOut)
    expect((await confirm(other, { password: testPassword })).status).toBe(429)
    const events = await database.peek(
      `select data->>'what' as what from events where type = 'accounts.locked' and actor_user_id = $1 order by position`,
      [member.personId],
    )
    expect(events).toEqual([{ what: 'second_factor' }, { what: 'recovery_code' }])
  })

  it('by address, whatever accounts are named, and signing in to one’s own does not help', async () => {
    const own = await createMember(database)
    const headers = { 'x-real-ip': randomUUID() }
    const browsers = await Promise.all(
      [1, 2, 3, 4, 5, 6, 7].map(async () => server.signIn(await createMember(database))),
    )
    const statuses: number[] = []
    const asking = await server.signIn(own)
    for (const browser of browsers) {
      for (let i = 0; i < 5; i++) {
        statuses.push((await confirm(browser, { password: 'wrong' }, headers)).status)
      }
      if (!statuses.includes(429)) await confirm(asking, { password: testPassword }, headers)
    }
    expect(statuses.filter((status) => status === 401)).toHaveLength(30)
    expect(statuses.slice(30)).toEqual([429, 429, 429, 429, 429])
  })

  it('of many at once as of one after the other', async () => {
    const member = await createMember(database)
    const tries = Array.from({ length: 20 }, () => trySignIn(member.email, 'wrong', randomUUID()))
    const statuses = (await Promise.all(tries)).map(({ status }) => status)
    expect(statuses.filter((status) => status === 401)).toHaveLength(5)
  })
})

describe('whether there is an account', () => {
  const signInTime = async (email: string): Promise<number> => {
    const started = performance.now()
    const body = { email, password: 'not the password' }
    const headers = { 'x-real-ip': randomUUID() }
    const answer = await server.anonymous.ask('/api/auth/sign-in/email', { method: 'POST', body, headers })
    expect(answer.status).toBe(401)
    return performance.now() - started
  }

  it('is not told by how long an answer takes: the password is hashed for nobody, too', async () => {
    const known: number[] = []
    const unknown: number[] = []
    // Taken in turns, each account once, so that none is locked. The least times are compared: what else the machine does is
    // not in all of them.
    for (let i = 0; i < 15; i++) {
      known.push(await signInTime((await createPerson(database)).email))
      unknown.push(await signInTime(`${randomUUID()}@example.test`))
    }
    const ratio = Math.min(...unknown) / Math.min(...known)
    expect(ratio).toBeGreaterThan(0.6)
    expect(ratio).toBeLessThan(1 / 0.6)
  })
})
