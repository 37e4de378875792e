import { randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { hostileFiles, type HostileFile } from '../hostile/corpus.ts'
import { hostileNames } from '../hostile/names.ts'
import { buildZip } from '../hostile/zip.ts'
import { createRoom, operator, type Visitor } from './client.ts'
import { pdf } from './files.ts'
import { objectsIn, settings } from './stack.ts'
import { settled, upload, type Settled } from './upload.ts'

// Files and names made to get past the virus check, through it, or out of the room, sent as anybody could send them.

const limit = Number(settings['UPLOAD_LIMIT_BYTES'])
let by: Visitor
let roomId: string

beforeAll(async () => {
  by = await operator()
  roomId = (await createRoom(by, `Hostile ${Date.now()}`)).id
})

const tus = { 'tus-resumable': '1.0.0' }
const encoded = (value: string) => Buffer.from(value).toString('base64')
const Problem = z.object({ status: z.number(), code: z.string(), detail: z.string().min(20) })

/** Everything that gives bytes of a document, asked in every way. */
async function expectUnserved(document: Settled, bytes: Buffer): Promise<void> {
  for (const path of [`/documents/${document.id}/content`, `/versions/${document.version.id}/content`]) {
    for (const headers of [
      {},
      { range: 'bytes=0-9' },
      { range: 'bytes=-10' },
      { 'if-none-match': `"${document.version.sha256}"` },
    ]) {
      for (const method of ['GET', 'HEAD']) {
        const answer = await by.ask(`/api/v1${path}`, { method, headers })
        expect(answer.status).toBe(423)
        expect(answer.headers.get('content-disposition')).toBeNull()
        if (bytes.length > 0) expect(answer.bytes.includes(bytes.subarray(0, 60))).toBe(false)
        if (method === 'GET') expect(Problem.parse(JSON.parse(answer.text)).code).toBe('locked')
      }
    }
  }
}

describe('a file that is', () => {
  const send = async (file: HostileFile) => {
    const bytes = file.build()
    const { documentId } = await upload(by, bytes, { name: file.name, roomId })
    return { bytes, document: await settled(by, documentId, 150) }
  }

  it.concurrent.each(hostileFiles.map((file) => [file.what, file] as const))('%s', async (_what, file) => {
    const { bytes, document } = await send(file)
    const { state, reason } = document.version
    expect({ state, code: reason?.code ?? null }).toEqual(file.becomes)
    if (state === 'available') {
      expect((await by.ask(`/api/v1/documents/${document.id}/content`)).bytes.equals(bytes)).toBe(true)
      return
    }
    // What happened, and what to do: sentences for people.
    expect(reason?.message).toMatch(/^[A-Z].{40,}\.$/)
    expect(document.abilities.download).toBe(false)
    await expectUnserved(document, bytes)
    expect((await objectsIn('documents')).has(document.version.id)).toBe(false)
    expect((await objectsIn('quarantine')).has(document.version.id)).toBe(true)
  })

  it('sound, in an archive of every kind, passes', async () => {
    for (const zip64 of [false, true]) {
      const bytes = buildZip([{ name: 'a.pdf', data: pdf(), zip64 }], { zip64 })
      const { documentId } = await upload(by, bytes, { name: `sound ${zip64}.zip`, roomId })
      expect((await settled(by, documentId)).version.state).toBe('available')
    }
  })
})

describe('a file over the limit', () => {
  const begin = (length: number) =>
    by.ask('/api/v1/uploads', {
      method: 'POST',
      headers: {
        'tus-resumable': '1.0.0',
        'upload-length': String(length),
        'upload-metadata': `filename ${encoded('large.bin')},roomId ${encoded(roomId)}`,
      },
    })

  it('is refused before its first byte, and told the limit', async () => {
    const answer = await begin(limit + 1)
    expect(answer.status).toBe(413)
    const { code, detail } = Problem.parse(JSON.parse(answer.text))
    expect(code).toBe('too_large')
    expect(detail).toMatch(/^large\.bin is .+; the limit here is .+\. /)
    const exact = await begin(limit)
    expect(exact.status).toBe(201)
    await by.ask(exact.headers.get('location') ?? '', { method: 'DELETE', headers: { 'tus-resumable': '1.0.0' } })
  })

  it('is refused when it only shows while it is sent', async () => {
    const begun = await by.ask('/api/v1/uploads', {
      method: 'POST',
      headers: {
        'tus-resumable': '1.0.0',
        'upload-defer-length': '1',
        'upload-metadata': `filename ${encoded('growing.bin')},roomId ${encoded(roomId)}`,
      },
    })
    const answer = await by.ask(begun.headers.get('location') ?? '', {
      method: 'PATCH',
      headers: {
        'tus-resumable': '1.0.0',
        'upload-offset': '0',
        'upload-length': String(limit + 1),
        'content-type': 'application/offset+octet-stream',
      },
      body: 'x',
    })
    expect(answer.status).toBe(413)
    const gone = await by.ask(begun.headers.get('location') ?? '', { method: 'HEAD', headers: tus })
    expect(gone.status).toBe(410)
  })
})

describe('a name that is', () => {
  it.each(hostileNames.map((each) => [each.what, each] as const))('%s', async (_what, { name, stored }) => {
    const bytes = randomBytes(20)
    if (stored === null) {
      const answer = await by.ask('/api/v1/uploads', {
        method: 'POST',
        headers: {
          'tus-resumable': '1.0.0',
          'upload-length': String(bytes.length),
          'upload-metadata': `filename ${encoded(name)},roomId ${encoded(roomId)}`,
        },
      })
      expect(answer.status, answer.text).toBe(400)
      expect(Problem.parse(JSON.parse(answer.text)).code).toBe('invalid')
      const room = await by.ask(`/api/v1/rooms/${roomId}/folders`, { method: 'POST', body: { name, parentId: null } })
      expect(room.status, 'as a folder').toBe(400)
      return
    }
    const { documentId } = await upload(by, bytes, { name, roomId })
    const document = await settled(by, documentId)
    expect(document).toMatchObject({ name: stored, version: { state: 'available' } })
    const answer = await by.ask(`/api/v1/documents/${documentId}/content`)
    expect(answer.bytes.equals(bytes)).toBe(true)
    // However it is called, it is a file to be saved, and nothing that a browser would show or run.
    expect(answer.headers.get('content-disposition')).toMatch(/^attachment/)
    expect(answer.headers.get('content-type')).toBe('application/octet-stream')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(answer.headers.get('content-security-policy')).toContain('sandbox')
  })
})
