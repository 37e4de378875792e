import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemContext, type SystemContext } from '@muniment/core/context.ts'
import { connect } from '@muniment/core/db.ts'
import type { Storage } from '@muniment/core/storage.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { createMember, createTestRoom, quiet, type TestMember } from '../test/factories.ts'
import { createUploadedVersion, openTestStorage } from '../test/storage.ts'
import { dispatchDue, startDispatch } from './dispatch.ts'
import type { ScannerStatus } from './scan/scanner.ts'
import { startSweeps, sweepOnce, sweeps, type SweepTools } from './sweeps.ts'

let database: TestDatabase
let storage: Storage
let member: TestMember
let roomId: string
let ctx: SystemContext
const names = ['documents.scan']

beforeAll(async () => {
  ;[database, storage] = await Promise.all([createTestDatabase(), openTestStorage()])
  member = await createMember(database)
  roomId = (await createTestRoom(member)).id
  ctx = systemContext(database.worker, quiet, 'sweep')
})
afterAll(async () => {
  storage.close()
  await database.drop()
})
beforeEach(() => database.peek('delete from jobs'))

const ready: ScannerStatus = { state: 'ready', signatures: 'trial', updatedAt: null, version: null }

function tools(state: ScannerStatus['state'] = 'ready'): SweepTools {
  return { storage, scanner: { status: async () => ({ ...ready, state }) }, jobs: names }
}

function sweep(name: string, state?: ScannerStatus['state']): Promise<number | null> {
  const found = sweeps.find((candidate) => candidate.name === name)
  if (!found) throw new Error(`no sweep ${name}`)
  return sweepOnce(ctx, ctx.db, found, tools(state))
}

async function createJob(change = 'name = name'): Promise<string> {
  const [job] = await database.peek<{ id: string }>(
    `insert into jobs (organization_id, name, key, payload) values ($1, 'documents.scan', $2, '{}') returning id`,
    [member.organizationId, randomUUID()],
  )
  if (!job) throw new Error('no job')
  await database.peek(`update jobs set ${change} where id = $1`, [job.id])
  return job.id
}

async function stateOf(id: string): Promise<string | undefined> {
  const [job] = await database.peek<{ state: string }>('select state from jobs where id = $1', [id])
  return job?.state
}

/** A queue that notes what it was handed. */
function paperQueue(): {
  handed: string[]
  emptied: boolean
  enqueue: (ids: readonly string[]) => Promise<void>
  wasEmptied: () => Promise<boolean>
} {
  const queue = {
    handed: [] as string[],
    emptied: false,
    enqueue: async (ids: readonly string[]) => {
      queue.handed.push(...ids)
    },
    wasEmptied: async () => {
      const { emptied } = queue
      queue.emptied = false
      return emptied
    },
  }
  return queue
}

