import { randomBytes } from 'node:crypto'
import { Upload as TusUpload } from 'tus-js-client'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createFolder } from '@muniment/core/folders/create.ts'
import { createMember } from '../../test/factories.ts'
import { metadataHeader, sizeHeaders, tusClient, until, uploadsPath } from '../../test/tus.ts'
import { idOf, partSize, uploadLimit, useUploadBench } from '../../test/uploads.ts'

const bench = useUploadBench()

describe('an upload', () => {
  it('becomes a document that is being checked, and says which', async () => {
    const { client, file, factsOf, expectDocument } = bench()
    const bytes = randomBytes(100_000)
    const path = await client.create({ ...file(), fileType: 'application/pdf' }, bytes.length)
    expect(path).toMatch(/^\/api\/v1\/uploads\/[0-9a-f-]{36}$/)
    const answer = await client.patch(path, 0, bytes)
    expect(answer).toMatchObject({ status: 204, offset: bytes.length })
    await expectDocument(path, bytes)
    const { document_id } = await factsOf(path)
    expect(answer?.headers).toMatchObject({ 'muniment-document': document_id, 'muniment-version': idOf(path) })
    const head = await client.head(path)
    expect(head.headers).toMatchObject({
      'upload-offset': String(bytes.length),
      'upload-length': String(bytes.length),
      'muniment-document': document_id,
      'muniment-version': idOf(path),
    })
    expect(head.headers['upload-metadata']).toContain(`filename ${Buffer.from('Report.pdf').toString('base64')}`)
    expect(Object.keys(head.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
  })

  it('of a small file takes one request', async () => {
    const { client, file, expectDocument } = bench()
    const bytes = randomBytes(10_000)
    const answer = await client.send('POST', uploadsPath, bytes, {
      headers: {
        ...sizeHeaders(bytes.length),
        'upload-metadata': metadataHeader(file()),
        'content-type': 'application/offset+octet-stream',
      },
    })
    expect(answer).toMatchObject({ status: 201, offset: bytes.length })
    expect(answer?.headers['muniment-document']).toBeTypeOf('string')
    await expectDocument(String(answer?.headers.location), bytes)
  })

  it('of nothing is a document of nothing', async () => {
    const { client, file, expectDocument } = bench()
    const answer = await client.send('POST', uploadsPath, null, {
      headers: { ...sizeHeaders(0), 'upload-metadata': metadataHeader(file('Empty.txt')) },
    })
    expect(answer?.status).toBe(201)
    expect(answer?.headers['muniment-document']).toBeTypeOf('string')
    await expectDocument(String(answer?.headers.location), Buffer.alloc(0))
  })

  it.each([partSize - 1, partSize, partSize + 1, 2 * partSize, 2 * partSize + 1])(
    'of %i bytes is whole in one request',
    async (size) => {
      const { client, file, expectDocument } = bench()
      const bytes = randomBytes(size)
      const path = await client.create(file(), size)
      expect(await client.patch(path, 0, bytes)).toMatchObject({ status: 204, offset: size })
      await expectDocument(path, bytes)
    },
  )

  it('goes to a folder', async () => {
    const { database, member, client, roomId, file } = bench()
    const folder = await createFolder(member.ctx, roomId, { name: 'In here', parentId: null })
    const path = await client.create({ ...file(), folderId: folder.id }, 3)
    await client.patch(path, 0, Buffer.from('abc'))
    const [document] = await database.peek('select folder_id from documents where current_version_id = $1', [
      idOf(path),
    ])
    expect(document).toEqual({ folder_id: folder.id })
  })

  it('works with a client that follows the protocol without knowing us', async () => {
    const { server, browser, file, expectDocument } = bench()
    const bytes = randomBytes(2 * partSize + 12_345)
    const finished = await new Promise<{ url: string | null; documentId: string | undefined }>((resolve, reject) => {
      const upload = new TusUpload(bytes, {
        endpoint: `${server.url}${uploadsPath}`,
        chunkSize: 3_000_000,
        retryDelays: null,
        headers: { origin: server.services.origin, cookie: browser.cookie },
        metadata: { ...file() },
        onError: reject,
        onSuccess: ({ lastResponse }) =>
          resolve({ url: upload.url, documentId: lastResponse.getHeader('Muniment-Document') }),
      })
      upload.start()
    })
    expect(finished.documentId).toBeTypeOf('string')
    await expectDocument(new URL(String(finished.url)).pathname, bytes)
  })
})

describe('the list of uploads', () => {
  const Listed = z.object({
    items: z.array(z.object({ id: z.uuid(), offset: z.number(), name: z.string(), sending: z.boolean() })),
  })

  it('has my unfinished ones, and where they stand', async () => {
    const { database, server, member, file } = bench()
    const mine = await createMember(database, { organizationId: member.organizationId })
    const asMe = await server.signIn(mine)
    const through = tusClient(server, asMe)
    const open = await through.create(file('Open.pdf'), 100)
    await through.patch(open, 0, Buffer.alloc(40))
    const done = await through.create(file('Done.pdf'), 1)
    await through.patch(done, 0, Buffer.alloc(1))
    const cancelled = await through.create(file('Cancelled.pdf'), 1)
    await through.send('DELETE', cancelled, null)
    const answer = await asMe.ask('/api/v1/uploads')
    const listed = { id: idOf(open), offset: 40, name: 'Open.pdf' }
    expect(Listed.parse(answer.body).items).toEqual([{ ...listed, sending: true }])
  })

  it('says which of them somebody is at', async () => {
    const { database, server, member, file } = bench()
    const mine = await createMember(database, { organizationId: member.organizationId })
    const asMe = await server.signIn(mine)
    const through = tusClient(server, asMe)
    const sending = async () =>
      Listed.parse((await asMe.ask('/api/v1/uploads')).body).items.map((upload) => upload.sending)
    const path = await through.create(file('Open.pdf'), 1000)
    expect(await sending()).toEqual([true])
    await database.peek(`update uploads set created_at = now() - interval '1 minute' where id = $1`, [idOf(path)])
    expect(await sending()).toEqual([false])
    const cut = through.patch(path, 0, Buffer.alloc(1000), { hangAfter: 10 })
    await until(async () => (await sending())[0] === true)
    await database.peek(`select pg_notify('upload_wanted', $1)`, [idOf(path)])
    await cut
    await until(async () => (await sending())[0] === false)
  })

  it('is no place to read bytes back', async () => {
    const { browser, client, file } = bench()
    const path = await client.create(file(), 1)
    await client.patch(path, 0, Buffer.alloc(1))
    expect((await browser.ask(path)).status).toBe(404)
  })
})

describe('what the server can', () => {
  it('is told on OPTIONS', async () => {
    const { client } = bench()
    const answer = await client.send('OPTIONS', uploadsPath, null)
    expect(answer?.headers).toMatchObject({
      'tus-version': '1.0.0',
      'tus-max-size': String(uploadLimit),
      'tus-extension': 'creation,creation-with-upload,creation-defer-length,termination,expiration',
    })
  })

  it('needs the protocol to be spoken', async () => {
    const { client } = bench()
    for (const version of ['0.1', '0.2.2', '2.0.0', '']) {
      const answer = await client.send('POST', uploadsPath, null, { headers: { 'tus-resumable': version } })
      expect(answer).toMatchObject({ status: 412, problem: { code: 'precondition_failed' } })
      expect(answer?.headers).toMatchObject({ 'tus-version': '1.0.0', 'tus-resumable': '1.0.0' })
      expect(answer?.headers['x-request-id']).toBeTypeOf('string')
    }
  })
})
