import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startTestConsole, type ConsoleAnswer, type ConsoleBrowser, type TestConsole } from '../test/console.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { createMember, createPerson, createTestRoom, testPassword, type TestMember } from '../test/factories.ts'

const nouns = ['members', 'invitations', 'rooms', 'documents', 'versions', 'events', 'jobs'] as const
const evil = '</script><script>alert(1)</script>'

const Problem = z.object({
  status: z.number(),
  code: z.string(),
  detail: z.string().min(10),
  requestId: z.string(),
  confirmAt: z.string().optional(),
})
const Listed = z.object({
  meta: z.object({ total: z.number() }),
  records: z.array(z.object({ id: z.union([z.string(), z.number()]), params: z.record(z.string(), z.unknown()) })),
})
const Done = z.object({ done: z.object({ message: z.string(), link: z.object({ url: z.string() }).optional() }) })

const problemOf = (answer: ConsoleAnswer) => Problem.parse(JSON.parse(answer.text))
const listedOf = (answer: ConsoleAnswer) => Listed.parse(JSON.parse(answer.text))
const listPath = (noun: string): string => `/admin/api/resources/${noun}/actions/list`

/** Something of every noun in an organization of its own. */
async function furnish(
  database: TestDatabase,
  name: string,
): Promise<TestMember & { failedJob: string; invitation: string }> {
  const member = await createMember(database, { name })
  const { organizationId, memberId, personId } = member
  const room = await createTestRoom(member, { name })
  const [documentId, versionId, failedJob, invitation] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
  await database.peek(
    `with d as (insert into documents (id, organization_id, room_id, name, current_version_id, size, created_by)
       values ($1, $2, $3, $4, $5, 3, $6))
     insert into versions (id, organization_id, document_id, number, size, etag, uploaded_by, state, reason_code, reason_message)
       values ($5, $2, $1, 1, 3, 'x', $6, 'held', 'scan_failed', $4)`,
    [documentId, organizationId, room.id, name, versionId, memberId],
  )
  await database.peek(
    `insert into jobs (id, organization_id, name, key, payload, state, attempts, last_error)
     values ($1, $2, 'documents.scan', $3::text, jsonb_build_object('versionId', $3::text), 'failed', 8, $4)`,
    [failedJob, organizationId, versionId, name],
  )
  await database.peek(
    `insert into links (id, token_hash, purpose, organization_id, email, role_key, expires_at, created_by)
     values ($1::uuid, sha256($1::text::bytea), 'invitation', $2, $3, 'member', now() + interval '1 day', $4)`,
    [invitation, organizationId, `invited-${personId}@example.test`, memberId],
  )
  return { ...member, failedJob, invitation }
}

let database: TestDatabase
let consoleUnderTest: TestConsole
let own: Awaited<ReturnType<typeof furnish>>
let foreign: Awaited<ReturnType<typeof furnish>>
let administrator: ConsoleBrowser
let plain: ConsoleBrowser
let operator: ConsoleBrowser

beforeAll(async () => {
  database = await createTestDatabase()
  consoleUnderTest = await startTestConsole(database)
  own = await furnish(database, `Own ${evil}`)
  foreign = await furnish(database, 'Foreign')
  administrator = await consoleUnderTest.signIn(own)
  plain = await consoleUnderTest.signIn(
    await createMember(database, { role: 'member', organizationId: own.organizationId }),
  )
  operator = await consoleUnderTest.signIn(await createPerson(database, { operator: true }))
})
afterAll(async () => {
  await consoleUnderTest.close()
  await database.drop()
})

