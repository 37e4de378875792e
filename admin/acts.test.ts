import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { furnish, listedOf, listPath, problemOf, startTestConsole } from '../test/console.ts'
import type { ConsoleBrowser, FurnishedMember, TestConsole } from '../test/console.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { createMember, createPerson, testPassword } from '../test/factories.ts'

const Done = z.object({ done: z.object({ message: z.string(), link: z.object({ url: z.string() }).optional() }) })

let database: TestDatabase
let consoleUnderTest: TestConsole
let own: FurnishedMember
let foreign: FurnishedMember
let administrator: ConsoleBrowser

beforeAll(async () => {
  database = await createTestDatabase()
  consoleUnderTest = await startTestConsole(database)
  own = await furnish(database, 'Own')
  foreign = await furnish(database, 'Foreign')
  administrator = await consoleUnderTest.signIn(own)
})
afterAll(async () => {
  await consoleUnderTest.close()
  await database.drop()
})

describe('acts', () => {
  const retry = (jobId: string): string => `/admin/api/resources/jobs/records/${jobId}/retry`
  const stateOf = async (jobId: string): Promise<string | undefined> =>
    (await database.peek<{ state: string }>('select state from jobs where id = $1', [jobId]))[0]?.state

  it('do nothing on GET', async () => {
    expect((await administrator.get(retry(own.failedJob))).status).toBe(200)
    expect(await stateOf(own.failedJob)).toBe('failed')
    const invite = '/admin/api/resources/invitations/actions/new'
    expect((await administrator.get(`${invite}?email=a@example.test&role=member`)).status).toBe(404)
    expect((await administrator.get('/admin/api/resources/jobs/actions/retryAll')).status).toBe(404)
    expect(await stateOf(own.failedJob)).toBe('failed')
  })

  it('refuse a POST from another origin', async () => {
    const headers = { origin: 'https://elsewhere.example' }
    expect((await administrator.post(retry(own.failedJob), {}, headers)).status).toBe(403)
    expect(await stateOf(own.failedJob)).toBe('failed')
  })

  it("don't reach another organization's records", async () => {
    expect((await administrator.post(retry(foreign.failedJob))).status).toBe(404)
    expect(await stateOf(foreign.failedJob)).toBe('failed')
  })

  it('let a failed job be tried again, once, and record it', async () => {
    const answer = await administrator.post(retry(own.failedJob))
    expect(Done.parse(JSON.parse(answer.text)).done.message).toBe('The job waits to be tried again.')
    expect(await stateOf(own.failedJob)).toBe('waiting')
    const again = problemOf(await administrator.post(retry(own.failedJob)))
    expect(again).toMatchObject({ status: 409, code: 'conflict' })
    const recorded = await database.peek(`select from events where type = 'jobs.retried' and actor_member_id = $1`, [
      own.memberId,
    ])
    expect(recorded).toHaveLength(1)
  })

  it('invite somebody by a link that is shown once, and name the fault of an address', async () => {
    const path = '/admin/api/resources/invitations/actions/new'
    const answer = await administrator.post(path, { email: 'New@Example.test', role: 'member' })
    expect(Done.parse(JSON.parse(answer.text)).done.link?.url).toMatch(/^http:\/\/localhost\/join#[\w-]{43}$/)
    const listed = await administrator.get(`${listPath('invitations')}?filters.email=new@example`)
    expect(listedOf(listed).meta.total).toBe(1)
    expect(listed.text).not.toContain('#')
    const wrong = await administrator.post(path, { email: 'nobody', role: 'member' })
    expect(wrong.status).toBe(400)
    expect(JSON.parse(wrong.text)).toMatchObject({ errors: [{ path: 'email' }] })
  })

  it('that are far-reaching want the password again, take it for ten minutes, and no longer', async () => {
    const browser = await consoleUnderTest.signIn(own)
    const revoke = `/admin/api/resources/invitations/records/${own.invitation}/revoke`
    const invite = '/admin/api/resources/invitations/actions/new'
    const asked = { email: 'boss@example.test', role: 'administrator' }
    const refused = [
      await browser.post(revoke),
      await browser.post(invite, asked),
      await browser.post('/admin/api/resources/jobs/actions/retryAll'),
    ]
    for (const answer of refused) {
      expect(problemOf(answer)).toMatchObject({ status: 403, confirmAt: '/admin/confirm' })
    }

    const wrong = await browser.submit('/admin/confirm', {
      answer: 'wrong horse battery',
      next: '/admin/resources/jobs',
    })
    expect(wrong.status).toBe(401)
    expect(wrong.text).toContain('value="/admin/resources/jobs"')
    expect((await browser.post(invite, asked)).status).toBe(403)

    const right = await browser.submit('/admin/confirm', { answer: testPassword, next: '/admin/resources/jobs' })
    expect(right.status).toBe(303)
    expect(right.headers.get('location')).toBe('/admin/resources/jobs')
    expect((await browser.post(invite, asked)).status).toBe(200)
    expect((await administrator.post(invite, { ...asked, email: 'other@example.test' })).status).toBe(403)

    await database.peek(
      `update auth.sessions set confirmed_at = confirmed_at - interval '10 minutes' where confirmed_at is not null`,
    )
    expect((await browser.post(revoke)).status).toBe(403)
  })

  it('let the operator create an organization after the password', async () => {
    const browser = await consoleUnderTest.signIn(await createPerson(database, { operator: true }))
    const path = '/admin/api/resources/organizations/actions/new'
    const body = { name: 'Quay & Co', administratorEmail: 'first@example.test' }
    expect(problemOf(await browser.post(path, body)).confirmAt).toBe('/admin/confirm')
    expect((await browser.submit('/admin/confirm', { answer: testPassword })).headers.get('location')).toBe('/admin')
    const answer = await browser.post(path, body)
    expect(Done.parse(JSON.parse(answer.text)).done.link?.url).toContain('/join#')
    expect((await browser.get(listPath('organizations'))).text).toContain('Quay & Co')
  })

  it('let the operator say how much an organization may hold, after the password', async () => {
    const { organizationId } = await createMember(database)
    const browser = await consoleUnderTest.signIn(await createPerson(database, { operator: true }))
    const path = `/admin/api/resources/organizations/records/${organizationId}/limit`
    expect(problemOf(await browser.post(path, { gigabytes: '0.5' })).confirmAt).toBe('/admin/confirm')
    await browser.submit('/admin/confirm', { answer: testPassword })
    const limit = async (): Promise<unknown> =>
      (await database.peek('select limit_bytes::float8 from organizations where id = $1', [organizationId]))[0]
    expect(Done.parse(JSON.parse((await browser.post(path, { gigabytes: '0.5' })).text)).done.message).toBe(
      'It may hold 0.5 GB now.',
    )
    expect(await limit()).toEqual({ limit_bytes: 500_000_000 })
    expect((await browser.get(`/admin/api/resources/organizations/records/${organizationId}/show`)).text).toContain(
      '500000000',
    )
    expect((await browser.post(path, { gigabytes: 'much' })).status).toBe(400)
    expect(await limit()).toEqual({ limit_bytes: 500_000_000 })
    await browser.post(path, {})
    expect(await limit()).toEqual({ limit_bytes: null })
    // Its own administrator has no such page.
    const administrator = await createMember(database, { organizationId })
    expect((await (await consoleUnderTest.signIn(administrator)).post(path, { gigabytes: '9' })).status).toBe(404)
  })

  it('come back to the console only, wherever a link says', async () => {
    const browser = await consoleUnderTest.signIn(own)
    for (const next of [
      'https://elsewhere.example',
      '//elsewhere.example',
      '/admin//elsewhere',
      '/adminx',
      '/\\x',
      'x',
    ]) {
      const answer = await browser.submit('/admin/confirm', { answer: testPassword, next })
      expect(answer.headers.get('location'), next).toBe('/admin')
    }
  })

  it('stop asking for the password after five wrong ones, even if the next is right', async () => {
    const victim = await createMember(database)
    const browser = await consoleUnderTest.signIn(victim)
    const statuses: number[] = []
    for (let i = 0; i < 5; i += 1)
      statuses.push((await browser.submit('/admin/confirm', { answer: `wrong ${i}` })).status)
    expect(statuses).toEqual([401, 401, 401, 401, 401])
    expect((await browser.submit('/admin/confirm', { answer: testPassword })).status).toBe(429)
    expect((await administrator.submit('/admin/confirm', { answer: testPassword })).status).toBe(303)
  })
})
