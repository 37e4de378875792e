import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { confirmTotp, beginTotp } from '@muniment/core/accounts/totp.ts'
import type { Secrets } from '@muniment/core/accounts/auth.ts'
import { appOf, type App } from '../test/authenticator.ts'
import { listPath, problemOf, startTestConsole, type ConsoleBrowser, type TestConsole } from '../test/console.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { createMember, createPerson, testPassword, type TestMember } from '../test/factories.ts'

let database: TestDatabase
let consoleUnderTest: TestConsole
let member: TestMember
let app: App
let browser: ConsoleBrowser

beforeAll(async () => {
  database = await createTestDatabase()
  consoleUnderTest = await startTestConsole(database)
  member = await createMember(database)
  const secrets: Secrets = consoleUnderTest.auth
  const { personId } = member
  const ctx = { ...member.ctx, db: database.auth, actor: { kind: 'person' as const, personId } }
  const { secret } = await beginTotp(ctx, secrets)
  app = appOf(secret)
  await confirmTotp(ctx, secrets, personId, await app.code(-1), 'here')
  browser = await consoleUnderTest.signIn(member)
})
afterAll(async () => {
  await consoleUnderTest.close()
  await database.drop()
})

describe('the console, of somebody with a second factor,', () => {
  it('lets nobody in who has done the first step alone', async () => {
    const page = await browser.get('/admin/resources/members')
    expect(page.status).toBe(303)
    expect(page.headers.get('location')).toBe('/sign-in?next=%2Fadmin%2Fresources%2Fmembers')
    expect(problemOf(await browser.get(listPath('members')))).toMatchObject({ code: 'second_factor_needed' })
    expect((await browser.submit('/admin/confirm', { answer: testPassword })).status).toBe(403)
    const operator = await createPerson(database, { operator: true })
    await database.peek(`insert into auth.totp_secrets (user_id, secret, confirmed_at) values ($1, 'x', now())`, [
      operator.personId,
    ])
    expect((await (await consoleUnderTest.signIn(operator)).get('/admin/api/dashboard')).status).toBe(403)
  })

  it('takes a code to confirm, not the password', async () => {
    await database.peek('update auth.sessions set aal = 2 where user_id = $1', [member.personId])
    const asked = await browser.get('/admin/confirm?next=/admin/resources/jobs')
    expect(asked.text).toContain('Code of your authenticator app')
    expect(asked.text).toContain('/confirm?next=%2Fadmin%2Fresources%2Fjobs')
    expect((await browser.submit('/admin/confirm', { answer: testPassword })).status).toBe(401)
    const right = await browser.submit('/admin/confirm', { answer: await app.code() })
    expect(right.status).toBe(303)
  })

  it('keeps out who lacks what their organization requires', async () => {
    const plain = await createMember(database, { organizationId: member.organizationId })
    const other = await consoleUnderTest.signIn(plain)
    expect((await other.get(listPath('members'))).status).toBe(200)
    await database.peek('update organizations set require_second_factor = true where id = $1', [member.organizationId])
    expect(problemOf(await other.get(listPath('members')))).toMatchObject({ code: 'enrolment_needed' })
    const page = await other.get('/admin')
    expect(page.status).toBe(403)
    expect(page.text).toContain('href="/profile"')
    expect((await browser.get(listPath('members'))).status).toBe(200)
  })
})