describe('who gets in', () => {
  it('leads somebody anonymous to sign-in and back', async () => {
    const answer = await consoleUnderTest.anonymous.get('/admin/resources/jobs?filters.state=failed')
    expect(answer.status).toBe(303)
    expect(answer.headers.get('location')).toBe('/sign-in?next=%2Fadmin%2Fresources%2Fjobs%3Ffilters.state%3Dfailed')
  })

  it('answers 401 to anonymous requests of its API, reading or acting', async () => {
    for (const noun of nouns) {
      expect(problemOf(await consoleUnderTest.anonymous.get(listPath(noun)))).toMatchObject({ code: 'unauthenticated' })
    }
    const act = await consoleUnderTest.anonymous.post('/admin/api/resources/invitations/actions/new')
    expect(act.status).toBe(401)
    expect((await consoleUnderTest.anonymous.submit('/admin/confirm', { password: 'x' })).status).toBe(303)
  })

  it('shows a member without the right a page that says nothing of what is there', async () => {
    const page = await plain.get('/admin')
    expect(page.status).toBe(403)
    expect(page.text).toContain('You can&#39;t open this, or it no longer exists')
    expect(page.text).not.toContain('id="state"')
    for (const path of [...nouns.map(listPath), '/admin/api/dashboard']) {
      expect((await plain.get(path)).status, path).toBe(403)
    }
    expect((await plain.post(`/admin/api/resources/jobs/records/${own.failedJob}/retry`)).status).toBe(403)
  })

  it('lets the operator see organizations and nothing in them', async () => {
    expect(listedOf(await operator.get(listPath('organizations'))).records.length).toBeGreaterThanOrEqual(2)
    for (const noun of nouns) {
      const answer = await operator.get(listPath(noun))
      expect(answer.status, noun).toBe(404)
      expect(answer.text).not.toContain('Foreign')
    }
    const dashboard = await operator.get('/admin/api/dashboard')
    expect(JSON.parse(dashboard.text)).toMatchObject({ organization: null })
    expect((await operator.get('/admin')).status).toBe(200)
    expect((await operator.get('/admin/resources/documents')).status).toBe(404)
  })

  it('hides organizations from everybody else', async () => {
    expect((await administrator.get(listPath('organizations'))).status).toBe(404)
    expect((await administrator.get('/admin/resources/organizations')).status).toBe(404)
    const act = await administrator.post('/admin/api/resources/organizations/actions/new', {
      name: 'Mine',
      administratorEmail: 'me@example.test',
    })
    expect(act.status).toBe(404)
  })

  it('answers 404 for an organization that is named but not theirs', async () => {
    const headers = { 'muniment-organization': foreign.organizationId }
    expect((await administrator.get(listPath('members'), headers)).status).toBe(404)
  })

  it('switches to an organization that is theirs, and to no other', async () => {
    const both = await createPerson(database)
    const first = await createMember(database, { person: both, organizationId: own.organizationId })
    await createMember(database, { person: both, organizationId: foreign.organizationId })
    const browser = await consoleUnderTest.signIn(both)
    const answer = await browser.get(`/admin?organization=${foreign.organizationId}`)
    expect(answer.status).toBe(303)
    expect(answer.headers.getSetCookie()[0]).toContain(
      `=${foreign.organizationId}; Path=/admin; HttpOnly; SameSite=Lax`,
    )
    const named = { 'muniment-organization': foreign.organizationId }
    expect((await browser.get(listPath('rooms'), named)).text).toContain('Foreign')
    expect(
      (await browser.get(listPath('rooms'), { 'muniment-organization': first.organizationId })).text,
    ).not.toContain('Foreign')
  })
})

describe('what is listed', () => {
  it.each(nouns)("lists and shows %s of one's own organization only", async (noun) => {
    const answer = await administrator.get(listPath(noun))
    expect(answer.status).toBe(200)
    const { records, meta } = listedOf(answer)
    expect(records.length).toBeGreaterThan(0)
    expect(meta.total).toBe(records.length)
    const visitor = await consoleUnderTest.signIn(foreign)
    for (const { id } of records) {
      expect((await administrator.get(`/admin/api/resources/${noun}/records/${id}/show`)).status).toBe(200)
      expect((await visitor.get(`/admin/api/resources/${noun}/records/${id}/show`)).status).toBe(404)
    }
    expect(answer.text).not.toContain('Foreign')
    expect(answer.text).not.toContain(foreign.personId)
  })

  it('narrows and orders by allowed columns, and refuses others', async () => {
    expect(listedOf(await administrator.get(`${listPath('versions')}?filters.state=held`)).meta.total).toBe(1)
    expect(listedOf(await administrator.get(`${listPath('versions')}?filters.state=available`)).meta.total).toBe(0)
    expect(listedOf(await administrator.get(`${listPath('rooms')}?filters.name=own%20%3C`)).meta.total).toBe(1)
    expect(listedOf(await administrator.get(`${listPath('rooms')}?filters.name=%25`)).meta.total).toBe(0)
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString()
    const later = `${listPath('rooms')}?filters.createdAt~~from=${tomorrow}`
    expect(listedOf(await administrator.get(later)).meta.total).toBe(0)
    for (const query of ['filters.organization_id=x', 'sortBy=scope_id', 'sortBy=description', 'page=1000']) {
      expect((await administrator.get(`${listPath('rooms')}?${query}`)).status, query).toBe(400)
    }
  })

  it('finds people by name for a filter', async () => {
    const answer = await administrator.get(`/admin/api/resources/members/actions/search/${encodeURIComponent('Own')}`)
    expect(answer.status).toBe(200)
    expect(answer.text).toContain(own.memberId)
  })

  it('shows how things stand', async () => {
    const answer = await administrator.get('/admin/api/dashboard')
    expect(JSON.parse(answer.text)).toMatchObject({
      scanner: { state: 'unknown' },
      organization: {
        versions: { held: 1, infected: 0 },
        queues: [{ name: 'documents.scan', failed: 1 }],
        failedJobs: [{ id: own.failedJob }],
      },
    })
  })

  it('has no address for what AdminJS brings and nobody asked for', async () => {
    for (const action of ['bulkDelete', 'constructor', 'nothing']) {
      expect((await administrator.get(`/admin/api/resources/rooms/actions/${action}`)).status, action).toBe(404)
    }
    for (const action of ['edit', 'delete', 'toString']) {
      const path = `/admin/api/resources/rooms/records/${randomUUID()}/${action}`
      expect((await administrator.post(path)).status, action).toBe(404)
    }
    expect((await administrator.post('/admin/api/resources/rooms/actions/new', { name: 'x' })).status).toBe(404)
    expect((await administrator.get('/admin/login')).status).toBe(404)
  })
})

