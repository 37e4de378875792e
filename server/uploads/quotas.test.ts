import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createTestRoom } from '../../test/factories.ts'
import { startTestServer, type TestServer } from '../../test/server.ts'
import { expectCounted } from '../../test/storedBytes.ts'
import { metadataHeader, sizeHeaders, tusClient, uploadsPath, type TusClient } from '../../test/tus.ts'
import { idOf, partSize, useUploadBench } from '../../test/uploads.ts'

const bench = useUploadBench()

/** The same appliance, as if its disk were nearly full: nothing has so much left. */
let full: TestServer
let asFull: TusClient

beforeAll(async () => {
  const { database, member } = bench()
  full = await startTestServer(database, { diskFloorBytes: 1e15, uploadTuning: { partSize } })
  asFull = tusClient(full, await full.signIn(member))
})
afterAll(() => full.close())

async function limitedRoom(limitBytes: number): Promise<string> {
  const { member, browser } = bench()
  const room = await createTestRoom(member)
  const answer = await browser.ask(`/api/v1/rooms/${room.id}`, {
    method: 'PATCH',
    headers: { 'if-match': `"${room.revision}"` },
    body: { limitBytes },
  })
  expect(answer.status).toBe(200)
  return room.id
}

const begin = (through: TusClient, roomId: string, size: number | null) =>
  through.send('POST', uploadsPath, null, {
    headers: { ...sizeHeaders(size), 'upload-metadata': metadataHeader({ filename: 'Report.pdf', roomId }) },
  })

describe('an upload into a room with a limit', () => {
  it('is refused before its first byte, with the reason', async () => {
    const { client, browser, database } = bench()
    const roomId = await limitedRoom(1_000_000)
    expect((await begin(client, roomId, 900_000))?.status).toBe(201)
    expect(await begin(client, roomId, 200_000)).toMatchObject({
      status: 507,
      problem: {
        code: 'over_quota',
        detail: expect.stringMatching(/^This room holds 900 kB of 1 MB; Report\.pdf needs 200 kB\. /),
      },
    })
    expect(await database.peek('select from uploads where room_id = $1', [roomId])).toHaveLength(1)
    expect((await browser.ask(`/api/v1/rooms/${roomId}/usage`)).body).toEqual({
      usedBytes: 900_000,
      limitBytes: 1_000_000,
      nearlyFull: true,
    })
  })

  it('whose length is unknown grows as far as there is space, and is cancelled then', async () => {
    const { client, database } = bench()
    const roomId = await limitedRoom(partSize + 1000)
    const fits = await client.create({ filename: 'Fits.bin', roomId }, null)
    expect(await client.patch(fits, 0, Buffer.alloc(600))).toMatchObject({ status: 204 })
    const grows = await client.create({ filename: 'Grows.bin', roomId }, null)
    expect(await client.patch(grows, 0, Buffer.alloc(partSize))).toMatchObject({ status: 204 })
    expect(await client.patch(grows, partSize, Buffer.alloc(401))).toMatchObject({
      status: 507,
      problem: { code: 'over_quota' },
    })
    expect((await client.head(grows)).status).toBe(410)
    const told = await client.create({ filename: 'Told.bin', roomId }, null)
    const headers = sizeHeaders(partSize + 401)
    expect(await client.patch(told, 0, Buffer.alloc(0), { headers })).toMatchObject({ status: 507 })
    expect((await client.head(told)).status).toBe(410)
    const rest = { headers: sizeHeaders(1000) }
    expect(await client.patch(fits, 600, Buffer.alloc(400), rest)).toMatchObject({ status: 204 })
    expect(await database.peek('select from versions where id = $1', [idOf(fits)])).toHaveLength(1)
    await expectCounted(database)
  })

  it('is asked for again when it comes as the last bytes of one that has not said its length', async () => {
    const { client, database } = bench()
    const roomId = await limitedRoom(1000)
    const path = await client.create({ filename: 'Late.bin', roomId }, null)
    const headers = sizeHeaders(1001)
    expect(await client.patch(path, 0, Buffer.alloc(1001), { headers })).toMatchObject({ status: 507 })
    expect(await database.peek('select from versions where id = $1', [idOf(path)])).toEqual([])
    await expectCounted(database)
  })
})

describe('an appliance whose disk is nearly full', () => {
  const Session = z.object({ disk: z.string() })

  it('takes no first byte, and says what to do', async () => {
    const { roomId, client, database } = bench()
    const before = await database.peek('select from uploads')
    expect(await begin(asFull, roomId, 3)).toMatchObject({
      status: 507,
      problem: {
        code: 'insufficient_storage',
        detail: "Storage is full; this file wasn't saved. Tell your administrator, then Retry.",
      },
    })
    expect(await database.peek('select from uploads')).toHaveLength(before.length)
    expect((await begin(client, roomId, 3))?.status).toBe(201)
  })

  it('keeps what it has of an upload, which goes on when there is space', async () => {
    const { file, client } = bench()
    const path = await client.create(file(), 6)
    await client.patch(path, 0, Buffer.from('abc'))
    expect(await asFull.patch(path, 3, Buffer.from('def'))).toMatchObject({ status: 507 })
    expect(await asFull.head(path)).toMatchObject({ status: 200, offset: 3 })
    expect(await client.patch(path, 3, Buffer.from('def'))).toMatchObject({ status: 204, offset: 6 })
  })

  it('tells everybody, and only there', async () => {
    const { server, member } = bench()
    const states = await Promise.all(
      [full, server].map(
        async (one) => Session.parse((await (await one.signIn(member)).ask('/api/v1/session')).body).disk,
      ),
    )
    expect(states).toEqual(['full', 'enough'])
  })
})
