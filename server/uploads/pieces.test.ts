import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { sizeHeaders } from '../../test/tus.ts'
import { partSize, useUploadBench } from '../../test/uploads.ts'

const bench = useUploadBench()

describe('an upload in pieces', () => {
  it('takes one byte at a time', async () => {
    const { client, file, expectDocument } = bench()
    const bytes = randomBytes(20)
    const path = await client.create(file(), bytes.length)
    for (let at = 0; at < bytes.length; at += 1) {
      const answer = await client.patch(path, at, bytes.subarray(at, at + 1))
      expect(answer).toMatchObject({ status: 204, offset: at + 1 })
    }
    await expectDocument(path, bytes)
  })

  it('takes chunks that are no multiple of a part, by turns at two servers', async () => {
    const { client, elsewhere, file, expectDocument } = bench()
    const bytes = randomBytes(2 * partSize + 777)
    const path = await client.create(file(), bytes.length)
    const step = 1_700_000
    for (let at = 0, turn = 0; at < bytes.length; at += step, turn += 1) {
      const through = turn % 2 === 0 ? elsewhere : client
      expect((await through.head(path)).offset).toBe(at)
      const answer = await through.patch(path, at, bytes.subarray(at, at + step))
      expect(answer?.status).toBe(204)
    }
    await expectDocument(path, bytes)
  })

  const places = [1, 65_536, partSize - 1, partSize, partSize + 1, 2 * partSize + 100_000, 3 * partSize + 4320]

  it('goes on from any byte, at another server', async () => {
    const { client, elsewhere, file, sendRest, expectDocument } = bench()
    const bytes = randomBytes(3 * partSize + 4321)
    const path = await client.create(file(), bytes.length)
    let from = 0
    for (const place of places) {
      await client.patch(path, from, bytes.subarray(from, place))
      expect((await elsewhere.head(path)).offset).toBe(place)
      from = place
    }
    await sendRest(path, bytes)
    await expectDocument(path, bytes)
  })

  it('goes on after a connection that broke, from where its bytes were kept', async () => {
    const { client, elsewhere, file, sendRest, expectDocument } = bench()
    const bytes = randomBytes(3 * partSize + 4321)
    const path = await client.create(file(), bytes.length)
    let kept = 0
    for (const place of places) {
      if (kept >= place) continue
      await client.patch(path, kept, bytes.subarray(kept), { cutAfter: place - kept })
      const { offset } = await elsewhere.head(path)
      // Bytes that were still in the line when it broke are nowhere.
      expect(offset).toBeLessThanOrEqual(place)
      expect(offset).toBeGreaterThanOrEqual(kept)
      kept = offset ?? 0
    }
    expect(kept).toBeGreaterThan(2 * partSize)
    await sendRest(path, bytes)
    await expectDocument(path, bytes)
  })

  it('with its length told last becomes a document with that', async () => {
    const { client, file, expectDocument } = bench()
    const bytes = randomBytes(partSize + 1000)
    const path = await client.create(file(), null)
    expect((await client.head(path)).headers['upload-defer-length']).toBe('1')
    await client.patch(path, 0, bytes.subarray(0, partSize + 10))
    const last = await client.patch(path, partSize + 10, bytes.subarray(partSize + 10), {
      headers: sizeHeaders(bytes.length),
    })
    expect(last).toMatchObject({ status: 204, offset: bytes.length })
    await expectDocument(path, bytes)
  })

  it.each([0, 1, partSize, partSize + 5])('of %i bytes can tell its length when all are there', async (size) => {
    const { client, file, expectDocument } = bench()
    const bytes = randomBytes(size)
    const path = await client.create(file(), null)
    if (size > 0) await client.patch(path, 0, bytes)
    const last = await client.patch(path, size, Buffer.alloc(0), { headers: sizeHeaders(size) })
    expect(last).toMatchObject({ status: 204, offset: size })
    expect(last?.headers['muniment-document']).toBeTypeOf('string')
    await expectDocument(path, bytes)
  })

  it('is refused at another offset than its own, unchanged', async () => {
    const { client, file, expectDocument } = bench()
    const path = await client.create(file(), 10)
    await client.patch(path, 0, Buffer.from('abc'))
    for (const offset of [0, 2, 4]) {
      const answer = await client.patch(path, offset, Buffer.from('xyz'))
      expect(answer).toMatchObject({ status: 409, problem: { code: 'conflict' } })
    }
    await client.patch(path, 3, Buffer.from('defghij'))
    await expectDocument(path, Buffer.from('abcdefghij'))
  })

  it('never takes more bytes than were announced', async () => {
    const { client, file, sendRest, expectDocument } = bench()
    const path = await client.create(file(), 10)
    const told = await client.patch(path, 0, Buffer.alloc(11))
    expect(told).toMatchObject({ status: 413, problem: { code: 'too_large' } })
    const untold = await client.patch(path, 0, Buffer.alloc(11), { chunked: true })
    expect(untold).toMatchObject({ status: 413, problem: { code: 'too_large' } })
    const bytes = randomBytes(10)
    await sendRest(path, bytes)
    await expectDocument(path, bytes)
  })
})