describe('the page', () => {
  it('carries its state without letting a name end the script', async () => {
    const { text } = await administrator.get('/admin')
    expect(text).not.toContain('<script>alert(1)')
    expect(text).toContain('\\u003c/script>\\u003cscript>alert(1)')
    expect(text.match(/<\/script>/g)).toHaveLength(5)
  })

  it('names no outside host, and has a policy without unsafe words and a new nonce each time', async () => {
    const pages = ['/admin', '/admin/resources/documents', '/admin/confirm', '/admin/nothing']
    for (const path of pages) {
      const { text, headers } = await administrator.get(path)
      expect(text.match(/(?:src|href|action)="(?!\/)[^"]*"|url\(|@import/g), path).toBeNull()
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/unsafe|https?:|\*/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('referrer-policy')).toBe('same-origin')
      expect(headers.get('cache-control')).toBe('no-store')
      expect(headers.get('x-powered-by')).toBeNull()
    }
    const nonce = async (): Promise<string> => {
      const { text, headers } = await administrator.get('/admin')
      const found = /script-src 'nonce-([\w-]+)'/.exec(headers.get('content-security-policy') ?? '')?.[1] ?? ''
      expect(text).toContain(`nonce="${found}"`)
      return found
    }
    expect(await nonce()).not.toBe(await nonce())
  })

  it('says nothing of AdminJS', async () => {
    expect((await administrator.get('/admin')).text).not.toMatch(/made with love|SoftwareBrothers|adminjs\.co/i)
  })
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
      password: 'wrong horse battery',
      next: '/admin/resources/jobs',
    })
    expect(wrong.status).toBe(401)
    expect(wrong.text).toContain('value="/admin/resources/jobs"')
    expect((await browser.post(invite, asked)).status).toBe(403)

    const right = await browser.submit('/admin/confirm', { password: testPassword, next: '/admin/resources/jobs' })
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
    expect((await browser.submit('/admin/confirm', { password: testPassword })).headers.get('location')).toBe('/admin')
    const answer = await browser.post(path, body)
    expect(Done.parse(JSON.parse(answer.text)).done.link?.url).toContain('/join#')
    expect((await browser.get(listPath('organizations'))).text).toContain('Quay & Co')
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
      const answer = await browser.submit('/admin/confirm', { password: testPassword, next })
      expect(answer.headers.get('location'), next).toBe('/admin')
    }
  })

  it('stop asking for the password after five wrong ones, even if the next is right', async () => {
    const victim = await createMember(database)
    const browser = await consoleUnderTest.signIn(victim)
    const statuses: number[] = []
    for (let i = 0; i < 5; i += 1)
      statuses.push((await browser.submit('/admin/confirm', { password: `wrong ${i}` })).status)
    expect(statuses).toEqual([401, 401, 401, 401, 401])
    expect((await browser.submit('/admin/confirm', { password: testPassword })).status).toBe(429)
    expect((await administrator.submit('/admin/confirm', { password: testPassword })).status).toBe(303)
  })
})
