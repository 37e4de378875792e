import { createHash, randomUUID } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Storage } from '@muniment/core/storage.ts'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { createMember, createTestRoom, testPassword, type TestMember } from '../../test/factories.ts'
import { startRelay } from '../../test/relay.ts'
import { startServerProcess } from '../../test/serverProcess.ts'
import { openTestStorage } from '../../test/storage.ts'
import { bytesOf, send } from '../../test/tusClients.ts'
import { nodeReader } from '../../test/tusReader.ts'
import { until, uploadsPath } from '../../test/tus.ts'
import { clearUploads, idOf } from '../../test/uploads.ts'

// Two server processes behind one address, as behind the proxy: the one that has the upload dies in the middle of it.

let database: TestDatabase
let storage: Storage
let member: TestMember
let roomId: string

beforeAll(async () => {
  database = await createTestDatabase()
  storage = await openTestStorage()
  member = await createMember(database)
  roomId = (await createTestRoom(member)).id
})
afterAll(async () => {
  await clearUploads(database, storage)
  await database.drop()
  storage.close()
})

async function cookieAt(url: string): Promise<string> {
  const answer = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: 'http://localhost' },
    body: JSON.stringify({ email: member.email, password: testPassword }),
  })
  expect(answer.status).toBe(204)
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
}

describe('an upload whose server is killed', { timeout: 180_000 }, () => {
  it.each(['tus-js-client', '@uppy/tus'] as const)('goes on at the other one: %s', async (client) => {
    const secret = randomUUID() + randomUUID()
    const [first, second] = await Promise.all([0, 1].map(() => startServerProcess(database, secret)))
    if (first === undefined || second === undefined) throw new Error('there are no servers')
    const relay = await startRelay('127.0.0.1', first.port)
    try {
      const url = `http://127.0.0.1:${relay.port}`
      const size = 24_000_000
      const filename = `${client.replace('/', ' ')}.bin`
      const sending = send(
        client,
        {
          endpoint: url + uploadsPath,
          headers: { origin: 'http://localhost', cookie: await cookieAt(url) },
          metadata: { filename, roomId },
          size,
          chunkSize: 2_000_000,
          retryDelays: [500, 1000, 2000, 4000, 8000, 16_000, 16_000],
        },
        nodeReader,
      )
      await until(async () => {
        const rows = await database.peek('select from uploads where name = $1 and received >= 6000000', [filename])
        return rows.length > 0
      })
      relay.turn(second.port)
      await first.kill()
      relay.cut()
      relay.mend()
      const ran = await sending
      expect(ran).toMatchObject({ outcome: 'done', documentId: expect.stringMatching(/-/) })
      // Nothing was begun anew, and nothing that was acknowledged sent again.
      expect(ran.answers.filter((line) => line.startsWith('POST'))).toEqual(['POST 201'])
      const offsets = ran.answers.flatMap((line) => (/^PATCH 204 from (\d+)$/.exec(line) ?? []).slice(1).map(Number))
      expect(offsets).toEqual([...new Set(offsets)].sort((a, b) => a - b))
      expect(ran.answers.some((line) => line.startsWith('HEAD 200'))).toBe(true)
      const stored = await buffer((await storage.open('quarantine', idOf(ran.url ?? ''))).stream)
      const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
      expect(digest(stored)).toBe(digest(bytesOf(size)))
    } finally {
      await Promise.all([second.kill(), first.kill()])
      await relay.close()
    }
  })
})
