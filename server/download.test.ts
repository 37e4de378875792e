import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { get } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Access } from '@muniment/core/access/levels.ts'
import type { VersionState } from '@muniment/core/documents/table.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { createMember, createTestRoom, type TestMember } from '../test/factories.ts'
import type { Browser } from '../test/browsers.ts'
import { until } from '../test/tus.ts'
import { startTestServer, type TestServer } from '../test/server.ts'

const bytes = randomBytes(100_000)

let database: TestDatabase
let server: TestServer
let member: TestMember
let browser: Browser

beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database)
  member = await createMember(database, { role: 'member' })
  browser = await server.signIn(member)
})
afterAll(async () => {
  await server.close()
  await database.drop()
})

interface Stored {
  roomId: string
  documentId: string
  versionId: string
}

/** A document with its object, as the pipeline would have left it. */
async function store(name: string, state: VersionState, body = bytes): Promise<Stored> {
  const room = await createTestRoom(member)
  const [documentId, versionId] = [randomUUID(), randomUUID()]
  const sha256 = state === 'available' ? createHash('sha256').update(body).digest() : null
  await database.peek(
    `with d as (insert into documents (id, organization_id, room_id, name, current_version_id, size, created_by) values ($1, $2, $3, $4, $5, $6, $7))
     insert into versions (id, organization_id, document_id, number, size, etag, uploaded_by, state, sha256, scanned_at)
     values ($5, $2, $1, 1, $6, 'x', $7, $8, $9, now())`,
    [documentId, member.organizationId, room.id, name, versionId, body.length, member.memberId, state, sha256],
  )
  await server.services.storage.put(state === 'available' ? 'documents' : 'quarantine', versionId, body)
  return { roomId: room.id, documentId, versionId }
}

async function download(
  path: string,
  headers: Record<string, string> = {},
): Promise<{ response: Response; body: Buffer }> {
  const response = await fetch(`${server.url}${path}`, { headers: { cookie: browser.cookie, ...headers } })
  return { response, body: Buffer.from(await response.arrayBuffer()) }
}

