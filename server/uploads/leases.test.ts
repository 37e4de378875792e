import { randomBytes, randomUUID } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { until } from '../../test/tus.ts'
import { idOf, partSize, useUploadBench } from '../../test/uploads.ts'

const bench = useUploadBench()

describe('two requests for one upload', () => {
  it('write one after the other, and only one of them', async () => {
    const { client, elsewhere, file, sendRest, expectDocument } = bench()
    const bytes = randomBytes(2 * partSize + 9)
    const path = await client.create(file(), bytes.length)
    const answers = await Promise.all([client.patch(path, 0, bytes), elsewhere.patch(path, 0, bytes)])
    expect(answers.map((answer) => answer?.status)).toContain(204)
    await sendRest(path, bytes)
    await expectDocument(path, bytes)
  })

  it('let the newer go on at once where the older hangs, at any server', async () => {
    const { server, client, elsewhere, file, factsOf, sendRest, expectDocument } = bench()
    const bytes = randomBytes(partSize + 500)
    const path = await client.create(file(), bytes.length)
    const hanging = client.patch(path, 0, bytes, { hangAfter: partSize + 100 })
    await until(async () => (await factsOf(path)).parts === 1 && server.services.uploads.memoryLent === 500)
    const started = performance.now()
    expect((await elsewhere.head(path)).offset).toBe(partSize + 100)
    expect(performance.now() - started).toBeLessThan(2000)
    expect(await hanging).toMatchObject({ status: 204, offset: partSize + 100 })
    await sendRest(path, bytes, elsewhere)
    await expectDocument(path, bytes)
  })

  it('do not wait for a server that died longer than its lease', async () => {
    const { database, client, file } = bench()
    const path = await client.create(file(), 3)
    await database.peek(`update uploads set lease_holder = $2, lease_until = now() + interval '1.5 s' where id = $1`, [
      idOf(path),
      randomUUID(),
    ])
    const started = performance.now()
    expect((await client.head(path)).status).toBe(200)
    expect(performance.now() - started).toBeGreaterThan(1000)
    expect((await client.patch(path, 0, Buffer.from('abc')))?.status).toBe(204)
  })

  it('end the one whose lease was taken over without a word', async () => {
    const { database, server, client, file, sendRest, expectDocument } = bench()
    const bytes = randomBytes(partSize + 500)
    const path = await client.create(file(), bytes.length)
    const hanging = client.patch(path, 0, bytes, { hangAfter: 100 })
    await until(() => server.services.uploads.memoryLent > 0)
    await database.peek(`update uploads set lease_holder = $2, lease_until = now() + interval '1 s' where id = $1`, [
      idOf(path),
      randomUUID(),
    ])
    await database.peek(`select pg_notify('upload_wanted', $1)`, [idOf(path)])
    expect(await hanging).toMatchObject({ status: 423, problem: { code: 'locked' } })
    expect((await client.head(path)).offset).toBe(0)
    await sendRest(path, bytes)
    await expectDocument(path, bytes)
  })
})

describe('a cancelled upload', () => {
  it('is gone, with its parts', async () => {
    const { database, storage, client, file } = bench()
    const bytes = randomBytes(2 * partSize)
    const path = await client.create(file(), bytes.length + 1)
    await client.patch(path, 0, bytes)
    const [upload] = await database.peek('select multipart_id from uploads where id = $1', [idOf(path)])
    expect(await client.send('DELETE', path, null)).toMatchObject({ status: 204 })
    expect((await client.head(path)).status).toBe(410)
    expect(await client.patch(path, bytes.length, Buffer.alloc(1))).toMatchObject({ status: 410 })
    await expect(
      storage.putPart('quarantine', idOf(path), String(upload?.['multipart_id']), 1, Buffer.alloc(1)),
    ).rejects.toMatchObject({ name: 'NoSuchUpload' })
  })

  it('stops the request that is still sending', async () => {
    const { server, client, elsewhere, file } = bench()
    const path = await client.create(file(), 1000)
    const hanging = client.patch(path, 0, Buffer.alloc(1000), { hangAfter: 10 })
    await until(() => server.services.uploads.memoryLent > 0)
    expect(await elsewhere.send('DELETE', path, null)).toMatchObject({ status: 204 })
    expect(await hanging).toMatchObject({ status: 204, offset: 10 })
    expect((await client.head(path)).status).toBe(410)
  })

  it('cannot be one that is a document already', async () => {
    const { client, file, expectDocument } = bench()
    const path = await client.create(file(), 3)
    await client.patch(path, 0, Buffer.from('abc'))
    expect(await client.send('DELETE', path, null)).toMatchObject({ status: 400, problem: { code: 'invalid' } })
    await expectDocument(path, Buffer.from('abc'))
  })
})
