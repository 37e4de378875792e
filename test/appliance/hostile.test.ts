import { randomBytes, randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { hostileFiles } from '../hostile/corpus.ts'
import { hostileNames } from '../hostile/names.ts'
import { createRoom, operator, type Visitor } from './client.ts'
import { objectsIn, settings } from './stack.ts'
import { Settled, settled, upload } from './upload.ts'

// What is made to get past the virus check, to bring it down, or to deceive people: through the front door.

let visitor: Visitor
let roomId: string

beforeAll(async () => {
  visitor = await operator()
  roomId = (await createRoom(visitor, `Hostile ${randomUUID()}`)).id
})

const contentRoutes = (documentId: string, versionId: string): string[] => [
  `/api/v1/documents/${documentId}/content`,
  `/api/v1/versions/${versionId}/content`,
]

describe.each(hostileFiles.map((file) => [file.what, file] as const))('%s', (_what, file) => {
  it(`becomes ${file.becomes.state}${file.becomes.code === null ? '' : ` (${file.becomes.code})`}, and is served only if available`, async () => {
    const bytes = file.build()
    const { documentId, versionId } = await upload(visitor, bytes, { name: file.name, roomId })
    const document = await settled(visitor, documentId, 110)
    expect(document.version.state).toBe(file.becomes.state)
    expect(document.version.reason?.code ?? null).toBe(file.becomes.code)
    if (file.becomes.state === 'available') return
    expect(document.version.reason?.message, 'a reason for people').toMatch(/^[A-Z].{30,}\.$/)
    expect(document.abilities.download).toBe(false)
    for (const path of contentRoutes(documentId, versionId)) {
      for (const headers of [{}, { range: 'bytes=0-67' }, { 'if-none-match': '"x"' }]) {
        const answer = await visitor.ask(path, { headers })
        expect(answer.status, path).toBe(423)
        expect(answer.bytes.includes(bytes.subarray(0, 40)), 'none of its bytes').toBe(false)
      }
    }
    expect((await objectsIn('documents')).has(versionId)).toBe(false)
    expect((await objectsIn('quarantine')).has(versionId)).toBe(true)
  })
})

describe('a name with', () => {
  it.each(hostileNames.map(({ what, name, stored }) => [what, name, stored] as const))(
    '%s',
    async (_what, name, stored) => {
      const sending = upload(visitor, randomBytes(20), { name, roomId })
      if (stored === null) {
        await expect(sending).rejects.toThrow(/[Nn]ame .*\./)
        return
      }
      const { documentId } = await sending
      const document = await visitor.get(Settled, `/api/v1/documents/${documentId}`)
      expect(document.name).toBe(stored)
      await settled(visitor, documentId)
      const content = await visitor.ask(`/api/v1/documents/${documentId}/content`)
      const header = content.headers.get('content-disposition') ?? ''
      expect(header).toMatch(/^attachment; /)
      expect(content.headers.get('set-cookie')).toBeNull()
    },
  )
})

describe('a file over the limit', () => {
  const limit = Number(settings['UPLOAD_LIMIT_BYTES'] ?? 100_000_000)

  it('is refused before its first byte, with both sizes', async () => {
    const answer = await visitor.ask('/api/v1/uploads', {
      method: 'POST',
      headers: {
        'tus-resumable': '1.0.0',
        'upload-length': String(6_200_000_000),
        'upload-metadata': `filename ${Buffer.from('Report.pdf').toString('base64')},roomId ${Buffer.from(roomId).toString('base64')}`,
      },
    })
    const problem = z.object({ code: z.string(), detail: z.string() }).parse(JSON.parse(answer.text))
    expect(answer.status).toBe(413)
    expect(problem.code).toBe('too_large')
    expect(problem.detail).toMatch(/^Report\.pdf is 6\.2 GB; the limit here is .+\. /)
  })

  it('that hid its length is stopped when it passes the limit', async () => {
    const metadata = `filename ${Buffer.from('Hidden.bin').toString('base64')},roomId ${Buffer.from(roomId).toString('base64')}`
    const created = await visitor.ask('/api/v1/uploads', {
      method: 'POST',
      headers: { 'tus-resumable': '1.0.0', 'upload-defer-length': '1', 'upload-metadata': metadata },
    })
    expect(created.status).toBe(201)
    const location = created.headers.get('location') ?? ''
    const declared = await visitor.ask(location, {
      method: 'PATCH',
      headers: {
        'tus-resumable': '1.0.0',
        'upload-offset': '0',
        'upload-length': String(limit + 1),
        'content-type': 'application/offset+octet-stream',
      },
      body: '',
    })
    expect(declared.status).toBe(413)
    expect((await visitor.ask(location, { method: 'HEAD', headers: { 'tus-resumable': '1.0.0' } })).status).toBe(404)
  })
})
