import { randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createFolder } from '@muniment/core/folders/create.ts'
import { createMember, createTestRoom } from '../../test/factories.ts'
import { metadataHeader, sizeHeaders, tusClient, uploadsPath } from '../../test/tus.ts'
import { idOf, uploadLimit, useUploadBench } from '../../test/uploads.ts'

const bench = useUploadBench()

describe('what may be uploaded', () => {
  const tryCreate = (upload: object, size: number | null = 3, through = bench().client) =>
    through.send('POST', uploadsPath, null, {
      headers: { ...sizeHeaders(size), 'upload-metadata': metadataHeader(upload) },
    })

  it('is at most the limit, and the refusal names both sizes', async () => {
    const { file } = bench()
    expect(await tryCreate(file(), 6_200_000_000)).toMatchObject({
      status: 413,
      problem: {
        code: 'too_large',
        detail: 'Report.pdf is 6.2 GB; the limit here is 40 MB. Split it or ask your administrator.',
      },
    })
    expect((await tryCreate(file(), uploadLimit + 1))?.problem?.detail).toContain('is 40,000,001 bytes')
    expect((await tryCreate(file(), uploadLimit))?.status).toBe(201)
  })

  it('is at most the limit while its length is unknown, and is cancelled over it', async () => {
    const { client, file } = bench()
    const told = await client.create(file(), null)
    const headers = sizeHeaders(uploadLimit + 1)
    expect(await client.patch(told, 0, Buffer.alloc(0), { headers })).toMatchObject({ status: 413 })
    expect((await client.head(told)).status).toBe(410)
    const streamed = await client.create(file(), null)
    const answer = await client.patch(streamed, 0, Buffer.alloc(uploadLimit + 1), {
      chunked: true,
      hangAfter: uploadLimit + 1,
    })
    expect(answer).toMatchObject({ status: 413, problem: { code: 'too_large' } })
    expect((await client.head(streamed)).status).toBe(410)
  })

  it.each([
    ['', /empty/],
    ['..', /can't be a name/],
    ['../../etc/passwd', /`\/`/],
    ['a\\b', /`\\`/],
    ['a\0b.pdf', /control character/],
    ['invoice\u202Efdp.exe', /direction mark/],
    ['x'.repeat(300), /longer than 255/],
  ])('has a name that is one, unlike %j', async (filename, message) => {
    const { roomId } = bench()
    const answer = await tryCreate({ filename, roomId })
    expect(answer).toMatchObject({ status: 400, problem: { code: 'invalid', detail: expect.stringMatching(message) } })
  })

  it.each(['emoji 🗂️.pdf', 'नमस्ते.docx', 'x'.repeat(255), 'Ångström.txt', ' spaces around '])(
    'may be called %j',
    async (filename) => {
      const { database, client, roomId } = bench()
      const path = await client.create({ filename, roomId }, 1)
      await client.patch(path, 0, Buffer.from('a'))
      const [document] = await database.peek('select name from documents where current_version_id = $1', [idOf(path)])
      expect(document).toEqual({ name: filename.normalize('NFC').trim() })
    },
  )

  it('goes to a room and a folder that are there, are one, and may be written to', async () => {
    const { database, server, member, roomId } = bench()
    expect((await tryCreate({ filename: 'a' }))?.problem?.detail).toMatch(/roomId/)
    expect((await tryCreate({ roomId }))?.problem?.detail).toMatch(/filename/)
    expect((await tryCreate({ filename: 'a', roomId: randomUUID() }))?.status).toBe(404)
    const other = await createTestRoom(member)
    const folder = await createFolder(member.ctx, other.id, { name: 'Elsewhere', parentId: null })
    expect((await tryCreate({ filename: 'a', roomId, folderId: folder.id }))?.status).toBe(404)
    const reader = await createMember(database, {
      organizationId: member.organizationId,
      role: 'member',
    })
    const asReader = tusClient(server, await server.signIn(reader))
    const hidden = await createTestRoom(member, { visibility: 'private' })
    expect((await tryCreate({ filename: 'a', roomId: hidden.id }, 3, asReader))?.status).toBe(404)
    await database.peek(
      `insert into grants (organization_id, scope_id, member_id, level) select organization_id, scope_id, $2, 2 from rooms where id = $1`,
      [hidden.id, reader.memberId],
    )
    expect((await tryCreate({ filename: 'a', roomId: hidden.id }, 3, asReader))?.status).toBe(403)
  })

  it('is no more once the right is lost, however far it got', async () => {
    const { database, server, member } = bench()
    const writer = await createMember(database, {
      organizationId: member.organizationId,
      role: 'member',
    })
    const asWriter = tusClient(server, await server.signIn(writer))
    const room = await createTestRoom(member)
    const path = await asWriter.create({ filename: 'Late.pdf', roomId: room.id }, 6)
    await asWriter.patch(path, 0, Buffer.from('abc'))
    await database.peek('update grants set level = 1 from rooms r where r.scope_id = grants.scope_id and r.id = $1', [
      room.id,
    ])
    expect(await asWriter.patch(path, 3, Buffer.from('def'))).toMatchObject({ status: 403 })
    await database.peek('delete from grants using rooms r where r.scope_id = grants.scope_id and r.id = $1', [room.id])
    expect(await asWriter.patch(path, 3, Buffer.from('def'))).toMatchObject({ status: 404 })
    expect(await database.peek('select from versions where id = $1', [idOf(path)])).toEqual([])
  })

  it('belongs to who began it: for a colleague and a stranger it is not there', async () => {
    const { database, server, member, client, file, factsOf } = bench()
    const path = await client.create(file(), 10)
    const colleague = await createMember(database, { organizationId: member.organizationId })
    for (const other of [colleague, await createMember(database)]) {
      const through = tusClient(server, await server.signIn(other))
      expect((await through.head(path)).status).toBe(404)
      expect(await through.patch(path, 0, Buffer.from('x'))).toMatchObject({ status: 404 })
      expect(await through.send('PATCH', path, Buffer.from('x'))).toMatchObject({ status: 404 })
      expect(await through.send('DELETE', path, null)).toMatchObject({ status: 404 })
      expect((await through.send('HEAD', path, null, { headers: { 'tus-resumable': '0.2.2' } }))?.status).toBe(404)
    }
    expect(await factsOf(path)).toMatchObject({ received: 0, lease_holder: null })
  })

  it('is at most 2,000 things at once', async () => {
    const { database, server, member, roomId, file } = bench()
    const busy = await createMember(database, { organizationId: member.organizationId })
    const asBusy = tusClient(server, await server.signIn(busy))
    await database.peek(
      `insert into uploads (organization_id, member_id, room_id, name, size, expires_at)
       select $1, $2, $3, 'n', 1, now() + interval '1 day' from generate_series(1, 2000)`,
      [member.organizationId, busy.memberId, roomId],
    )
    expect(await tryCreate(file(), 3, asBusy)).toMatchObject({ status: 429, problem: { code: 'too_many' } })
  })
})
