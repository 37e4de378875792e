import type { Knex } from '@muniment/core/db.ts'
import { forgetHandedJobs, handDueJobs } from '@muniment/core/jobs/work.ts'
import { listen } from '@muniment/core/listen.ts'
import type { Logger } from '@muniment/core/log.ts'
import type { WorkQueue } from './queue.ts'

export interface DispatchOptions {
  db: Knex
  databaseUrl: string
  queue: Pick<WorkQueue, 'enqueue' | 'wasEmptied'>
  names: readonly string[]
  log: Logger
  /** Milliseconds between looks that nobody asked for. */
  lookEvery?: number
}

const atOnce = 200

/** Hands every due job to the queue, and all of them again when Redis forgot. How many. */
export async function dispatchDue({
  db,
  queue,
  names,
}: Pick<DispatchOptions, 'db' | 'queue' | 'names'>): Promise<number> {
  if (await queue.wasEmptied()) await forgetHandedJobs(db, names)
  let total = 0
  for (;;) {
    const handed = await handDueJobs(db, names, atOnce, queue.enqueue)
    total += handed
    if (handed < atOnce) return total
  }
}

/**
 * Moves owed jobs from Postgres into the queue: at once when Postgres says that there are some, and on a timer for what
 * was not heard, for retries whose time has come, and for what Redis lost.
 */
export function startDispatch(options: DispatchOptions): { close: () => Promise<void> } {
  const { log } = options
  let running: Promise<void> | null = null
  let again = false

  function look(): void {
    if (running) {
      again = true
      return
    }
    running = dispatchDue(options)
      .then(
        () => undefined,
        (error: unknown) => log.warn({ error }, 'jobs could not be handed over'),
      )
      .finally(() => {
        running = null
        if (!again) return
        again = false
        look()
      })
  }

  const timer = setInterval(look, options.lookEvery ?? 2000)
  const listener = listen(options.databaseUrl, ['jobs'], look, { log, applicationName: 'muniment-jobs', onBack: look })
  return {
    close: async () => {
      clearInterval(timer)
      again = false
      await Promise.all([listener.close(), running])
    },
  }
}
