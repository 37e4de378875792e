import Bull from 'bull'
import type { Logger } from '@muniment/core/log.ts'

// The only file that knows Bull. What is in Redis is a copy of waiting rows of `jobs` by their ids, for speed; it may
// vanish at any moment.

export interface WorkQueue {
  /** Hands over jobs by id; one that is in the queue already is left as it is. */
  enqueue: (ids: readonly string[]) => Promise<void>
  /** True once after Redis has lost what was in it (and at the very first time). */
  wasEmptied: () => Promise<boolean>
  /** How many are being worked on by this process. */
  readonly busy: number
  /** Takes no more; what is being worked on goes on. */
  close: () => Promise<void>
}

export interface QueueOptions {
  name: string
  redisUrl: string
  concurrency: number
  perform: (id: string) => Promise<void>
  log: Logger
}

// A worker that was killed loses its lock after 9 s; others look for such jobs every 3 s.
const settings: Bull.AdvancedSettings = {
  lockDuration: 9000,
  lockRenewTime: 3000,
  stalledInterval: 3000,
  // How often a job may be lost is counted in Postgres. Here, one that is `failed` would block its id for ever.
  maxStalledCount: 1_000_000,
  retryProcessDelay: 1000,
}
const jobOptions: Bull.JobOptions = { attempts: 1, removeOnComplete: true, removeOnFail: true }
const commandTimeout = 5000
const watchEvery = 15_000

/** Opens the queue and works through it until it is closed, however often Redis goes and comes. */
export function openQueue({ name, redisUrl, concurrency, perform, log }: QueueOptions): WorkQueue {
  const performing = new Set<string>()
  let closed = false
  let idleChecks = 0
  let lastComplaint = 0
  let queue = open()

  function complain(error: Error): void {
    // Each of the three connections says the same many times a second.
    if (closed || Date.now() - lastComplaint < 30_000) return
    lastComplaint = Date.now()
    log.warn({ queue: name, reason: error.message }, 'the queue is in trouble')
  }

  function open(): Bull.Queue<object> {
    const opened = new Bull<object>(name, redisUrl, {
      redis: { retryStrategy: (times: number) => Math.min(100 * times, 2000), keepAlive: 10_000 },
      settings,
    })
    // Bull names its connections by a command whose failure it leaves unhandled; nobody needs the names.
    Object.assign(opened, { setWorkerName: async () => {} })
    opened.on('error', complain)
    opened
      .process(concurrency, async (job) => {
        const id = String(job.id)
        performing.add(id)
        try {
          await perform(id)
        } finally {
          performing.delete(id)
        }
      })
      .catch((error: unknown) => {
        complain(error instanceof Error ? error : new Error(String(error)))
        reopenLater(opened)
      })
    return opened
  }

  function reopenLater(broken: Bull.Queue<object>): void {
    setTimeout(() => {
      if (closed || broken !== queue) return
      discard(broken)
      queue = open()
    }, 2000)
  }

  function discard(broken: Bull.Queue<object>): void {
    within(broken.close(true)).catch(complain)
  }

  /** Bull's reader has been seen to stop for good after Redis was away: jobs wait, and nobody takes them. */
  async function watch(): Promise<void> {
    const waiting = await within(queue.getWaitingCount())
    idleChecks = waiting > 0 && performing.size === 0 ? idleChecks + 1 : 0
    if (idleChecks < 2 || closed) return
    idleChecks = 0
    log.warn({ queue: name, waiting }, 'the queue is opened anew')
    const stuck = queue
    queue = open()
    discard(stuck)
  }
  const watching = setInterval(() => void watch().catch(complain), watchEvery)

  return {
    enqueue: async (ids) => {
      await within(queue.addBulk(ids.map((jobId) => ({ data: {}, opts: { ...jobOptions, jobId } }))))
    },
    wasEmptied: async () => (await within(queue.client.set(`muniment:${name}:filled`, '1', 'NX'))) === 'OK',
    get busy() {
      return performing.size
    },
    close: async () => {
      closed = true
      clearInterval(watching)
      await within(queue.close(true)).catch(() => undefined)
    },
  }
}

/** Commands wait in memory while Redis is away; nobody else should wait for that. */
async function within<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('Redis does not answer')), commandTimeout)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
