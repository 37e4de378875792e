import { z } from 'zod'
import { systemContext, type OperatorContext, type SystemContext } from '@muniment/core/context.ts'
import { checkObjects, type CheckOptions } from '@muniment/core/integrity/checkObjects.ts'
import { compareObjects } from '@muniment/core/integrity/compareObjects.ts'
import { Report } from '@muniment/core/integrity/schema.ts'
import type { Storage } from '@muniment/core/storage.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { createMember, createPerson, createTestRoom, operatorContext, quiet, type TestMember } from './factories.ts'
import { createStoredDocument, openOwnStorage, type OwnStorage } from './storage.ts'

const RunFacts = z.object({
  state: z.string(),
  done: z.number(),
  total: z.number(),
  bytes: z.number(),
  report: Report,
})
type RunFacts = z.infer<typeof RunFacts>

export interface IntegrityBench {
  database: TestDatabase
  member: TestMember
  roomId: string
  operator: OperatorContext
  /** As the worker. */
  ctx: SystemContext
  /** Of one test: see `begin`. */
  storage: () => Storage
  signal: AbortSignal
  options: CheckOptions
  /** Empty buckets for the next test. */
  begin: () => Promise<void>
  /** Removes what a test left. */
  end: () => Promise<void>
  close: () => Promise<void>
  /** Later than any grace. */
  later: () => SystemContext
  store: (bytes: Buffer | string) => Promise<{ documentId: string; versionId: string }>
  newRun: (kind: string) => Promise<string>
  runOf: (id: string) => Promise<RunFacts>
  check: (kind?: string, change?: Partial<CheckOptions>) => Promise<RunFacts>
  compare: (kind?: 'compare' | 'repair', as?: SystemContext) => Promise<RunFacts>
  versionOf: (versionId: string) => Promise<{ state: string; reason_code: string | null; shown: string } | undefined>
  /** What the appliance itself recorded of a version. */
  eventsOf: (versionId: string) => Promise<string[]>
}

/** Checks and comparisons on a database and buckets of their own, as the worker does them. */
export async function openIntegrityBench(): Promise<IntegrityBench> {
  const database = await createTestDatabase()
  const member = await createMember(database)
  const roomId = (await createTestRoom(member)).id
  const operator = operatorContext(database, await createPerson(database, { operator: true }))
  const ctx = systemContext(database.worker, quiet, 'integrity')
  const { signal } = new AbortController()
  const options: CheckOptions = { days: 30, bytesPerSecond: 1e12, pauses: [1], untilIdle: async () => {} }
  let own: OwnStorage | undefined

  const storage = (): Storage => {
    if (own === undefined) throw new Error('begin first')
    return own.storage
  }
  const newRun = async (kind: string): Promise<string> => {
    const [run] = await database.peek<{ id: string }>('insert into integrity_runs (kind) values ($1) returning id', [
      kind,
    ])
    if (run === undefined) throw new Error('no run')
    return run.id
  }
  const runOf = async (id: string): Promise<RunFacts> => {
    const [run] = await database.peek('select * from integrity_runs where id = $1', [id])
    return RunFacts.parse(run)
  }
  return {
    database,
    member,
    roomId,
    operator,
    ctx,
    storage,
    signal,
    options,
    begin: async () => {
      own = await openOwnStorage()
    },
    end: async () => {
      await own?.drop()
      await database.peek(`
        begin; set constraints all deferred;
        delete from previews; delete from versions; delete from uploads; delete from documents; delete from stored_objects;
        delete from integrity_runs; delete from jobs; delete from trash;
        commit`)
    },
    close: () => database.drop(),
    later: () => ({ ...ctx, now: () => new Date(Date.now() + 15 * 86_400_000) }),
    store: (bytes) => createStoredDocument(database, storage(), member, roomId, Buffer.from(bytes)),
    newRun,
    runOf,
    check: async (kind = 'all', change = {}) => {
      const id = await newRun(kind)
      await checkObjects(ctx, storage(), id, { ...options, ...change }, signal)
      return runOf(id)
    },
    compare: async (kind = 'compare', as = ctx) => {
      const id = await newRun(kind)
      await compareObjects(as, storage(), id, signal)
      return runOf(id)
    },
    versionOf: async (versionId) => {
      const [version] = await database.peek<{ state: string; reason_code: string | null; shown: string }>(
        `select n.state, n.reason_code, d.state as shown from versions n join documents d on d.id = n.document_id
         where n.id = $1`,
        [versionId],
      )
      return version
    },
    eventsOf: async (versionId) => {
      const events = await database.peek<{ type: string }>(
        `select type from events where version_id = $1 and actor_system is not null order by position`,
        [versionId],
      )
      return events.map(({ type }) => type)
    },
  }
}
