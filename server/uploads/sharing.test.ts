import { randomBytes } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Storage } from '@muniment/core/storage.ts'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { createMember, createTestRoom } from '../../test/factories.ts'
import { startTestServer, type TestServer } from '../../test/server.ts'
import { openTestStorage } from '../../test/storage.ts'
import { clearUploads } from '../../test/uploads.ts'
import { tusClient, until, uploadsPath, type TusClient } from '../../test/tus.ts'

const partSize = 5 * 1024 * 1024

let database: TestDatabase
let storage: Storage
let server: TestServer
let client: TusClient
let roomId: string

beforeAll(async () => {
  database = await createTestDatabase()
  storage = await openTestStorage()
  server = await startTestServer(database, {
    uploadTuning: {
      partSize,
      total: 2 * partSize,
      yieldAfter: 400,
      refuseAfter: 20_000,
      lookEvery: 50,
      idleAfter: 4000,
    },
  })
  const member = await createMember(database)
  client = tusClient(server, await server.signIn(member))
  roomId = (await createTestRoom(member)).id
})
afterAll(async () => {
  await server.close()
  await clearUploads(database, storage)
  await database.drop()
  storage.close()
})

async function stored(path: string): Promise<Buffer> {
  return buffer((await storage.open('quarantine', path.slice(uploadsPath.length + 1))).stream)
}

describe('memory that is short', () => {
  it('goes from clients that hang to those that send, and nobody loses a byte', async () => {
    const bytes = randomBytes(2 * partSize)
    const slow = await Promise.all([0, 1].map(() => client.create({ filename: 'Slow', roomId }, bytes.length)))
    const hanging = slow.map((path) => client.patch(path, 0, bytes, { hangAfter: 1_000_000 }))
    await until(() => server.services.uploads.memoryLent === 2 * partSize)
    await sleep(100)
    const path = await client.create({ filename: 'Quick', roomId }, bytes.length)
    expect(await client.patch(path, 0, bytes)).toMatchObject({ status: 204, offset: bytes.length })
    expect((await stored(path)).equals(bytes)).toBe(true)
    for (const answer of await Promise.all(hanging)) expect(answer).toMatchObject({ status: 204, offset: 1_000_000 })
    for (const path of slow) {
      expect(await client.patch(path, 1_000_000, bytes.subarray(1_000_000))).toMatchObject({ status: 204 })
      expect((await stored(path)).equals(bytes)).toBe(true)
    }
    expect(server.services.uploads.memoryLent).toBe(0)
  })

  it('is enough for many at once, one after the other', async () => {
    const bytes = randomBytes(partSize + 100)
    const paths = await Promise.all(
      Array.from({ length: 10 }, () => client.create({ filename: 'Many', roomId }, bytes.length)),
    )
    const answers = await Promise.all(paths.map((path) => client.patch(path, 0, bytes)))
    expect(answers.map((answer) => answer?.status)).toEqual(paths.map(() => 204))
    for (const [index, path] of paths.entries()) {
      // On a slow machine some were asked to give way.
      const offset = answers[index]?.offset ?? 0
      if (offset < bytes.length) await client.patch(path, offset, bytes.subarray(offset))
      expect((await stored(path)).equals(bytes)).toBe(true)
    }
    expect(server.services.uploads.memoryLent).toBe(0)
  })

  it('comes back from a connection that fell silent', async () => {
    const path = await client.create({ filename: 'Silent', roomId }, 1000)
    const silent = client.patch(path, 0, Buffer.alloc(1000), { hangAfter: 100 })
    expect(await silent).toMatchObject({ status: 204, offset: 100 })
    expect(server.services.uploads.memoryLent).toBe(0)
  })

  it('is given back, with the bytes kept, when the server stops', async () => {
    const path = await client.create({ filename: 'Stopped', roomId }, 1000)
    const under = client.patch(path, 0, Buffer.alloc(1000), { hangAfter: 300 })
    await until(() => server.services.uploads.memoryLent > 0)
    server.services.uploads.stop()
    expect(await under).toMatchObject({ status: 204, offset: 300 })
    expect((await client.head(path)).offset).toBe(300)
    expect(await client.patch(path, 300, Buffer.alloc(700))).toMatchObject({ status: 503 })
  })
})
