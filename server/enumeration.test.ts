import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { createMember, createPerson, testPassword, type TestMember } from '../test/factories.ts'
import type { Answered, Browser } from '../test/browsers.ts'
import { startTestServer, type TestServer } from '../test/server.ts'

// Nobody learns whether somebody has an account: not from what an answer says, and not from how long it takes. The same
// about signing in is in signIn.test.ts and lockout.test.ts.

const Problem = z.object({ status: z.number(), code: z.string(), detail: z.string() })

let database: TestDatabase
let server: TestServer
let administrator: TestMember
let inviting: Browser
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database)
  administrator = await createMember(database)
  inviting = await server.signIn(administrator)
})
afterAll(async () => {
  await server.close()
  await database.drop()
})

// Each from an address of its own: how often one address may ask is a test of its own.
const post = (path: string, body: unknown, browser = server.anonymous): Promise<Answered> =>
  browser.ask(path, { method: 'POST', headers: { 'x-real-ip': randomUUID() }, body })
const unknown = (): string => `${randomUUID()}@example.test`
const known = async (): Promise<string> => (await createMember(database)).email

async function took(work: () => Promise<Answered>, status: number): Promise<number> {
  const started = performance.now()
  expect((await work()).status).toBe(status)
  return performance.now() - started
}

/**
 * The least time for the one by the least for the other: what is done for one alone is in each of its times, while what
 * else the machine does is not in all. Taken in turns; which of the two comes first changes.
 */
async function compare(rounds: number, ask: (email: string) => Promise<number>): Promise<number> {
  const times = { known: [] as number[], unknown: [] as number[] }
  for (let round = 0; round < rounds; round += 1) {
    const emails = { known: await known(), unknown: unknown() }
    const order = round % 2 === 0 ? (['known', 'unknown'] as const) : (['unknown', 'known'] as const)
    for (const which of order) times[which].push(await ask(emails[which]))
  }
  return Math.min(...times.known) / Math.min(...times.unknown)
}

describe('inviting somebody', () => {
  const invite = (email: string): Promise<Answered> => post('/api/v1/invitations', { email }, inviting)

  it('says the same of who has an account elsewhere, of who was suspended there, and of nobody', async () => {
    const suspended = await known()
    await database.peek('update auth.users set suspended_at = now() where email = $1', [suspended])
    const operator = (await createPerson(database, { operator: true })).email
    const shapes = []
    for (const email of [await known(), suspended, operator, unknown()]) {
      const { status, headers, body } = await invite(email)
      const Shown = z.strictObject({
        id: z.uuid(),
        email: z.literal(email),
        role: z.unknown(),
        link: z.string(),
        expiresAt: z.string(),
      })
      const { role, link } = Shown.parse(body)
      shapes.push({
        status,
        role,
        page: link.split('#')[0],
        named: [...headers.keys()].filter((name) => name !== 'ratelimit'),
      })
    }
    expect(new Set(shapes.map((shape) => JSON.stringify(shape))).size).toBe(1)
  })

  it('takes as long for who has an account elsewhere as for nobody', async () => {
    const ratio = await compare(15, (email) => took(() => invite(email), 201))
    expect(ratio).toBeGreaterThan(0.6)
    expect(ratio).toBeLessThan(1 / 0.6)
  })
})

describe('a link that does not work', () => {
  async function link(purpose: 'invitation' | 'recovery', email: string, over: 'used' | 'expired'): Promise<string> {
    const token = randomBytes(32).toString('base64url')
    const ours = purpose === 'invitation' ? administrator.organizationId : null
    await database.peek(
      `insert into links (token_hash, purpose, organization_id, email, role_id, expires_at, used_at)
       select $1, $2, $3::uuid, $4, case when $3::uuid is not null then r.id end,
         now() + case when $5 = 'expired' then interval '-1 day' else interval '1 day' end,
         case when $5 = 'used' then now() end
       from roles r where r.key = 'member'`,
      [createHash('sha256').update(token).digest(), purpose, ours, email, over],
    )
    return token
  }

  it.each([
    ['/api/v1/links/inspect', {}],
    ['/api/v1/invitations/accept', { name: 'Somebody', password: testPassword }],
    ['/api/v1/recovery', { password: testPassword }],
    ['/api/v1/email-verification', {}],
  ] as const)('is refused by %s in the same words, whoever it was for', async (path, more) => {
    const purpose = path.includes('recovery') ? 'recovery' : 'invitation'
    const tokens = [
      randomBytes(32).toString('base64url'),
      await link(purpose, await known(), 'used'),
      await link(purpose, await known(), 'expired'),
      await link(purpose, unknown(), 'expired'),
    ]
    const answers = []
    for (const token of tokens) answers.push(Problem.parse((await post(path, { token, ...more })).body))
    expect(answers[0]).toMatchObject({ status: 410 })
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  })
})

describe('asking for a new password', () => {
  beforeAll(async () => {
    const operator = await createPerson(database, { operator: true })
    const browser = await server.signIn(operator)
    await database.peek('update auth.sessions set confirmed_at = now() where user_id = $1', [operator.personId])
    const answer = await browser.ask('/api/v1/settings/mail', {
      method: 'PUT',
      headers: { 'if-match': '"0"' },
      body: { host: '127.0.0.1', port: 2525, security: 'none', from: 'room@example.test' },
    })
    expect(answer.status).toBe(200)
  })
  const reset = (email: string): Promise<Answered> => post('/api/v1/password-reset', { email })

  it('says the same of everybody', async () => {
    for (const email of [await known(), unknown()]) {
      const { status, body } = await reset(email)
      expect([status, body]).toEqual([204, ''])
    }
  })

  it('takes as long for an address that somebody has as for one that nobody has', async () => {
    const ratio = await compare(7, (email) => took(() => reset(email), 204))
    expect(ratio).toBeGreaterThan(0.6)
    expect(ratio).toBeLessThan(1 / 0.6)
  })
})
