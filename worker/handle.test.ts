import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scanVersion } from '@muniment/core/documents/jobs.ts'
import { queues } from '@muniment/core/jobs/queues.ts'
import { retryJob } from '@muniment/core/jobs/retry.ts'
import { eicar } from '../test/hostile/eicar.ts'
import { lockedAway, openScanBench, passed, type ScanBench } from '../test/scanning.ts'
import { documentHandlers } from './documents.ts'
import { bind } from './handle.ts'
import type { Tools } from './pipeline.ts'

let bench: ScanBench
beforeAll(async () => {
  bench = await openScanBench()
})
afterAll(() => bench.close())

const plain = Buffer.from('a plain file')

describe('a worker that is killed', () => {
  const die = async (): Promise<never> => {
    throw new Error('killed')
  }

  it.each<[string, () => Partial<Tools>]>([
    ['before it read a byte', () => ({ storage: bench.storageBut({ head: die }) })],
    ['in mid-scan', () => ({ storage: bench.storageBut({ open: die }) })],
    ['after the scan, before the copy', () => ({ storage: bench.storageBut({ copy: die }) })],
    [
      'after the copy, before the decision',
      () => ({ storage: bench.storageBut({ copy: async (...copied) => bench.storage.copy(...copied).then(die) }) }),
    ],
    ['after the decision, before quarantine is cleared', () => ({ storage: bench.storageBut({ remove: die }) })],
    [
      'after quarantine is cleared, before the job is',
      () => ({
        storage: bench.storageBut({ remove: async (...removed) => bench.storage.remove(...removed).then(die) }),
      }),
    ],
  ])('%s leaves the same end: available once, one event, nothing behind', async (_where, change) => {
    const { versionId, jobId } = await bench.upload(plain)
    await bench.work(jobId, change())
    // As a kill leaves it: active, with a heartbeat that has stopped.
    await bench.database.peek(`update jobs set state = 'active' where id = $1`, [jobId])
    await bench.hurry(versionId)
    await bench.work(jobId)
    expect(await bench.endOf(versionId)).toEqual(passed(plain))
  })

  it('between its copy and a decision that turns out otherwise leaves nothing that could be served', async () => {
    const { versionId, jobId, etag } = await bench.upload(eicar())
    await bench.storage.copy('quarantine', 'documents', versionId, etag)
    await bench.work(jobId)
    expect(await bench.endOf(versionId)).toMatchObject(lockedAway('infected', 'infected'))
  })

  it('keeps its job from others while its heart beats, and loses it after', async () => {
    const { versionId, jobId } = await bench.upload(plain)
    await bench.database.peek(`update jobs set state = 'active', heartbeat_at = now() where id = $1`, [jobId])
    await bench.work(jobId)
    expect(await bench.endOf(versionId)).toMatchObject({ state: 'scanning' })
    await bench.database.peek(`update jobs set heartbeat_at = now() - interval '11 seconds' where id = $1`, [jobId])
    await bench.work(jobId)
    expect(await bench.endOf(versionId)).toEqual(passed(plain))
  })

  it('by the file itself, again and again, ends in a hold that can be tried again', async () => {
    const { versionId, jobId } = await bench.upload(plain)
    await bench.database.peek(`update jobs set attempts = 8, state = 'active' where id = $1`, [jobId])
    await bench.hurry(versionId)
    await bench.work(jobId)
    expect(await bench.endOf(versionId)).toMatchObject({
      ...lockedAway('held', 'scan_failed'),
      job: { state: 'failed' },
    })

    await retryJob(bench.member.ctx, jobId)
    await bench.work(jobId)
    const decisions = ['documents.scanned held scan_failed', 'documents.scanned available']
    expect(await bench.endOf(versionId)).toEqual({ ...passed(plain), decisions })
  })
})

describe('two workers on one file', () => {
  it('decide once, with one event', async () => {
    const { versionId, jobId } = await bench.upload(plain)
    const [handler] = documentHandlers(bench.tools())
    if (!handler) throw new Error('no handler')
    const work = { attempt: 1, signal: new AbortController().signal }
    const outcomes = await Promise.allSettled(
      Array.from({ length: 4 }, () => handler.run(bench.ctx, { versionId }, work)),
    )
    expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true)
    await bench.database.peek('delete from jobs where id = $1', [jobId])
    expect(await bench.endOf(versionId)).toEqual(passed(plain))
  })

  it('do not both take the job', async () => {
    const { versionId, jobId } = await bench.upload(plain)
    let scans = 0
    const counted = bench.storageBut({ head: async (...asked) => (scans++, bench.storage.head(...asked)) })
    await Promise.all(Array.from({ length: 5 }, () => bench.work(jobId, { storage: counted })))
    expect(scans).toBe(1)
    expect(await bench.endOf(versionId)).toEqual(passed(plain))
  })
})

describe('a worker that is told to stop', () => {
  it('hands its work back at once, uncounted', async () => {
    const { versionId, jobId } = await bench.upload(plain)
    const stop = new AbortController()
    const told = bench.storageBut({
      open: async (_bucket, _key, options) => {
        stop.abort(new Error('the worker stops'))
        options?.signal?.throwIfAborted()
        throw new Error('it was not told')
      },
    })
    await bench.work(jobId, { storage: told }, stop.signal)
    expect(await bench.jobOf(versionId)).toMatchObject({ state: 'waiting', attempts: 0 })
    await bench.work(jobId)
    expect(await bench.endOf(versionId)).toEqual(passed(plain))
  })
})

describe('jobs and handlers', () => {
  it('do not start with a job that has no handler, two, or no definition', () => {
    const handlers = documentHandlers(bench.tools())
    expect(() => bind(queues.documents, [])).toThrow('documents.scan has no handler')
    expect(() => bind([scanVersion], [...handlers, ...handlers])).toThrow('two handlers')
    expect(() => bind([], handlers)).toThrow('Nothing defines')
  })

  it('leave jobs alone that are done, failed, not due or unknown', async () => {
    const { versionId, jobId } = await bench.upload(plain)
    for (const change of [`state = 'failed'`, `state = 'waiting', run_at = now() + interval '1 minute'`]) {
      await bench.database.peek(`update jobs set ${change} where id = $1`, [jobId])
      await bench.work(jobId)
      expect(await bench.endOf(versionId)).toMatchObject({ state: 'scanning' })
    }
    await bench.work(randomUUID())
  })
})
