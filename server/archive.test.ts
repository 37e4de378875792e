import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { execFile } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { changeAccess } from '@muniment/core/access/change.ts'
import { createFolder } from '@muniment/core/folders/create.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { createMember, createTestRoom, type TestMember } from '../test/factories.ts'
import type { Browser } from '../test/browsers.ts'
import { startTestServer, type TestServer } from '../test/server.ts'

const run = promisify(execFile)

let database: TestDatabase
let server: TestServer
let owner: TestMember
let browser: Browser
let folder: string

beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database)
  owner = await createMember(database)
  browser = await server.signIn(owner)
  folder = await mkdtemp(join(tmpdir(), 'archive-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true })
  await server.close()
  await database.drop()
})

/** A document with its object, as the pipeline would have left it. */
async function store(place: { roomId: string; folderId?: string }, name: string, body: Buffer, state = 'available') {
  const [documentId, versionId] = [randomUUID(), randomUUID()]
  await database.peek(
    `with d as (insert into documents (id, organization_id, room_id, folder_id, name, current_version_id, size, created_by)
       values ($1, $2, $3, $4, $5, $6, $7, $8))
     insert into versions (id, organization_id, document_id, number, size, etag, uploaded_by, state, sha256, scanned_at)
     values ($6, $2, $1, 1, $7, 'x', $8, $9, $10, now())`,
    [
      documentId,
      owner.organizationId,
      place.roomId,
      place.folderId ?? null,
      name,
      versionId,
      body.length,
      owner.memberId,
      state,
      createHash('sha256').update(body).digest(),
    ],
  )
  if (state === 'available') await server.services.storage.put('documents', versionId, body)
  return documentId
}

/** An archive, or the problem instead of it. */
const Shown = z.object({
  id: z.string().default(''),
  name: z.string().optional(),
  files: z.number().optional(),
  bytes: z.number().optional(),
  withheld: z.number().optional(),
})

async function choose(by: Browser, body: unknown) {
  const answer = await by.ask('/api/v1/archives', { method: 'POST', body })
  return { status: answer.status, body: Shown.parse(answer.body) }
}

async function fetchZip(by: Browser, archiveId: string): Promise<{ response: Response; bytes: Buffer }> {
  const response = await fetch(`${server.url}/api/v1/archives/${archiveId}/content`, { headers: { cookie: by.cookie } })
  return { response, bytes: Buffer.from(await response.arrayBuffer()) }
}

