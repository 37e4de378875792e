import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Access } from '@muniment/core/access/levels.ts'
import { Preview } from '@muniment/core/previews/schema.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { createMember, type TestMember } from '../test/factories.ts'
import { odtOf, pdfOf, xlsxOf } from '../test/previewFiles.ts'
import { openPreviewBench, type PreviewBench } from '../test/previewing.ts'
import type { Browser } from '../test/browsers.ts'
import { startTestServer, type TestServer } from '../test/server.ts'

let database: TestDatabase
let server: TestServer
let bench: PreviewBench
let owner: Browser
let viewer: Browser
let viewingMember: TestMember

beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database)
  bench = await openPreviewBench(database)
  owner = await server.signIn(bench.member)
  viewingMember = await createMember(database, { organizationId: bench.member.organizationId, role: 'member' })
  await database.peek(
    'delete from grants where member_id is null and scope_id = (select scope_id from rooms where id = $1)',
    [bench.roomId],
  )
  await database.peek(
    'insert into grants (organization_id, scope_id, member_id, level) select organization_id, scope_id, $2, $3 from rooms where id = $1',
    [bench.roomId, viewingMember.memberId, Access.view],
  )
  viewer = await server.signIn(viewingMember)
})
afterAll(async () => {
  await server.close()
  await bench.close()
  await database.drop()
})

interface Got {
  status: number
  headers: Headers
  bytes: Buffer
}

async function get(browser: Browser, path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Got> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: { cookie: browser.cookie, ...headers },
  })
  return { status: response.status, headers: response.headers, bytes: Buffer.from(await response.arrayBuffer()) }
}

async function previewOf(browser: Browser, documentId: string): Promise<Preview> {
  return Preview.parse((await browser.ask(`/api/v1/documents/${documentId}/preview`)).body)
}

describe('a preview', () => {
  it('needs only the right to view, and is sent as what we made of it', async () => {
    const { documentId, versionId } = await bench.show(pdfOf(['one', 'two']))
    expect(await previewOf(viewer, documentId)).toMatchObject({
      versionId,
      state: 'ready',
      kind: 'pages',
      pages: 2,
      made: 2,
      reason: null,
      abilities: { retry: false },
    })
    for (const base of [`/documents/${documentId}`, `/versions/${versionId}`]) {
      for (const part of ['/preview/pages/2', '/thumbnail', '/thumbnail?page=2']) {
        const { status, headers, bytes } = await get(viewer, base + part)
        expect(status).toBe(200)
        expect(headers.get('content-type')).toBe('image/jpeg')
        expect(headers.get('x-content-type-options')).toBe('nosniff')
        expect(headers.get('content-security-policy')).toContain('sandbox')
        expect(headers.get('cache-control')).toBe('private, no-cache')
        expect(bytes.readUInt16BE(0)).toBe(0xffd8)
        const etag = headers.get('etag') ?? ''
        expect((await get(viewer, base + part, { 'if-none-match': etag })).status).toBe(304)
        const head = await get(viewer, base + part, {}, 'HEAD')
        expect([head.status, head.bytes.length, Number(head.headers.get('content-length'))]).toEqual([
          200,
          0,
          bytes.length,
        ])
      }
    }
    expect((await get(viewer, `/documents/${documentId}/content`)).status).toBe(403)
  })

  it('has no page that is not there', async () => {
    const { documentId } = await bench.show(pdfOf(['one']))
    for (const page of ['2', '2000']) {
      expect((await get(viewer, `/documents/${documentId}/preview/pages/${page}`)).status).toBe(404)
      expect((await get(viewer, `/documents/${documentId}/thumbnail?page=${page}`)).status).toBe(404)
    }
    for (const page of ['0', '2001', '-1', '1.5', 'x']) {
      expect((await get(viewer, `/documents/${documentId}/preview/pages/${page}`)).status).toBe(400)
    }
  })

  it('of a text is its letters, which no browser runs', async () => {
    const script = '<script>alert(1)</script>'
    const { documentId } = await bench.show(Buffer.from(`<!doctype html><html>${script}</html>`), 'a.html')
    const { headers, bytes } = await get(viewer, `/documents/${documentId}/preview/pages/1`)
    expect(headers.get('content-type')).toContain('application/json')
    expect(headers.get('content-security-policy')).toContain('sandbox')
    expect(bytes.toString()).toContain(script)
    expect((await get(viewer, `/documents/${documentId}/thumbnail`)).status).toBe(404)
  })

  it('is one event in ten minutes, however many pages are turned at once', async () => {
    const { documentId } = await bench.show(pdfOf(['one', 'two', 'three']))
    const viewed = () =>
      database.peek(`select actor_member_id from events where document_id = $1 and type = 'documents.viewed'`, [
        documentId,
      ])
    await previewOf(viewer, documentId)
    await get(viewer, `/documents/${documentId}/thumbnail`)
    expect(await viewed()).toEqual([])
    await Promise.all([1, 2, 3, 1, 2, 3].map((page) => get(viewer, `/documents/${documentId}/preview/pages/${page}`)))
    expect(await viewed()).toEqual([{ actor_member_id: viewingMember.memberId }])
    await get(owner, `/documents/${documentId}/preview/pages/1`)
    expect(await viewed()).toHaveLength(2)
  })

  it.each([
    ['scanning', 'checking'],
    ['infected', 'blocked'],
    ['held', 'blocked'],
  ] as const)('of a version that is %s shows nothing', async (state, shown) => {
    const { documentId, versionId } = await bench.show(pdfOf(['x']))
    await database.peek(`update versions set state = $2 where id = $1`, [versionId, state])
    expect(await previewOf(owner, documentId)).toMatchObject({ state: shown, kind: null, made: 0, pages: null })
    for (const part of ['preview/pages/1', 'thumbnail']) {
      expect((await get(owner, `/documents/${documentId}/${part}`)).status).toBe(423)
    }
  })

  it('is another one under another name when it is made anew', async () => {
    const { documentId, versionId } = await bench.show(pdfOf(['x']))
    const path = `/documents/${documentId}/preview/pages/1`
    const before = (await get(viewer, path)).headers.get('etag')
    await database.peek(`update previews set state = 'waiting' where version_id = $1`, [versionId])
    await database.peek(
      `insert into jobs (name, key, payload) values ('documents.preview', $1::text, jsonb_build_object('versionId', $1::uuid))`,
      [versionId],
    )
    await bench.work(versionId)
    expect((await get(viewer, path)).headers.get('etag')).not.toBe(before)
  })
})