describe('dispatch', () => {
  it('hands over each due job once, and again when Redis lost it', async () => {
    const queue = paperQueue()
    const due = await createJob()
    await createJob(`run_at = now() + interval '1 minute'`)
    await createJob(`state = 'active', heartbeat_at = now()`)
    await createJob(`state = 'failed'`)
    await createJob(`name = 'of somebody else'`)
    await dispatchDue({ db: database.worker, queue, names })
    await dispatchDue({ db: database.worker, queue, names })
    expect(queue.handed).toEqual([due])
    queue.emptied = true
    await dispatchDue({ db: database.worker, queue, names })
    expect(queue.handed).toEqual([due, due])
  })

  it('hands a job over again that was handed over long ago and is still waiting', async () => {
    const queue = paperQueue()
    const lost = await createJob(`heartbeat_at = now() - interval '31 seconds'`)
    expect(await dispatchDue({ db: database.worker, queue, names })).toBe(1)
    expect(queue.handed).toEqual([lost])
  })

  it('hands over again what the queue did not take', async () => {
    const queue = paperQueue()
    const due = await createJob()
    const deaf = { ...queue, enqueue: async () => Promise.reject(new Error('Redis does not answer')) }
    await expect(dispatchDue({ db: database.worker, queue: deaf, names })).rejects.toThrow('Redis')
    await dispatchDue({ db: database.worker, queue, names })
    expect(queue.handed).toEqual([due])
  })

  it('hands over at once what a worker was handing over that died', async () => {
    const queue = paperQueue()
    const due = await createJob()
    const [handing, dying] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const enqueue = (): Promise<void> => {
      handing.resolve()
      return dying.promise
    }
    const first = dispatchDue({ db: database.worker, queue: { ...queue, enqueue }, names }).then(
      () => 'done',
      () => 'dead',
    )
    await handing.promise
    const cut = `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and state = 'idle in transaction'`
    await expect.poll(() => database.peek(cut, [database.name])).toHaveLength(1)
    expect(await dispatchDue({ db: database.worker, queue, names })).toBe(1)
    expect(queue.handed).toEqual([due])
    dying.resolve()
    expect(await first).toBe('dead')
  })

  it('hands over more than it takes at once', async () => {
    const queue = paperQueue()
    await database.peek(
      `insert into jobs (name, key, payload) select 'documents.scan', n::text, '{}' from generate_series(1, 450) n`,
    )
    expect(await dispatchDue({ db: database.worker, queue, names })).toBe(450)
    expect(new Set(queue.handed).size).toBe(450)
  })

  it('hears of a new job at once, without its timer', async () => {
    const queue = paperQueue()
    const dispatch = startDispatch({
      db: database.worker,
      databaseUrl: database.url('worker'),
      queue,
      names,
      log: quiet,
      lookEvery: 1e9,
    })
    const early = await createJob()
    await vi.waitFor(() => expect(queue.handed).toEqual([early]), 10_000)
    const late = await createJob()
    await vi.waitFor(() => expect(queue.handed).toEqual([early, late]), 10_000)
    await dispatch.close()
  })

  it('catches up when its connection to Postgres was lost', async () => {
    const queue = paperQueue()
    const dispatch = startDispatch({
      db: database.worker,
      databaseUrl: database.url('worker'),
      queue,
      names,
      log: quiet,
      lookEvery: 1e9,
    })
    await vi.waitFor(async () => {
      const listening = `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and application_name = 'muniment-jobs'`
      expect(await database.peek(listening, [database.name])).toHaveLength(1)
    }, 10_000)
    const job = await createJob()
    await vi.waitFor(() => expect(queue.handed).toContain(job), 10_000)
    await dispatch.close()
  })
})