describe('an archive', () => {
  it('has everything in its folders, with a list and sums that check', async () => {
    const room = await createTestRoom(owner, { name: 'Sale: 2026' })
    const contracts = await createFolder(owner.ctx, room.id, { name: 'Contracts', parentId: null })
    const old = await createFolder(owner.ctx, room.id, { name: 'Old', parentId: contracts.id })
    const files: [string, { roomId: string; folderId?: string }, string, Buffer][] = [
      ['Sale_ 2026/Übersicht.pdf', { roomId: room.id }, 'Übersicht.pdf', randomBytes(70_000)],
      ['Sale_ 2026/Index (2).csv', { roomId: room.id }, 'Index.csv', randomBytes(10)],
      ['Sale_ 2026/Contracts/a.txt', { roomId: room.id, folderId: contracts.id }, 'a.txt', randomBytes(1)],
      ['Sale_ 2026/Contracts/=1+1,2.txt', { roomId: room.id, folderId: contracts.id }, '=1+1,2.txt', Buffer.alloc(0)],
      ['Sale_ 2026/Contracts/Old/b.bin', { roomId: room.id, folderId: old.id }, 'b.bin', randomBytes(3_000_000)],
    ]
    for (const [, place, name, body] of files) await store(place, name, body)
    await store({ roomId: room.id }, 'virus.com', Buffer.from('x'), 'infected')

    const chosen = await choose(browser, { roomId: room.id })
    expect(chosen.status).toBe(201)
    const bytes = files.reduce((sum, [, , , body]) => sum + body.length, 0)
    expect(chosen.body).toMatchObject({ name: 'Sale: 2026', files: 5, bytes, withheld: 1 })

    const { response, bytes: zip } = await fetchZip(browser, chosen.body.id)
    expect(response.status).toBe(200)
    expect(response.headers.get('content-disposition')).toMatch(/^attachment;/)
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(Number(response.headers.get('content-length'))).toBe(zip.length)

    const path = join(folder, 'all.zip')
    await writeFile(path, zip)
    await run('python3', ['-m', 'zipfile', '--extract', path, folder])
    const top = join(folder, 'Sale_ 2026')
    const found = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
    expect(found.map(({ parentPath, name }) => relative(folder, join(parentPath, name))).toSorted()).toEqual(
      [...files.map(([name]) => name), 'Sale_ 2026/Index.csv', 'Sale_ 2026/SHA256SUMS', 'all.zip'].toSorted(),
    )
    for (const [name, , , body] of files) expect((await readFile(join(folder, name))).equals(body), name).toBe(true)
    const checked = await run('sha256sum', ['--check', '--strict', 'SHA256SUMS'], { cwd: top })
    expect(checked.stdout.match(/: OK/g)).toHaveLength(5)
    const index = await readFile(join(top, 'Index.csv'), 'utf8')
    expect(index).toContain('Contracts/a.txt,1,1,')
    expect(index).toContain('"Contracts/=1+1,2.txt",0,1,')

    const recorded = await database.peek(
      `select 1 from events where type = 'documents.downloaded' and data ->> 'archiveId' = $1`,
      [chosen.body.id],
    )
    expect(recorded).toHaveLength(5)
  })

  it('can be a selection, in which a folder chosen with the one above it is there once', async () => {
    const room = await createTestRoom(owner)
    const above = await createFolder(owner.ctx, room.id, { name: 'Above', parentId: null })
    const below = await createFolder(owner.ctx, room.id, { name: 'Below', parentId: above.id })
    await store({ roomId: room.id, folderId: below.id }, 'deep.txt', Buffer.from('deep'))
    const loose = await store({ roomId: room.id }, 'loose.txt', Buffer.from('loose'))
    const chosen = await choose(browser, { folderIds: [below.id, above.id], documentIds: [loose] })
    expect(chosen.body).toMatchObject({ name: 'Documents', files: 2 })
    const { bytes } = await fetchZip(browser, chosen.body.id)
    expect(bytes.includes('Documents/Above/Below/deep.txt')).toBe(true)
    expect(bytes.includes('Documents/loose.txt')).toBe(true)
  })

  it('has nothing in it that its person may not download, and no trace of what they do not see', async () => {
    const room = await createTestRoom(owner, { visibility: 'private' })
    const [open, hidden, shown] = await Promise.all(
      ['Open', 'Hidden', 'Shown'].map((name) => createFolder(owner.ctx, room.id, { name, parentId: null })),
    )
    const marker = `marker${randomUUID()}`
    await store({ roomId: room.id, folderId: open?.id ?? '' }, 'yes.txt', Buffer.from('yes'))
    const secret = await store({ roomId: room.id, folderId: hidden?.id ?? '' }, `${marker}.txt`, Buffer.from(marker))
    await store({ roomId: room.id, folderId: shown?.id ?? '' }, 'view.txt', Buffer.from(marker))
    const guest = await createMember(database, { organizationId: owner.organizationId, role: 'guest' })
    const visitor = await server.signIn(guest)
    const grant = (level: 'view' | 'download') => ({
      grants: [{ subject: { kind: 'member' as const, id: guest.memberId }, level, endsAt: null }],
    })
    await changeAccess(owner.ctx, 'folder', open?.id ?? '', grant('download'))
    await changeAccess(owner.ctx, 'folder', shown?.id ?? '', grant('view'))

    expect((await choose(visitor, { roomId: room.id })).status).toBe(404)
    const chosen = await choose(visitor, {
      folderIds: [open?.id, hidden?.id, shown?.id],
      documentIds: [secret],
    })
    expect(chosen.body).toMatchObject({ files: 1, withheld: 1 })
    const { bytes } = await fetchZip(visitor, chosen.body.id)
    expect(bytes.includes('yes.txt')).toBe(true)
    expect(bytes.includes(marker)).toBe(false)
    expect(bytes.includes('Hidden')).toBe(false)
    // Nobody fetches what somebody else chose, whatever they may see themselves.
    expect((await fetchZip(browser, chosen.body.id)).response.status).toBe(404)
    // What was chosen is looked at again when it is fetched.
    await changeAccess(owner.ctx, 'folder', open?.id ?? '', grant('view'))
    const later = await fetchZip(visitor, chosen.body.id)
    expect(later.bytes.includes('yes.txt')).toBe(false)
    expect((await choose(visitor, { folderIds: [open?.id] })).status).toBe(409)
  })

  it('ends too short, and says so by its length, when an object is not there', async () => {
    const room = await createTestRoom(owner)
    await store({ roomId: room.id }, 'a.bin', randomBytes(100_000))
    const lost = await store({ roomId: room.id }, 'lost.bin', randomBytes(10))
    const [row] = await database.peek<{ id: string }>('select current_version_id as id from documents where id = $1', [
      lost,
    ])
    await server.services.storage.remove('documents', row?.id ?? '')
    const chosen = await choose(browser, { roomId: room.id })
    await expect(fetchZip(browser, chosen.body.id)).rejects.toThrow('terminated')
  })
})
