import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { quiet } from '../test/factories.ts'
import { startRelay, type Relay } from '../test/relay.ts'
import { services } from '../test/services.ts'
import { openQueue, type WorkQueue } from './queue.ts'

// A database of its own in Redis, which may be emptied.
const [host = '', port = ''] = services.redis.split(':')
const redisUrl = `redis://worker:test@${services.redis}/7`

let redis: Redis
beforeAll(async () => {
  redis = new Redis(`redis://${services.redis}/7`)
  await redis.flushdb()
})
afterAll(() => redis.disconnect())

const opened: { close: () => Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((thing) => thing.close()))
})

/** A queue whose work is to note its id and take as long as `work` does. */
function open(
  done: string[],
  options: { url?: string; name?: string; work?: (id: string) => Promise<void> } = {},
): WorkQueue {
  const queue = openQueue({
    name: options.name ?? `test-${randomUUID()}`,
    redisUrl: options.url ?? redisUrl,
    concurrency: 2,
    log: quiet,
    perform: async (id) => {
      await options.work?.(id)
      done.push(id)
    },
  })
  opened.push(queue)
  return queue
}

async function relayToRedis(): Promise<{ relay: Relay; url: string }> {
  const relay = await startRelay(host, Number(port))
  opened.push(relay)
  return { relay, url: `redis://worker:test@${relay.host}:${relay.port}/7` }
}

const ids = (count: number): string[] => Array.from({ length: count }, () => randomUUID())
/** Far more than it takes, for machines that are busy. */
const patience = { timeout: 18_000, interval: 100 }
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

describe('the queue', () => {
  it('gives each job to the worker once, two at a time', async () => {
    const done: string[] = []
    let most = 0
    const queue: WorkQueue = open(done, {
      work: async () => {
        most = Math.max(most, queue.busy)
        await sleep(50)
      },
    })
    const jobs = ids(6)
    await queue.enqueue(jobs)
    await queue.enqueue(jobs)
    await vi.waitFor(() => expect(done.toSorted()).toEqual(jobs.toSorted()), patience)
    await sleep(200)
    expect(done).toHaveLength(6)
    expect(most).toBe(2)
  })

  it('takes an id again once it is done, or has failed', async () => {
    const done: string[] = []
    let attempts = 0
    const queue = open(done, {
      work: async () => {
        if (++attempts <= 2) throw new Error('not yet')
      },
    })
    const [id = ''] = ids(1)
    for (let round = 1; round <= 4; round++) {
      // While Bull still has it, as one that is just ending, it is rightly ignored.
      await vi.waitFor(async () => {
        await queue.enqueue([id])
        expect(attempts).toBeGreaterThanOrEqual(round)
      }, patience)
    }
    await vi.waitFor(() => expect(done.length).toBeGreaterThanOrEqual(2), patience)
  })

  it('says once that Redis was emptied', async () => {
    const queue = open([])
    expect(await queue.wasEmptied()).toBe(true)
    expect(await queue.wasEmptied()).toBe(false)
    await redis.flushdb()
    expect(await queue.wasEmptied()).toBe(true)
    expect(await queue.wasEmptied()).toBe(false)
  })

  it('goes on when Redis is emptied under its work', async () => {
    const done: string[] = []
    const gate = Promise.withResolvers<void>()
    const queue = open(done, { work: () => gate.promise })
    const before = ids(2)
    await queue.enqueue(before)
    await vi.waitFor(() => expect(queue.busy).toBe(2), patience)
    await redis.flushdb()
    gate.resolve()
    const after = ids(3)
    await queue.enqueue(after)
    await vi.waitFor(() => expect(done.toSorted()).toEqual([...before, ...after].toSorted()), patience)
  })

  it('goes on when Redis was away for a while', async () => {
    const done: string[] = []
    const { relay, url } = await relayToRedis()
    const queue = open(done, { url })
    await queue.enqueue(ids(1))
    await vi.waitFor(() => expect(done).toHaveLength(1), patience)
    relay.cut()
    await sleep(1500)
    relay.mend()
    await vi.waitFor(() => queue.enqueue(ids(2)), { timeout: 10_000, interval: 500 })
    await vi.waitFor(() => expect(done.length).toBeGreaterThanOrEqual(3), 15_000)
  })

  it('begins when Redis comes, if it was not there at first', async () => {
    const done: string[] = []
    const { relay, url } = await relayToRedis()
    relay.cut()
    const queue = open(done, { url })
    await sleep(1000)
    relay.mend()
    await vi.waitFor(() => queue.enqueue(ids(1)), { timeout: 10_000, interval: 500 })
    await vi.waitFor(() => expect(done).toHaveLength(1), 15_000)
  })

  it('says so within seconds when Redis hangs, instead of waiting for it', async () => {
    const { relay, url } = await relayToRedis()
    const queue = open([], { url })
    await queue.enqueue(ids(1))
    relay.stall()
    await expect(queue.enqueue(ids(1))).rejects.toThrow('Redis does not answer')
    relay.mend()
  })

  it('lets another worker take what one left when it closed', async () => {
    const done: string[] = []
    const name = `test-${randomUUID()}`
    const gate = Promise.withResolvers<void>()
    const first = open([], { name, work: () => gate.promise })
    const jobs = ids(4)
    await first.enqueue(jobs)
    await vi.waitFor(() => expect(first.busy).toBe(2), patience)
    await first.close()
    gate.resolve()
    open(done, { name })
    await vi.waitFor(() => expect(done.toSorted()).toEqual(jobs.toSorted()), { timeout: 30_000, interval: 500 })
  }, 40_000)
})
