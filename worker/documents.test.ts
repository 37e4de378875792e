import { createHash, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { systemContext, type SystemContext } from '@muniment/core/context.ts'
import { AppError } from '@muniment/core/errors.ts'
import { queues } from '@muniment/core/jobs/queues.ts'
import { retryJob } from '@muniment/core/jobs/retry.ts'
import type { Storage } from '@muniment/core/storage.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { createMember, createTestRoom, quiet, type TestMember } from '../test/factories.ts'
import { hostileFiles } from '../test/hostile/corpus.ts'
import { eicar } from '../test/hostile/eicar.ts'
import { services } from '../test/services.ts'
import { createUploadedVersion, openTestStorage } from '../test/storage.ts'
import { documentHandlers } from './documents.ts'
import { bind, perform, type Handler } from './handle.ts'
import type { Tools } from './pipeline.ts'
import type { ScannerStatus } from './scan/scanner.ts'

let database: TestDatabase
let storage: Storage
let member: TestMember
let roomId: string
let ctx: SystemContext
let folder: string
const goOn = new AbortController().signal

beforeAll(async () => {
  ;[database, storage, folder] = await Promise.all([
    createTestDatabase(),
    openTestStorage(),
    mkdtemp(join(tmpdir(), 'muniment-worker-test-')),
  ])
  member = await createMember(database)
  roomId = (await createTestRoom(member)).id
  ctx = systemContext(database.worker, quiet, 'scan')
})
afterAll(async () => {
  storage.close()
  await Promise.all([database.drop(), rm(folder, { recursive: true })])
})

const ready: ScannerStatus = {
  state: 'ready',
  signatures: 'trial',
  updatedAt: '2030-01-01T00:00:00Z',
  version: 'ClamAV',
}
const plain = Buffer.from('a plain file')

function tools(change: Partial<Tools> = {}): Tools {
  return {
    storage,
    scanner: { status: async () => ready },
    clamd: { host: services.clamdHost, port: services.clamdPort },
    scratch: { folder, limit: 100_000_000 },
    ...change,
  }
}

/** The real storage, but one of its methods does something else at first. */
function storageBut(change: Partial<Pick<Storage, 'copy' | 'remove' | 'head' | 'open'>>): Storage {
  return new Proxy(storage, {
    get(target, name) {
      const changed: unknown = Reflect.get(change, name)
      if (changed) return changed
      const value: unknown = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

function handlersWith(change: Partial<Tools> = {}): Map<string, Handler> {
  return bind(queues.documents, documentHandlers(tools(change)))
}

interface Truth {
  state: string
  reason_code: string | null
  reason_message: string | null
  sha256: Buffer | null
  signatures: string | null
}

async function upload(
  bytes: Buffer,
  options: { size?: number } = {},
): Promise<{ versionId: string; jobId: string; etag: string }> {
  const { versionId, etag } = await createUploadedVersion(database, storage, member, roomId, bytes, options)
  const [job] = await database.peek<{ id: string }>('select id from jobs where key = $1', [versionId])
  if (!job) throw new Error('no job is owed')
  return { versionId, jobId: job.id, etag }
}

async function truth(versionId: string): Promise<Truth> {
  const [row] = await database.peek<Truth & Record<string, unknown>>('select * from versions where id = $1', [
    versionId,
  ])
  if (!row) throw new Error('no such version')
  return row
}

async function eventsOf(versionId: string): Promise<string[]> {
  const rows = await database.peek<{ type: string; data: { state: string; reason: string | null } }>(
    `select type, data from events where version_id = $1 order by position`,
    [versionId],
  )
  return rows.map(({ type, data }) => [type, data.state, data.reason].filter(Boolean).join(' '))
}

async function jobOf(
  versionId: string,
): Promise<{ state: string; attempts: number; last_error: string | null } | undefined> {
  const [job] = await database.peek<{ state: string; attempts: number; last_error: string | null }>(
    'select state, attempts, last_error from jobs where key = $1',
    [versionId],
  )
  return job
}

/** As if the time had come: a waiting job is due now, an active one belongs to a worker that is gone. */
async function hurry(versionId: string): Promise<void> {
  await database.peek(
    `update jobs set run_at = now(), heartbeat_at = case when state = 'active' then now() - interval '1 hour' end where key = $1`,
    [versionId],
  )
}

async function expectAvailable(versionId: string, bytes: Buffer): Promise<void> {
  expect(await truth(versionId)).toMatchObject({
    state: 'available',
    reason_code: null,
    signatures: 'trial 2030-01-01T00:00:00Z',
  })
  expect((await truth(versionId)).sha256).toEqual(createHash('sha256').update(bytes).digest())
  const stored = await storage.open('documents', versionId)
  expect((await buffer(stored.stream)).equals(bytes)).toBe(true)
  expect(await storage.head('quarantine', versionId)).toBeNull()
  expect((await eventsOf(versionId)).filter((event) => event.startsWith('documents.scanned'))).toEqual([
    'documents.scanned available',
  ])
  expect(await jobOf(versionId)).toBeUndefined()
}

async function expectLockedAway(versionId: string, state: string, code: string): Promise<void> {
  expect(await truth(versionId)).toMatchObject({ state, reason_code: code, sha256: null })
  expect((await truth(versionId)).reason_message).toMatch(/\.$/)
  expect(await storage.head('documents', versionId)).toBeNull()
  expect(await storage.head('quarantine', versionId)).not.toBeNull()
  expect(await eventsOf(versionId)).toEqual([`documents.scanned ${state} ${code}`])
}

describe('the way of a file', () => {
  it('leads a clean one from quarantine to documents, with its hash and one event', async () => {
    const { versionId, jobId } = await upload(plain)
    await perform(ctx, handlersWith(), jobId, goOn)
    await expectAvailable(versionId, plain)
  })

  it.each(hostileFiles.filter(({ becomes }) => becomes.state !== 'available'))(
    'keeps $what in quarantine',
    async ({ build, becomes }) => {
      const { versionId, jobId } = await upload(build())
      await perform(ctx, handlersWith(), jobId, goOn)
      await expectLockedAway(versionId, becomes.state, becomes.code ?? '')
      expect(await jobOf(versionId)).toBeUndefined()
    },
  )

  it('lets an empty one pass', async () => {
    const { versionId, jobId } = await upload(Buffer.alloc(0))
    await perform(ctx, handlersWith(), jobId, goOn)
    await expectAvailable(versionId, Buffer.alloc(0))
  })
})

describe('a scanner that is not ready', () => {
  it.each([
    ['unreachable', 'waiting_scanner'],
    ['no-signatures', 'waiting_signatures'],
    ['stale', 'waiting_signatures'],
  ] as const)('that is %s makes the file wait visibly, with one event and no attempt used up', async (state, code) => {
    const { versionId, jobId } = await upload(plain)
    const waiting = handlersWith({ scanner: { status: async () => ({ ...ready, state }) } })
    for (let round = 0; round < 10; round++) {
      await perform(ctx, waiting, jobId, goOn)
      await hurry(versionId)
    }
    expect(await truth(versionId)).toMatchObject({ state: 'scanning', reason_code: code })
    expect(await eventsOf(versionId)).toEqual([`documents.waiting scanning ${code}`])
    expect(await jobOf(versionId)).toMatchObject({ state: 'waiting', attempts: 0 })

    await perform(ctx, handlersWith(), jobId, goOn)
    await expectAvailable(versionId, plain)
    expect(await eventsOf(versionId)).toEqual([
      `documents.waiting scanning ${code}`,
      'documents.waiting scanning',
      'documents.scanned available',
    ])
  })

  it('and goes away in mid-scan makes the file wait and then pass', async () => {
    const { versionId, jobId } = await upload(plain)
    const server = createServer((socket) => socket.on('error', () => {}).once('data', () => socket.destroy()))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    await perform(ctx, handlersWith({ clamd: { host: '127.0.0.1', port } }), jobId, goOn)
    server.close()
    expect(await truth(versionId)).toMatchObject({ state: 'scanning', reason_code: 'waiting_scanner' })
    expect(await jobOf(versionId)).toMatchObject({ state: 'waiting', attempts: 0 })
    await hurry(versionId)
    await perform(ctx, handlersWith(), jobId, goOn)
    await expectAvailable(versionId, plain)
  })
})

describe('a worker that is killed', () => {
  class Killed extends Error {}
  const die = async (): Promise<never> => {
    throw new Killed()
  }
  /** Runs the work until it dies, and leaves the job as a kill leaves it: active, with a heartbeat that stops. */
  async function runUntilKilled(versionId: string, jobId: string, change: Partial<Tools>): Promise<void> {
    await perform(ctx, handlersWith(change), jobId, goOn)
    await database.peek(`update jobs set state = 'active' where key = $1`, [versionId])
    await hurry(versionId)
  }

  it.each<[string, (versionId: string) => Partial<Tools>]>([
    ['before it read a byte', () => ({ storage: storageBut({ head: die }) })],
    ['in mid-scan', () => ({ storage: storageBut({ open: die }) })],
    ['after the scan, before the copy', () => ({ storage: storageBut({ copy: die }) })],
    [
      'after the copy, before the decision',
      () => ({
        storage: storageBut({
          copy: async (...copied) => {
            await storage.copy(...copied)
            throw new Killed()
          },
        }),
      }),
    ],
    ['after the decision, before quarantine is cleared', () => ({ storage: storageBut({ remove: die }) })],
    [
      'after quarantine is cleared, before the job is',
      () => ({
        storage: storageBut({
          remove: async (...removed) => {
            await storage.remove(...removed)
            throw new Killed()
          },
        }),
      }),
    ],
  ])('%s leaves the same end: available once, one event, nothing behind', async (_where, change) => {
    const { versionId, jobId } = await upload(plain)
    await runUntilKilled(versionId, jobId, change(versionId))
    await perform(ctx, handlersWith(), jobId, goOn)
    await expectAvailable(versionId, plain)
  })

  it('between its copy and a decision that turns out otherwise leaves nothing that could be served', async () => {
    const { versionId, jobId, etag } = await upload(eicar())
    await storage.copy('quarantine', 'documents', versionId, etag)
    await perform(ctx, handlersWith(), jobId, goOn)
    await expectLockedAway(versionId, 'infected', 'infected')
  })

  it('keeps its job from others while its heart beats, and loses it after', async () => {
    const { versionId, jobId } = await upload(plain)
    await database.peek(`update jobs set state = 'active', heartbeat_at = now() where id = $1`, [jobId])
    await perform(ctx, handlersWith(), jobId, goOn)
    expect(await truth(versionId)).toMatchObject({ state: 'scanning' })
    await database.peek(`update jobs set heartbeat_at = now() - interval '16 seconds' where id = $1`, [jobId])
    await perform(ctx, handlersWith(), jobId, goOn)
    await expectAvailable(versionId, plain)
  })

  it('by the file itself, again and again, ends in a hold that can be tried again', async () => {
    const { versionId, jobId } = await upload(plain)
    await database.peek(`update jobs set attempts = 8, state = 'active' where id = $1`, [jobId])
    await hurry(versionId)
    await perform(ctx, handlersWith(), jobId, goOn)
    await expectLockedAway(versionId, 'held', 'scan_failed')
    expect(await jobOf(versionId)).toMatchObject({ state: 'failed' })

    await retryJob(member.ctx, jobId)
    await perform(ctx, handlersWith(), jobId, goOn)
    expect(await eventsOf(versionId)).toEqual(['documents.scanned held scan_failed', 'documents.scanned available'])
    expect(await truth(versionId)).toMatchObject({ state: 'available', reason_code: null })
    expect(await jobOf(versionId)).toBeUndefined()
  })
})

describe('two workers on one file', () => {
  it('decide once, with one event', async () => {
    const { versionId } = await upload(plain)
    const [handler] = documentHandlers(tools())
    const work = { attempt: 1, signal: goOn }
    const outcomes = await Promise.allSettled(Array.from({ length: 4 }, () => handler?.run(ctx, { versionId }, work)))
    expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true)
    await database.peek('delete from jobs where key = $1', [versionId])
    await expectAvailable(versionId, plain)
  })

  it('do not both take the job', async () => {
    const { versionId, jobId } = await upload(plain)
    let scans = 0
    const counted = handlersWith({
      storage: storageBut({ head: async (...asked) => (scans++, storage.head(...asked)) }),
    })
    await Promise.all(Array.from({ length: 5 }, () => perform(ctx, counted, jobId, goOn)))
    expect(scans).toBe(1)
    await expectAvailable(versionId, plain)
  })
})

describe('storage that is in trouble', () => {
  it('makes the file wait without using up an attempt', async () => {
    const { versionId, jobId } = await upload(plain)
    const away = async (): Promise<never> => {
      throw new AppError('unavailable', "Storage doesn't answer just now.")
    }
    for (let round = 0; round < 10; round++) {
      await perform(ctx, handlersWith({ storage: storageBut({ copy: away }) }), jobId, goOn)
      await hurry(versionId)
    }
    expect(await jobOf(versionId)).toMatchObject({ state: 'waiting', attempts: 0 })
    await perform(ctx, handlersWith(), jobId, goOn)
    await expectAvailable(versionId, plain)
  })

  it.each<[string, (versionId: string) => Promise<unknown>]>([
    ['other bytes', (versionId) => storage.put('quarantine', versionId, Buffer.from('other file!!'))],
    ['more bytes', (versionId) => storage.put('quarantine', versionId, Buffer.from('a plain file and more'))],
    ['nothing', (versionId) => storage.remove('quarantine', versionId)],
  ])('and holds %s than what was uploaded ends in a hold, never in a pass', async (_what, spoil) => {
    const { versionId, jobId } = await upload(plain)
    await spoil(versionId)
    for (let attempt = 1; attempt <= 8; attempt++) {
      expect(await truth(versionId)).toMatchObject({ state: 'scanning' })
      await perform(ctx, handlersWith(), jobId, goOn)
      await hurry(versionId)
    }
    expect(await truth(versionId)).toMatchObject({ state: 'held', reason_code: 'scan_failed' })
    expect(await storage.head('documents', versionId)).toBeNull()
    expect(await jobOf(versionId)).toMatchObject({
      state: 'failed',
      last_error: 'What is stored is not what was uploaded',
    })
  })

  it('and gets other bytes between scan and copy does not copy them', async () => {
    const { versionId, jobId } = await upload(plain)
    const swapped = storageBut({
      copy: async (from, to, key, etag) => {
        await storage.put('quarantine', key, eicar())
        await storage.copy(from, to, key, etag)
      },
    })
    await perform(ctx, handlersWith({ storage: swapped }), jobId, goOn)
    expect(await truth(versionId)).toMatchObject({ state: 'scanning' })
    expect(await storage.head('documents', versionId)).toBeNull()
  })
})

describe('a worker that is told to stop', () => {
  it('hands its work back at once, uncounted', async () => {
    const { versionId, jobId } = await upload(plain)
    const stop = new AbortController()
    const slow = storageBut({
      open: async (_bucket, _key, options) => {
        stop.abort(new Error('the worker stops'))
        options?.signal?.throwIfAborted()
        throw new Error('it was not told')
      },
    })
    await perform(ctx, handlersWith({ storage: slow }), jobId, stop.signal)
    expect(await jobOf(versionId)).toMatchObject({ state: 'waiting', attempts: 0 })
    await perform(ctx, handlersWith(), jobId, goOn)
    await expectAvailable(versionId, plain)
  })
})

describe('jobs and handlers', () => {
  it('do not start with a job that has no handler, two, or no definition', () => {
    const handlers = documentHandlers(tools())
    expect(() => bind(queues.documents, [])).toThrow('documents.scan has no handler')
    expect(() => bind(queues.documents, [...handlers, ...handlers])).toThrow('two handlers')
    expect(() => bind([], handlers)).toThrow('Nothing defines')
  })

  it('leave jobs alone that are done, failed, not due or unknown', async () => {
    const { versionId, jobId } = await upload(plain)
    for (const change of [`state = 'failed'`, `state = 'waiting', run_at = now() + interval '1 minute'`]) {
      await database.peek(`update jobs set ${change} where id = $1`, [jobId])
      await perform(ctx, handlersWith(), jobId, goOn)
      expect(await truth(versionId)).toMatchObject({ state: 'scanning' })
    }
    await perform(ctx, handlersWith(), randomUUID(), goOn)
  })
})
