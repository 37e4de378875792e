import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { queues } from '@muniment/core/jobs/queues.ts'
import { systemContext } from '@muniment/core/context.ts'
import { MailSettings } from '@muniment/core/mail/schema.ts'
import { bind, perform } from '@muniment/worker/handle.ts'
import { mailHandlers } from '@muniment/worker/mail.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { createMember, createPerson, quiet, testPassword, type TestPerson } from '../test/factories.ts'
import type { Browser } from '../test/browsers.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { startTestMailServer, textOf, type TestMailServer } from '../test/smtp.ts'

let database: TestDatabase
let server: TestServer
let smtp: TestMailServer
let operator: Browser
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database)
  smtp = await startTestMailServer()
  operator = await server.signIn(await createPerson(database, { operator: true }))
  await database.peek('update auth.sessions set confirmed_at = now()')
})
afterAll(async () => {
  await Promise.all([server.close(), smtp.close()])
  await database.drop()
})

// Each from an address of its own: how often one address may ask is a test of its own.
const post = (path: string, body: unknown, browser = server.anonymous) =>
  browser.ask(path, { method: 'POST', headers: { 'x-real-ip': randomUUID() }, body })
const reset = (email: string) => post('/api/v1/password-reset', { email })

async function deliver(): Promise<string> {
  const handlers = bind(queues.outbound, mailHandlers('https://room.example.test'))
  const jobs = await database.peek<{ id: string }>('select id from jobs')
  for (const { id } of jobs)
    await perform(systemContext(database.outbound, quiet, 'mail'), handlers, id, new AbortController().signal)
  return textOf(smtp.mails.at(-1)?.source ?? '')
}

function tokenIn(mail: string, page: string): string {
  const token = new RegExp(`/${page}#([\\w-]{43})`).exec(mail)?.[1]
  if (token === undefined) throw new Error(`no link to ${page} in ${mail}`)
  return token
}

async function setMailUp(): Promise<void> {
  const shown = MailSettings.parse((await operator.ask('/api/v1/settings/mail')).body)
  const answer = await operator.ask('/api/v1/settings/mail', {
    method: 'PUT',
    headers: { 'if-match': `"${shown.revision}"` },
    body: { host: '127.0.0.1', port: smtp.port, security: 'none', from: 'room@example.test' },
  })
  expect(answer.status).toBe(200)
}

describe('the mail settings', () => {
  it('are the operator’s alone', async () => {
    const administrator = await server.signIn(await createMember(database))
    for (const [method, path] of [
      ['GET', '/api/v1/settings/mail'],
      ['DELETE', '/api/v1/settings/mail'],
      ['POST', '/api/v1/settings/mail/test'],
    ] as const)
      expect((await administrator.ask(path, { method })).status).toBe(403)
  })

  it('are changed only by somebody who has just shown who they are', async () => {
    const unconfirmed = await server.signIn(await createPerson(database, { operator: true }))
    const headers = { 'if-match': '"0"' }
    const body = { host: 'mail.example.test', from: 'a@example.test' }
    for (const path of ['/api/v1/settings/mail', '/api/v1/settings/providers/corp']) {
      const asked = path.endsWith('mail') ? body : { kind: 'google', label: 'G', clientId: 'x' }
      const changed = await unconfirmed.ask(path, { method: 'PUT', headers, body: asked })
      expect(changed).toMatchObject({ status: 403, body: { code: 'confirmation_needed' } })
      expect((await unconfirmed.ask(path, { method: 'DELETE' })).status).toBe(403)
    }
    expect(await database.peek('select from settings')).toEqual([])
  })

  it.each([
    [{ host: 'http://mail.example.test' }, 'host'],
    [{ host: 'mail.example.test', port: 0 }, 'port'],
    [{ host: 'a', security: 'whatever' }, 'security'],
    [{ host: 'a', from: 'nobody' }, 'from'],
    [{ host: 'a', fromName: 'A\r\nBcc: b@example.test' }, 'fromName'],
    [{ host: 'a', security: 'none', password: 'x' }, 'security'],
  ])('refuse %j', async (change, path) => {
    const body = { port: 25, security: 'none', from: 'a@example.test', ...change }
    const answer = await operator.ask('/api/v1/settings/mail', { method: 'PUT', headers: { 'if-match': '"0"' }, body })
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({ errors: [{ path }] })
  })
})

