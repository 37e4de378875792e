import { createHash } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { systemContext, type SystemContext } from '@muniment/core/context.ts'
import { scanVersion } from '@muniment/core/documents/jobs.ts'
import type { Storage } from '@muniment/core/storage.ts'
import { documentHandlers } from '@muniment/worker/documents.ts'
import { bind, perform, type Handler } from '@muniment/worker/handle.ts'
import type { Tools } from '@muniment/worker/pipeline.ts'
import type { ScannerStatus } from '@muniment/worker/scan/scanner.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { createMember, createTestRoom, quiet, type TestMember } from './factories.ts'
import { services } from './services.ts'
import { createUploadedVersion, openTestStorage } from './storage.ts'

export const readyScanner: ScannerStatus = {
  state: 'ready',
  signatures: 'trial',
  updatedAt: '2030-01-01T00:00:00Z',
  version: 'ClamAV',
}

export interface Uploaded {
  versionId: string
  jobId: string
  etag: string
}

export interface JobTruth {
  state: string
  attempts: number
  last_error: string | null
}

/** Where a file has ended up: all that must be the same whatever happened on the way. */
export interface End {
  state: string
  reason: string | null
  sha256: string | null
  signatures: string | null
  /** The bytes that could be served. */
  served: Buffer | null
  inQuarantine: boolean
  decisions: string[]
  job: JobTruth | null
}

/** The work on uploaded files with the real services, each part of which can be put out of order. */
export interface ScanBench {
  database: TestDatabase
  storage: Storage
  member: TestMember
  ctx: SystemContext
  tools: (change?: Partial<Tools>) => Tools
  handlers: (change?: Partial<Tools>) => Map<string, Handler>
  /** The real storage, but some of its methods do something else. */
  storageBut: (change: Partial<Pick<Storage, 'copy' | 'remove' | 'head' | 'open'>>) => Storage
  upload: (bytes: Buffer) => Promise<Uploaded>
  /** Does the job as the worker does. */
  work: (jobId: string, change?: Partial<Tools>, stop?: AbortSignal) => Promise<void>
  /** As if the time had come: a waiting job is due now, an active one belongs to a worker that is gone. */
  hurry: (versionId: string) => Promise<void>
  eventsOf: (versionId: string) => Promise<string[]>
  jobOf: (versionId: string) => Promise<JobTruth | null>
  endOf: (versionId: string) => Promise<End>
  close: () => Promise<void>
}

/** The end of a clean file. */
export function passed(bytes: Buffer): End {
  return {
    state: 'available',
    reason: null,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    signatures: 'trial 2030-01-01T00:00:00Z',
    served: bytes,
    inQuarantine: false,
    decisions: ['documents.scanned available'],
    job: null,
  }
}

/** The end of a file that nobody may have. */
export function lockedAway(state: string, code: string): Partial<End> {
  return {
    state,
    reason: code,
    sha256: null,
    served: null,
    inQuarantine: true,
    decisions: [`documents.scanned ${state} ${code}`],
  }
}

export async function openScanBench(): Promise<ScanBench> {
  const [database, storage, folder] = await Promise.all([
    createTestDatabase(),
    openTestStorage(),
    mkdtemp(join(tmpdir(), 'muniment-scanning-')),
  ])
  const member = await createMember(database)
  const roomId = (await createTestRoom(member)).id
  const ctx = systemContext(database.worker, quiet, 'scan')
  const goOn = new AbortController().signal

  const tools = (change: Partial<Tools> = {}): Tools => ({
    storage,
    scanner: { status: async () => readyScanner },
    clamd: { host: services.clamdHost, port: services.clamdPort },
    scratch: { folder, limit: 100_000_000 },
    ...change,
  })
  const handlers = (change?: Partial<Tools>): Map<string, Handler> =>
    bind([scanVersion], documentHandlers(tools(change)))

  async function eventsOf(versionId: string): Promise<string[]> {
    const rows = await database.peek<{ type: string; data: { state: string; reason: string | null } }>(
      'select type, data from events where version_id = $1 order by position',
      [versionId],
    )
    return rows.map(({ type, data }) => [type, data.state, data.reason].filter(Boolean).join(' '))
  }

  async function jobOf(versionId: string): Promise<JobTruth | null> {
    const [job] = await database.peek<JobTruth & Record<string, unknown>>(
      'select state, attempts, last_error from jobs where key = $1 and name = $2',
      [versionId, scanVersion.name],
    )
    return job ?? null
  }

  async function served(versionId: string): Promise<Buffer | null> {
    if ((await storage.head('documents', versionId)) === null) return null
    return buffer((await storage.open('documents', versionId)).stream)
  }

  return {
    database,
    storage,
    member,
    ctx,
    tools,
    handlers,
    storageBut: (change) =>
      new Proxy(storage, {
        get(target, name) {
          const changed: unknown = Reflect.get(change, name)
          if (changed) return changed
          const value: unknown = Reflect.get(target, name)
          return typeof value === 'function' ? value.bind(target) : value
        },
      }),
    upload: async (bytes) => {
      const { versionId, etag } = await createUploadedVersion(database, storage, member, roomId, bytes)
      const [job] = await database.peek<{ id: string }>('select id from jobs where key = $1 and name = $2', [
        versionId,
        scanVersion.name,
      ])
      if (!job) throw new Error('no job is owed')
      return { versionId, jobId: job.id, etag }
    },
    work: (jobId, change, stop = goOn) => perform(ctx, handlers(change), jobId, stop),
    hurry: async (versionId) => {
      await database.peek(
        `update jobs set run_at = now(), heartbeat_at = case when state = 'active' then now() - interval '1 hour' end
         where key = $1 and name = $2`,
        [versionId, scanVersion.name],
      )
    },
    eventsOf,
    jobOf,
    endOf: async (versionId) => {
      const [version] = await database.peek<{
        state: string
        reason_code: string | null
        reason_message: string | null
        sha256: Buffer | null
        signatures: string | null
      }>('select * from versions where id = $1', [versionId])
      if (!version) throw new Error('no such version')
      // A reason is a code and whole sentences.
      const explained = version.reason_code !== null && /^[A-Z].+\.$/.test(version.reason_message ?? '')
      return {
        state: version.state,
        reason: explained ? version.reason_code : null,
        sha256: version.sha256?.toString('hex') ?? null,
        signatures: version.signatures,
        served: await served(versionId),
        inQuarantine: (await storage.head('quarantine', versionId)) !== null,
        decisions: (await eventsOf(versionId)).filter((event) => event.startsWith('documents.scanned')),
        job: await jobOf(versionId),
      }
    },
    close: async () => {
      storage.close()
      await Promise.all([database.drop(), rm(folder, { recursive: true })])
    },
  }
}