describe('the sweeps', () => {
  it('free the job of a worker that is gone, and no other', async () => {
    const gone = await createJob(`state = 'active', heartbeat_at = now() - interval '11 seconds'`)
    const alive = await createJob(`state = 'active', heartbeat_at = now() - interval '5 seconds'`)
    const failed = await createJob(`state = 'failed', heartbeat_at = now() - interval '1 hour'`)
    expect(await sweep('abandoned jobs')).toBe(1)
    expect([await stateOf(gone), await stateOf(alive), await stateOf(failed)]).toEqual(['waiting', 'active', 'failed'])
  })

  it('owe the check of a file that has no job, but not while its upload may still be committing', async () => {
    const { versionId } = await createUploadedVersion(database, storage, member, roomId, Buffer.from('x'), {
      owed: false,
    })
    expect(await sweep('files without a job')).toBe(0)
    await database.peek(`update versions set created_at = now() - interval '11 seconds' where id = $1`, [versionId])
    expect(await sweep('files without a job')).toBe(1)
    expect(await sweep('files without a job')).toBe(0)
    const jobs = await database.peek('select name, key, payload, state from jobs')
    expect(jobs).toEqual([{ name: 'documents.scan', key: versionId, payload: { versionId }, state: 'waiting' }])
    await database.peek(`update versions set state = 'held', reason_code = 'encrypted' where id = $1`, [versionId])
  })

  it('wake what waits for the scanner when that is ready, and nothing that waits for another reason', async () => {
    const waiting = await createUploadedVersion(database, storage, member, roomId, Buffer.from('x'))
    const retried = await createUploadedVersion(database, storage, member, roomId, Buffer.from('x'))
    await database.peek(`update versions set reason_code = 'waiting_scanner' where id = $1`, [waiting.versionId])
    await database.peek(`update jobs set run_at = now() + interval '1 minute'`)
    expect(await sweep('files that waited for the scanner', 'unreachable')).toBe(0)
    expect(await sweep('files that waited for the scanner')).toBe(1)
    expect(await database.peek('select key from jobs where run_at <= now()')).toEqual([{ key: waiting.versionId }])
    await database.peek('update versions set reason_code = null, state = $2 where id = any($1)', [
      [waiting.versionId, retried.versionId],
      'held',
    ])
  })

  it('forget an upload whose time is over, with its parts, unless it is being written to', async () => {
    async function createUpload(change: string): Promise<string> {
      const id = randomUUID()
      const multipart = await storage.startMultipart('quarantine', id)
      await storage.putPart('quarantine', id, multipart, 1, Buffer.from('a part'))
      await database.peek(
        `insert into uploads (id, organization_id, member_id, room_id, name, size, multipart_id, expires_at)
         values ($1, $2, $3, $4, 'a.bin', 100, $5, now() + interval '1 hour')`,
        [id, member.organizationId, member.memberId, roomId, multipart],
      )
      await database.peek(`update uploads set ${change} where id = $1`, [id])
      return id
    }
    const over = await createUpload(`expires_at = now() - interval '1 second'`)
    const written = await createUpload(
      `expires_at = now() - interval '1 second', lease_until = now() + interval '1 minute'`,
    )
    const fresh = await createUpload('id = id')
    expect(await sweep('expired uploads')).toBe(1)
    const left = await database.peek<{ id: string; multipart_id: string }>('select id, multipart_id from uploads')
    expect(left.map(({ id }) => id).toSorted()).toEqual([written, fresh].toSorted())
    expect(left.some(({ id }) => id === over)).toBe(false)
    for (const { id, multipart_id } of left) await storage.abortMultipart('quarantine', id, multipart_id)
  })

  it('are run by one worker at a time', async () => {
    const others = Promise.withResolvers<void>()
    let refused = 0
    const slow = {
      name: 'slow',
      everySeconds: 1,
      run: async () => {
        await others.promise
        return 7
      },
    }
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const outcome = await sweepOnce(ctx, ctx.db, slow, tools())
        if (outcome === null && ++refused === 4) others.resolve()
        return outcome
      }),
    )
    expect(outcomes.filter((outcome) => outcome !== null)).toEqual([7])
  })

  it('all come to their end at once when the worker has one connection for its work', async () => {
    const one = connect(database.url('worker'), 'test', 1)
    const locks = connect(database.url('worker'), 'test', 5)
    const ran: number[] = []
    const many = Array.from({ length: 5 }, (_, index) => ({
      name: `sweep ${index}`,
      everySeconds: 3600,
      run: async (of: SystemContext) => {
        await of.db.raw('select 1')
        return ran.push(index)
      },
    }))
    const sweeping = startSweeps(systemContext(one, quiet, 'sweep'), locks, many, tools())
    await sweeping.close()
    expect(new Set(ran)).toEqual(new Set([0, 1, 2, 3, 4]))
    await Promise.all([one.destroy(), locks.destroy()])
  })

  it('run on their timers and go on after a failure', async () => {
    const broken: SweepTools = { ...tools(), scanner: { status: async () => Promise.reject(new Error('broken')) } }
    const sweeping = startSweeps(ctx, ctx.db, sweeps, broken)
    const gone = await createJob(`state = 'active', heartbeat_at = now() - interval '11 seconds'`)
    await vi.waitFor(async () => expect(await stateOf(gone)).toBe('waiting'), 15_000)
    await sweeping.close()
  })
})
