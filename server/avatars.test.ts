import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { createMember } from '../test/factories.ts'
import { png } from '../test/png.ts'
import type { Browser } from '../test/browsers.ts'
import { startTestServer, type TestServer } from '../test/server.ts'

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

/** The head of a JPEG of this size; the rest is of no interest to who judges it. */
function jpeg(side: number): Buffer {
  const frame = Buffer.from([0xff, 0xc0, 0, 11, 8, 0, 0, 0, 0, 1, 1, 0x11, 0])
  frame.writeUInt16BE(side, 5)
  frame.writeUInt16BE(side, 7)
  return Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2]), frame])
}

function webp(side: number, moving: boolean): Buffer {
  const bytes = Buffer.alloc(30)
  bytes.write('RIFF', 0)
  bytes.writeUInt32LE(22, 4)
  bytes.write('WEBPVP8X', 8)
  bytes[20] = moving ? 2 : 0
  bytes.writeUIntLE(side - 1, 24, 3)
  bytes.writeUIntLE(side - 1, 27, 3)
  return bytes
}

const put = (browser: Browser, picture: Buffer, revision: number) =>
  browser.ask('/api/v1/profile/avatar', {
    method: 'PUT',
    body: { picture: picture.toString('base64') },
    headers: { 'if-match': `"${revision}"` },
  })

describe('a picture of oneself', () => {
  it('is kept, named in lists, and shown to who shares an organization and may see its people', async () => {
    const ana = await createMember(database)
    const guest = await createMember(database, { organizationId: ana.organizationId, role: 'guest' })
    const colleague = await createMember(database, { organizationId: ana.organizationId, role: 'administrator' })
    const browser = await server.signIn(ana)
    const path = `/api/v1/members/${ana.memberId}/avatar`
    expect((await browser.ask(path)).status).toBe(404)
    const kept = await put(browser, png(128, 128), 1)
    expect(kept.body).toMatchObject({ avatar: expect.stringMatching(/^[0-9a-f]{16}$/), revision: 2 })
    expect((await put(browser, png(128, 128), 1)).status).toBe(412)

    const theirs = await server.signIn(colleague)
    const shown = await theirs.ask(path)
    expect(shown.status).toBe(200)
    expect(shown.headers.get('content-type')).toBe('image/png')
    expect(shown.headers.get('x-content-type-options')).toBe('nosniff')
    expect(shown.headers.get('content-security-policy')).toContain('sandbox')
    const etag = shown.headers.get('etag') ?? ''
    expect((await theirs.ask(path, { headers: { 'if-none-match': etag } })).status).toBe(304)
    const listed = await theirs.ask('/api/v1/members')
    expect(JSON.stringify(listed.body)).toContain(`"avatar":${etag}`)

    const stranger = await server.signIn(await createMember(database))
    for (const other of [stranger, await server.signIn(guest)]) expect((await other.ask(path)).status).toBe(404)
    expect((await server.anonymous.ask(path)).status).toBe(401)
    expect((await browser.ask('/api/v1/session')).body).toMatchObject({ person: { avatar: etag.replaceAll('"', '') } })

    const removed = await browser.ask('/api/v1/profile/avatar', { method: 'DELETE', headers: { 'if-match': '"2"' } })
    expect(removed.body).toMatchObject({ avatar: null, revision: 3 })
    expect((await theirs.ask(path)).status).toBe(404)
    expect((await browser.ask('/api/v1/profile/avatar')).status).toBe(404)
  })

  it('is a still PNG, JPEG or WebP of 128 by 128 pixels, by its bytes', async () => {
    const browser = await server.signIn(await createMember(database))
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="128" height="128"><script/></svg>')
    const padded = Buffer.concat([png(128, 128), Buffer.alloc(65_536)])
    const wrong = [
      png(129, 128),
      png(1, 1),
      jpeg(64),
      webp(128, true),
      webp(64, false),
      svg,
      padded,
      Buffer.from('GIF89a'),
    ]
    for (const picture of wrong) expect((await put(browser, picture, 1)).status).toBe(400)
    expect((await put(browser, jpeg(128), 1)).status).toBe(200)
    expect((await browser.ask('/api/v1/profile/avatar')).headers.get('content-type')).toBe('image/jpeg')
    expect((await put(browser, webp(128, false), 2)).status).toBe(200)
    expect((await browser.ask('/api/v1/profile/avatar')).headers.get('content-type')).toBe('image/webp')
  })
})
