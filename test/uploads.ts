import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, expect } from 'vitest'
import type { Storage } from '@muniment/core/storage.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { createMember, createTestRoom, type TestMember } from './factories.ts'
import type { Browser } from './browsers.ts'
import { startTestServer, type TestServer } from './server.ts'
import { openTestStorage } from './storage.ts'
import { tusClient, uploadsPath, type NewTusUpload, type TusAnswer, type TusClient } from './tus.ts'

/** The smallest that S3 takes. */
export const partSize = 5 * 1024 * 1024
export const uploadLimit = 40_000_000

export interface UploadFacts {
  received: number
  parts: number
  tail: number
  lease_holder: string | null
  multipart_id: string
  document_id: string | null
}

export interface UploadBench {
  database: TestDatabase
  storage: Storage
  server: TestServer
  member: TestMember
  browser: Browser
  client: TusClient
  /** The same member at another server of the same appliance. */
  elsewhere: TusClient
  roomId: string
  file: (filename?: string) => NewTusUpload
  factsOf: (path: string) => Promise<UploadFacts>
  /** Sends all that is missing, however often it takes. */
  sendRest: (path: string, bytes: Buffer, through?: TusClient) => Promise<TusAnswer>
  /** Proves that the upload became just one document, with these bytes. */
  expectDocument: (path: string, bytes: Buffer) => Promise<void>
}

export const idOf = (path: string): string => path.slice(uploadsPath.length + 1)

const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** Removes every object that the tests of a database uploaded: test storage is small. */
export async function clearUploads(database: TestDatabase, storage: Storage): Promise<void> {
  const uploads = await database.peek<{ id: string; multipart_id: string | null }>(
    'select id, multipart_id from uploads where received > 0',
  )
  for (const { id, multipart_id } of uploads) {
    if (multipart_id !== null) await storage.abortMultipart('quarantine', id, multipart_id)
    await storage.remove('quarantine', id)
  }
}

async function startBench(): Promise<{ bench: UploadBench; stop: () => Promise<void> }> {
  const database = await createTestDatabase()
  const storage = await openTestStorage()
  const options = { uploadLimitBytes: uploadLimit, uploadTuning: { partSize } }
  const server = await startTestServer(database, options)
  const replica = await startTestServer(database, options)
  const member = await createMember(database)
  const browser = await server.signIn(member)
  const client = tusClient(server, browser)
  const elsewhere = tusClient(replica, await replica.signIn(member))
  const roomId = (await createTestRoom(member)).id

  async function factsOf(path: string): Promise<UploadFacts> {
    const [facts] = await database.peek<{ [Key in keyof UploadFacts]: UploadFacts[Key] }>(
      `select received::int, length(tail) as tail, lease_holder, multipart_id, document_id,
         (select count(*)::int from upload_parts p where p.upload_id = u.id) as parts
       from uploads u where id = $1`,
      [idOf(path)],
    )
    if (facts === undefined) throw new Error('no such upload')
    return facts
  }

  async function expectDocument(path: string, bytes: Buffer): Promise<void> {
    const id = idOf(path)
    const rows = await database.peek(
      `select d.id, d.size::int, v.state, v.etag, v.number from documents d join versions v on v.document_id = d.id
       where v.id = $1 and d.current_version_id = v.id`,
      [id],
    )
    expect(rows).toEqual([expect.objectContaining({ size: bytes.length, state: 'scanning', number: 1 })])
    const object = await storage.open('quarantine', id)
    const stored = await buffer(object.stream)
    expect(object.etag).toBe(rows[0]?.['etag'])
    expect(digest(stored)).toBe(digest(bytes))
    const [counts] = await database.peek(
      `select (select count(*)::int from events where version_id = $1 and type = 'documents.uploaded') as events,
         (select count(*)::int from jobs where name = 'documents.scan' and key = $1::text) as jobs`,
      [id],
    )
    expect(counts).toEqual({ events: 1, jobs: 1 })
  }

  async function sendRest(path: string, bytes: Buffer, through: TusClient = client): Promise<TusAnswer> {
    for (;;) {
      const offset = (await through.head(path)).offset ?? 0
      const answer = await through.patch(path, offset, bytes.subarray(offset))
      if (answer?.status !== 204) throw new Error(JSON.stringify(answer))
      if (answer.offset === bytes.length) return answer
    }
  }

  return {
    bench: {
      database,
      storage,
      server,
      member,
      browser,
      client,
      elsewhere,
      roomId,
      file: (filename = 'Report.pdf') => ({ filename, roomId }),
      factsOf,
      sendRest,
      expectDocument,
    },
    stop: async () => {
      await Promise.all([server.close(), replica.close()])
      await clearUploads(database, storage)
      await database.drop()
      storage.close()
    },
  }
}

/** Two servers with a member and a room, for one test file; what it gives is there once the tests run. */
export function useUploadBench(): () => UploadBench {
  let started: Awaited<ReturnType<typeof startBench>> | undefined
  beforeAll(async () => {
    started = await startBench()
  })
  afterAll(() => started?.stop())
  return () => {
    if (started === undefined) throw new Error('only inside a test')
    return started.bench
  }
}