describe('a forgotten password', () => {
  it('is a matter for administrators where no mail is set up, whoever asks', async () => {
    const person = await createPerson(database)
    const [known, unknown] = [await reset(person.email), await reset('nobody@example.test')]
    expect([known.status, unknown.status]).toEqual([409, 409])
    expect(JSON.stringify(known.body)).toContain('Ask an administrator')
    expect((await server.anonymous.ask('/api/v1/status')).body).toMatchObject({ mail: false })
  })

  it('is set anew by a link that comes by mail, works once and ends every session', async () => {
    await setMailUp()
    const person = await createPerson(database)
    const open = await server.signIn(person)
    expect((await reset(person.email.toUpperCase())).status).toBe(204)
    const token = tokenIn(await deliver(), 'recover')
    const password = 'quite another battery'
    // What is refused leaves the link good.
    expect((await post('/api/v1/recovery', { token, password: person.email })).status).toBe(400)
    expect((await post('/api/v1/recovery', { token, password: 'password1234' })).status).toBe(400)
    expect((await post('/api/v1/recovery', { token, password })).status).toBe(200)
    expect((await open.ask('/api/v1/session')).status).toBe(401)
    expect((await post('/api/v1/recovery', { token, password })).status).toBe(410)
    const signIn = (attempt: string) => post('/api/auth/sign-in/email', { email: person.email, password: attempt })
    expect((await signIn(testPassword)).status).toBe(401)
    expect((await signIn(password)).status).toBe(204)
  })

  it('gives a password to somebody who had none, having come by a provider', async () => {
    const person = await createPerson(database)
    await database.peek('delete from auth.accounts where user_id = $1', [person.personId])
    await reset(person.email)
    const token = tokenIn(await deliver(), 'recover')
    await post('/api/v1/recovery', { token, password: testPassword })
    await server.signIn(person)
  })

  it('is answered the same, and as late, for addresses that nobody has and people who are suspended', async () => {
    const [known, gone] = [await createPerson(database), await createPerson(database)]
    await database.peek('update auth.users set suspended_at = now() where id = $1', [gone.personId])
    const times: number[] = []
    for (const email of [known.email, gone.email, 'nobody@example.test']) {
      const before = performance.now()
      const answer = await reset(email)
      times.push(performance.now() - before)
      expect([answer.status, answer.body]).toEqual([204, ''])
    }
    expect(Math.min(...times)).toBeGreaterThan(450)
    // That none takes longer than the others is in enumeration.test.ts.
    const mailed = await database.peek(`select address from mails where address = any($1)`, [[known.email, gone.email]])
    expect(mailed).toEqual([{ address: known.email }])
  })

  it('brings three mails an hour at most, even asked for at once', async () => {
    const person = await createPerson(database)
    const answers = await Promise.all(Array.from({ length: 6 }, () => reset(person.email)))
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 204))
    expect(await database.peek('select from mails where address = $1', [person.email])).toHaveLength(3)
  })

  it('cannot be asked for without end from one address', async () => {
    const headers = { 'x-real-ip': randomUUID() }
    const ask = () =>
      server.anonymous.ask('/api/v1/password-reset', {
        method: 'POST',
        headers,
        body: { email: 'nobody@example.test' },
      })
    const answers = await Promise.all(Array.from({ length: 25 }, ask))
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(5)
  })
})

describe('an e-mail address', () => {
  const verified = async (browser: Browser): Promise<unknown> => (await browser.ask('/api/v1/session')).body

  it('is verified by the link that was mailed to it, once', async () => {
    const person: TestPerson = await createPerson(database)
    const browser = await server.signIn(person)
    expect(await verified(browser)).toMatchObject({ person: { emailVerified: false } })
    expect((await post('/api/v1/profile/email/verification', {}, browser)).status).toBe(204)
    const token = tokenIn(await deliver(), 'verify')
    expect((await post('/api/v1/email-verification', { token })).status).toBe(200)
    expect((await post('/api/v1/email-verification', { token })).status).toBe(410)
    expect(await verified(browser)).toMatchObject({ person: { emailVerified: true } })
    expect((await post('/api/v1/profile/email/verification', {}, browser)).status).toBe(409)
  })

  it('is not verified by a link of another kind', async () => {
    const person = await createPerson(database)
    await reset(person.email)
    const token = tokenIn(await deliver(), 'recover')
    expect((await post('/api/v1/email-verification', { token })).status).toBe(410)
  })
})
