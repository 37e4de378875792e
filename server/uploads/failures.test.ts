import { randomBytes, randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createMember } from '../../test/factories.ts'
import { startRelay } from '../../test/relay.ts'
import { startTestServer } from '../../test/server.ts'
import { services } from '../../test/services.ts'
import { metadataHeader, sizeHeaders, tusClient, until, uploadsPath } from '../../test/tus.ts'
import { idOf, partSize, uploadLimit, useUploadBench } from '../../test/uploads.ts'

const bench = useUploadBench()

describe('a failure at the very end', () => {
  it('between storage and database begins again, and makes one document', async () => {
    const { database, storage, client, file, factsOf, sendRest, expectDocument } = bench()
    const bytes = randomBytes(2 * partSize + 50)
    const path = await client.create(file(), bytes.length)
    await client.patch(path, 0, bytes.subarray(0, 2 * partSize))
    expect(await factsOf(path)).toMatchObject({ received: 2 * partSize, parts: 2, tail: 0, lease_holder: null })
    const [upload] = await database.peek('select multipart_id from uploads where id = $1', [idOf(path)])
    const parts = await database.peek<{ number: number; etag: string }>(
      'select number, etag from upload_parts where upload_id = $1 order by number',
      [idOf(path)],
    )
    await storage.completeMultipart('quarantine', idOf(path), String(upload?.['multipart_id']), parts)
    const answer = await client.patch(path, 2 * partSize, bytes.subarray(2 * partSize))
    expect(answer).toMatchObject({ status: 409, problem: { code: 'conflict' } })
    expect((await client.head(path)).offset).toBe(0)
    await sendRest(path, bytes)
    await expectDocument(path, bytes)
  })

  it.each([1000, partSize + 1000])('in the transaction itself (%i bytes) leaves nothing half done', async (size) => {
    const { database, client, file, sendRest, expectDocument } = bench()
    const bytes = randomBytes(size)
    const path = await client.create(file('Unlucky.pdf'), size)
    await database.peek(`
      create function fail() returns trigger language plpgsql as $$ begin raise exception 'on purpose'; end $$;
      create trigger fail before insert on jobs for each row execute function fail();`)
    try {
      expect((await client.patch(path, 0, bytes))?.status).toBe(500)
    } finally {
      await database.peek('drop function fail() cascade')
    }
    expect(await database.peek('select from versions where id = $1', [idOf(path)])).toEqual([])
    const head = await client.head(path)
    expect(head.offset).toBeLessThan(size)
    const retried = await client.patch(path, head.offset ?? 0, bytes.subarray(head.offset ?? 0))
    if (retried?.status === 409) await sendRest(path, bytes)
    await expectDocument(path, bytes)
  })
})

describe('a part of the appliance that goes away meanwhile', () => {
  it('storage: the upload is refused for now and goes on from what was stored', async () => {
    const { database, member, roomId, expectDocument } = bench()
    const { hostname, port } = new URL(services.s3)
    const relay = await startRelay(hostname, Number(port))
    const server = await startTestServer(database, {
      s3Url: `http://${relay.host}:${relay.port}`,
      uploadLimitBytes: uploadLimit,
      uploadTuning: { partSize },
    })
    try {
      const client = tusClient(server, await server.signIn(member))
      const bytes = randomBytes(4 * partSize)
      const path = await client.create({ filename: 'Cut.pdf', roomId }, bytes.length)
      expect(await client.patch(path, 0, bytes.subarray(0, partSize))).toMatchObject({ status: 204 })
      relay.cut()
      const refused = await client.patch(path, partSize, bytes.subarray(partSize))
      expect(refused).toMatchObject({ status: 503, problem: { code: 'unavailable' } })
      expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0)
      relay.mend()
      expect((await client.head(path)).offset).toBe(partSize)
      await bench().sendRest(path, bytes, client)
      await expectDocument(path, bytes)
    } finally {
      await server.close()
      await relay.close()
    }
  })

  it('the database: the upload waits for it, and every byte counts once', async () => {
    const { database, client, file, sendRest, expectDocument } = bench()
    const bytes = randomBytes(5 * partSize + 77)
    const path = await client.create(file(), bytes.length)
    const sending = client.patch(path, 0, bytes).catch(() => null)
    for (let times = 0; times < 15; times += 1) {
      await sleep(30)
      await database.peek(
        `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and usename = 'muniment_server'`,
        [database.name],
      )
    }
    await sending
    await until(async () => (await client.head(path)).status === 200)
    expect(await sendRest(path, bytes)).toMatchObject({ status: 204, offset: bytes.length })
    await expectDocument(path, bytes)
  })
})

describe('a creation sent twice', () => {
  const send = (bytes: Buffer, key: string, filename = 'Once.pdf') =>
    bench().client.send('POST', uploadsPath, bytes, {
      headers: {
        ...sizeHeaders(bytes.length),
        'upload-metadata': metadataHeader(bench().file(filename)),
        'content-type': 'application/offset+octet-stream',
        'idempotency-key': key,
      },
    })

  it('with one Idempotency-Key is one upload and one document', async () => {
    const { expectDocument } = bench()
    const bytes = randomBytes(5000)
    const key = randomUUID()
    const first = await send(bytes, key)
    const second = await send(bytes, key)
    expect(second).toMatchObject({ status: 201, offset: bytes.length })
    expect(second?.headers.location).toBe(first?.headers.location)
    expect(second?.headers['muniment-document']).toBe(first?.headers['muniment-document'])
    await expectDocument(String(first?.headers.location), bytes)
  })

  it('is refused for another file', async () => {
    const key = randomUUID()
    await send(randomBytes(50), key)
    expect(await send(randomBytes(51), key)).toMatchObject({ status: 409, problem: { code: 'conflict' } })
  })

  it('by two members is two uploads', async () => {
    const { database, server, member, file } = bench()
    const key = randomUUID()
    const first = await send(randomBytes(50), key)
    const other = await createMember(database, { organizationId: member.organizationId })
    const second = await tusClient(server, await server.signIn(other)).send('POST', uploadsPath, null, {
      headers: { ...sizeHeaders(50), 'upload-metadata': metadataHeader(file()), 'idempotency-key': key },
    })
    expect(second?.status).toBe(201)
    expect(second?.headers.location).not.toBe(first?.headers.location)
  })
})
