import { systemContext, type SystemActor } from '@muniment/core/context.ts'
import { connect, type Knex } from '@muniment/core/db.ts'
import type { QueueName } from '@muniment/core/jobs/queues.ts'
import type { Logger } from '@muniment/core/log.ts'
import { startDispatch } from './dispatch.ts'
import { perform, type Handler } from './handle.ts'
import { openQueue } from './queue.ts'
import { startSweeps, type Sweep } from './sweeps.ts'

/** For work under way when the worker is told to stop: to end by itself, then to hand itself back. */
const graceMilliseconds = 7000
const handBackMilliseconds = 2500

export type Stop = () => Promise<void>

export interface WorkOptions<Tools> {
  queue: QueueName
  /** In whose name the work is done. */
  actor: SystemActor['name']
  db: Knex
  databaseUrl: string
  redisUrl: string
  /** Jobs at once. */
  concurrency: number
  handlers: ReadonlyMap<string, Handler>
  sweeps: readonly Sweep<Tools>[]
  tools: Tools
  log: Logger
}

/** Does the work of one queue, with its sweeps, until it is stopped: what is under way may end, or is handed back. */
export function startWork<Tools>(options: WorkOptions<Tools>): Stop {
  const { db, databaseUrl, handlers, log } = options
  const names = [...handlers.keys()]
  const stopping = new AbortController()
  const ctx = systemContext(db, log, options.actor)
  const performing = new Set<Promise<void>>()
  const queue = openQueue({
    name: options.queue,
    redisUrl: options.redisUrl,
    concurrency: options.concurrency,
    log,
    perform: async (id) => {
      const work = perform(ctx, handlers, id, stopping.signal)
      performing.add(work)
      try {
        await work
      } catch (error) {
        log.warn({ error, jobId: id }, 'how work ended could not be written down')
      } finally {
        performing.delete(work)
      }
    },
  })
  const dispatch = startDispatch({ db, databaseUrl, queue, names, log })
  const sweepLocks = connect(databaseUrl, 'muniment-sweeps', options.sweeps.length)
  const sweeping = startSweeps(systemContext(db, log, 'sweep'), sweepLocks, options.sweeps, options.tools)
  return async () => {
    await Promise.all([dispatch.close(), queue.close()])
    await atMost(graceMilliseconds, Promise.allSettled(performing))
    stopping.abort(new Error('the worker stops'))
    await atMost(handBackMilliseconds, Promise.allSettled([...performing, sweeping.close()]))
    await sweepLocks.destroy()
  }
}

async function atMost(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  await Promise.race([
    work,
    new Promise((resolve) => {
      timer = setTimeout(resolve, milliseconds)
    }),
  ])
  clearTimeout(timer)
}