describe('a preview that failed', () => {
  it('says why, and is tried again by who may change the document', async () => {
    const { documentId, versionId } = await bench.show(pdfOf(['x']).subarray(0, 60))
    expect(await previewOf(viewer, documentId)).toMatchObject({
      state: 'failed',
      reason: { code: 'damaged', message: expect.stringMatching(/^No preview: .+\.$/) },
      abilities: { retry: false },
    })
    const path = `/api/v1/documents/${documentId}/preview/retry`
    expect((await viewer.ask(path, { method: 'POST' })).status).toBe(403)
    const answer = await owner.ask(path, { method: 'POST' })
    expect([answer.status, Preview.parse(answer.body).state]).toEqual([200, 'waiting'])
    expect((await owner.ask(path, { method: 'POST' })).status).toBe(409)
    await bench.work(versionId)
    expect((await previewOf(owner, documentId)).state).toBe('failed')
  })
})

describe('who may only view', () => {
  it('finds no byte of a file behind any of these routes', { timeout: 120_000 }, async () => {
    const mark = () => randomBytes(12).toString('hex')
    const marks = { pdf: mark(), picture: mark(), workbook: mark(), letter: mark() }
    const picture = await sharp({ create: { width: 40, height: 40, channels: 3, background: 'teal' } })
      .withExif({ IFD0: { Copyright: marks.picture } })
      .png()
      .toBuffer()
    const files = [
      // Behind the end, in what names the author, in a cell that is hidden.
      Buffer.concat([pdfOf(['x']), Buffer.from(`%${marks.pdf}\n`)]),
      Buffer.concat([picture, Buffer.from(marks.picture)]),
      xlsxOf('shown', marks.workbook),
      odtOf('x', `<text:p>x</text:p><office:annotation><text:p>${marks.letter}</text:p></office:annotation>`),
    ]
    for (const bytes of files) {
      expect(Object.values(marks).some((one) => bytes.includes(one)) || bytes.includes('PK')).toBe(true)
      const { documentId, versionId, preview } = await bench.show(bytes)
      expect(preview.state).toBe('ready')
      for (const base of [`/documents/${documentId}`, `/versions/${versionId}`]) {
        for (const part of [
          '',
          '/preview',
          '/preview/pages/1',
          '/preview/pages/2',
          '/thumbnail',
          '/versions',
          '/content',
        ]) {
          for (const headers of [{}, { range: 'bytes=0-99999' }, { accept: 'application/octet-stream' }]) {
            const got = await get(viewer, base + part, headers)
            const said = Buffer.concat([got.bytes, Buffer.from(JSON.stringify([...got.headers]))])
            for (const one of Object.values(marks)) expect(said.includes(one), `${base}${part}`).toBe(false)
            expect(got.bytes.includes(bytes.subarray(0, 64)), `${base}${part}`).toBe(false)
          }
        }
      }
    }
  })

  it('is given no original where a demo file has one', async () => {
    const bytes = readFileSync(new URL('../docs/screenshot.png', import.meta.url))
    const { documentId } = await bench.show(bytes, 'screenshot.png')
    const { bytes: shown } = await get(viewer, `/documents/${documentId}/preview/pages/1`)
    expect(shown.subarray(8, 12).toString()).toBe('WEBP')
    expect(shown.includes(bytes.subarray(1000, 1064))).toBe(false)
  })
})