describe('a download', () => {
  it('gives the bytes as an attachment that no browser would run, and is an event', async () => {
    const { documentId, versionId } = await store('report.html', 'available')
    for (const path of [`/api/v1/documents/${documentId}/content`, `/api/v1/versions/${versionId}/content`]) {
      const { response, body } = await download(path)
      expect(response.status).toBe(200)
      expect(body.equals(bytes)).toBe(true)
      expect(response.headers.get('content-type')).toBe('application/octet-stream')
      expect(response.headers.get('content-disposition')).toMatch(/^attachment;/)
      expect(response.headers.get('x-content-type-options')).toBe('nosniff')
      expect(response.headers.get('content-security-policy')).toContain('sandbox')
    }
    const events = await database.peek(
      `select type from events where document_id = $1 and type = 'documents.downloaded'`,
      [documentId],
    )
    expect(events).toHaveLength(2)
  })

  it.each([
    ['emoji', 'Schiff 🚢 ahoi.pdf'],
    ['Hebrew', 'דוח שנתי.pdf'],
    ['quotes', 'a "quoted" name; x=y.pdf'],
    ['per cent', '100% final.pdf'],
  ])('keeps a name with %s', async (_what, name) => {
    const { documentId } = await store(name, 'available')
    const { response } = await download(`/api/v1/documents/${documentId}/content`)
    const header = response.headers.get('content-disposition') ?? ''
    const extended = /filename\*=UTF-8''([^;]+)/.exec(header)?.[1]
    const plain = /filename="((?:[^"\\]|\\.)*)"/.exec(header)?.[1]?.replaceAll(/\\(.)/g, '$1')
    expect(extended === undefined ? plain : decodeURIComponent(extended)).toBe(name)
  })

  it('can be gone on with: ranges, and only of the same bytes', async () => {
    const { documentId } = await store('big.bin', 'available')
    const path = `/api/v1/documents/${documentId}/content`
    const whole = await download(path)
    const etag = whole.response.headers.get('etag') ?? ''
    const rest = await download(path, { range: 'bytes=40000-', 'if-range': etag })
    expect(rest.response.status).toBe(206)
    expect(rest.response.headers.get('content-range')).toBe('bytes 40000-99999/100000')
    expect(rest.body.equals(bytes.subarray(40_000))).toBe(true)
    const last = await download(path, { range: 'bytes=-1' })
    expect(last.body.equals(bytes.subarray(-1))).toBe(true)
    expect((await download(path, { range: 'bytes=0-1', 'if-range': '"other"' })).response.status).toBe(200)
    const beyond = await download(path, { range: 'bytes=100000-' })
    expect(beyond.response.status).toBe(416)
    expect(beyond.response.headers.get('content-range')).toBe('bytes */100000')
    expect((await download(path, { range: 'bytes=x' })).response.status).toBe(200)
    expect((await download(path, { 'if-none-match': etag })).response.status).toBe(304)
  })

  it('of an empty file is empty', async () => {
    const { documentId } = await store('empty.txt', 'available', Buffer.alloc(0))
    const { response, body } = await download(`/api/v1/documents/${documentId}/content`)
    expect([response.status, body.length]).toEqual([200, 0])
  })

  it.each(['scanning', 'infected', 'held'] as const)(
    'of what is %s is refused with the reason, on every route',
    async (state) => {
      const { documentId, versionId } = await store('x.bin', state)
      for (const path of [`/api/v1/documents/${documentId}/content`, `/api/v1/versions/${versionId}/content`]) {
        for (const headers of [{}, { range: 'bytes=0-10' }]) {
          const { response, body } = await download(path, headers)
          expect(response.status).toBe(423)
          expect(body.includes(bytes.subarray(0, 16))).toBe(false)
          expect(body.toString()).toContain('virus')
        }
      }
    },
  )

  it('needs more than the right to view', async () => {
    const { roomId, documentId } = await store('x.bin', 'available')
    const viewer = await createMember(database, { organizationId: member.organizationId, role: 'member' })
    await database.peek(
      'delete from grants where member_id is null and scope_id = (select scope_id from rooms where id = $1)',
      [roomId],
    )
    await database.peek(
      'insert into grants (organization_id, scope_id, member_id, level) select organization_id, scope_id, $2, $3 from rooms where id = $1',
      [roomId, viewer.memberId, Access.view],
    )
    const seen = await server.signIn(viewer)
    expect((await seen.ask(`/api/v1/documents/${documentId}`)).body).toMatchObject({ abilities: { download: false } })
    expect((await seen.ask(`/api/v1/documents/${documentId}/content`)).status).toBe(403)
  })

  it('whose object is gone says so instead of an empty file', async () => {
    const { documentId, versionId } = await store('x.bin', 'available')
    await server.services.storage.remove('documents', versionId)
    const { response, body } = await download(`/api/v1/documents/${documentId}/content`)
    expect(response.status).toBe(503)
    expect(response.headers.get('content-type')).toContain('problem+json')
    expect(body.toString()).toContain('Tell your administrator')
  })

  it('of what storage holds only a part of is seen to break off', async () => {
    const { documentId, versionId } = await store('short.bin', 'available')
    await server.services.storage.put('documents', versionId, bytes.subarray(0, 60_000))
    await expect(download(`/api/v1/documents/${documentId}/content`)).rejects.toThrow('terminated')
  })

  it('lets go of storage when its client goes away in the middle', async () => {
    const { documentId } = await store('long.bin', 'available', randomBytes(40_000_000))
    const leaving = new AbortController()
    const response = await fetch(`${server.url}/api/v1/documents/${documentId}/content`, {
      headers: { cookie: browser.cookie },
      signal: leaving.signal,
    })
    // Nothing is read, so that the server waits for its client.
    await sleep(300)
    expect(response.status).toBe(200)
    expect(server.services.openStreams.all()).toHaveLength(1)
    leaving.abort()
    await until(() => server.services.openStreams.all().length === 0)
  })

  it('is cut when the session ends, though its client reads nothing', async () => {
    const { documentId } = await store('long.bin', 'available', randomBytes(40_000_000))
    const leaving = await server.signIn(member)
    const response = await fetch(`${server.url}/api/v1/documents/${documentId}/content`, {
      headers: { cookie: leaving.cookie },
    })
    await sleep(300)
    expect(server.services.openStreams.all()).toHaveLength(1)
    await leaving.ask('/api/auth/sign-out', { method: 'POST' })
    await until(() => server.services.openStreams.all().length === 0)
    await expect(response.arrayBuffer()).rejects.toThrow('terminated')
  })

  it('is cut when the session ends', async () => {
    const { documentId } = await store('long.bin', 'available', randomBytes(40_000_000))
    const leaving = await server.signIn(member)
    const received = await new Promise<{ size: number; complete: boolean }>((resolve, reject) => {
      const request = get(
        `${server.url}/api/v1/documents/${documentId}/content`,
        { headers: { cookie: leaving.cookie } },
        (response) => {
          let size = 0
          response.pause()
          const ended = (): void => resolve({ size, complete: response.complete })
          response.on('data', (chunk: Buffer) => {
            size += chunk.length
          })
          response.on('error', ended).on('close', ended)
          leaving
            .ask('/api/auth/sign-out', { method: 'POST' })
            .then(() => setTimeout(() => response.resume(), 500), reject)
        },
      )
      request.on('error', reject)
    })
    expect(received.complete).toBe(false)
    expect(received.size).toBeLessThan(40_000_000)
  })
})
