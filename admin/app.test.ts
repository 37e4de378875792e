import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { furnish, listedOf, listPath, problemOf, startTestConsole } from '../test/console.ts'
import type { ConsoleBrowser, FurnishedMember, TestConsole } from '../test/console.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { createMember, createPerson } from '../test/factories.ts'

const nouns = ['members', 'invitations', 'rooms', 'documents', 'versions', 'events', 'jobs'] as const
const evil = '</script><script>alert(1)</script>'

let database: TestDatabase
let consoleUnderTest: TestConsole
let own: FurnishedMember
let foreign: FurnishedMember
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
    expect((await consoleUnderTest.anonymous.submit('/admin/confirm', { answer: 'x' })).status).toBe(303)
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
        files: { versions: { held: 1, infected: 0 } },
        work: { queues: [{ name: 'documents.scan', failed: 1 }], failedJobs: [{ id: own.failedJob }] },
      },
    })
  })

  it('shows an auditor how things stand, but for the jobs', async () => {
    const auditor = await createMember(database, { role: 'auditor', organizationId: own.organizationId })
    const answer = await (await consoleUnderTest.signIn(auditor)).get('/admin/api/dashboard')
    expect(answer.status, answer.text).toBe(200)
    expect(JSON.parse(answer.text)).toMatchObject({
      organization: { files: { versions: { infected: 0 } }, work: null, events: expect.any(Array) },
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
