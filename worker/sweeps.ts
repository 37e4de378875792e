import type { SystemContext } from '@muniment/core/context.ts'
import type { Knex } from '@muniment/core/db.ts'
import { oweMissingScans, wakeWaitingScans } from '@muniment/core/documents/rescan.ts'
import { releaseAbandonedJobs } from '@muniment/core/jobs/work.ts'
import { forgetBulks } from '@muniment/core/bulk/work.ts'
import { eraseTrash } from '@muniment/core/trash/eraseTrash.ts'
import { expireTrash } from '@muniment/core/trash/expireTrash.ts'
import { expireUploads } from '@muniment/core/uploads/expire.ts'
import type { Tools as PipelineTools } from './pipeline.ts'

/** Looks for what should have happened and did not, and says how much it put right. */
export interface Sweep<Tools = SweepTools> {
  name: string
  everySeconds: number
  run: (ctx: SystemContext, tools: Tools) => Promise<number>
}

export interface SweepTools extends Pick<PipelineTools, 'storage' | 'scanner'> {
  /** The jobs that this kind of worker does. */
  jobs: readonly string[]
}

export const sweeps: readonly Sweep[] = [
  { name: 'abandoned jobs', everySeconds: 3, run: (ctx, { jobs }) => releaseAbandonedJobs(ctx.db, jobs) },
  {
    name: 'files that waited for the scanner',
    everySeconds: 5,
    run: async (ctx, { scanner }) => {
      const { state } = await scanner.status()
      return state === 'ready' ? wakeWaitingScans(ctx.db) : 0
    },
  },
  { name: 'files without a job', everySeconds: 30, run: (ctx) => oweMissingScans(ctx.db) },
  { name: 'expired uploads', everySeconds: 60, run: (ctx, { storage }) => expireUploads(ctx, storage, 50) },
  { name: 'trash that is over', everySeconds: 60, run: (ctx) => expireTrash(ctx) },
  { name: 'purged documents', everySeconds: 60, run: (ctx, { storage }) => eraseTrash(ctx, storage) },
  { name: 'forgotten acts', everySeconds: 3600, run: (ctx) => forgetBulks(ctx) },
]

/**
 * Runs one sweep unless another worker is at it, which an advisory lock tells. The lock's transaction writes nothing:
 * what a sweep did stays done when the next thing fails. It is held on a connection of `locks`, a pool for nothing else:
 * sweeps that held the connections that they need would wait for each other.
 */
export async function sweepOnce<Tools>(
  ctx: SystemContext,
  locks: Knex,
  sweep: Sweep<Tools>,
  tools: Tools,
): Promise<number | null> {
  return locks.transaction(async (lock) => {
    const { rows } = await lock.raw<{ rows: { ours: boolean }[] }>(
      `select pg_try_advisory_xact_lock(hashtextextended(?, 0)) as ours`,
      [`sweep: ${sweep.name}`],
    )
    return rows[0]?.ours ? sweep.run(ctx, tools) : null
  })
}

/** Runs every sweep on its timer until closed; `locks` has a connection for each. What one throws is a line in the log, and the next run's work. */
export function startSweeps<Tools>(
  ctx: SystemContext,
  locks: Knex,
  sweeps: readonly Sweep<Tools>[],
  tools: Tools,
): { close: () => Promise<void> } {
  const running = new Map<string, Promise<void>>()

  function start(sweep: Sweep<Tools>): void {
    if (running.has(sweep.name)) return
    const run = sweepOnce(ctx, locks, sweep, tools)
      .then(
        (count) => {
          if (count) ctx.log.info({ sweep: sweep.name, count }, 'a sweep put something right')
        },
        (error: unknown) => ctx.log.warn({ sweep: sweep.name, error }, 'a sweep failed'),
      )
      .finally(() => running.delete(sweep.name))
    running.set(sweep.name, run)
  }

  const timers = sweeps.map((sweep) => setInterval(() => start(sweep), sweep.everySeconds * 1000))
  for (const sweep of sweeps) start(sweep)
  return {
    close: async () => {
      for (const timer of timers) clearInterval(timer)
      await Promise.all(running.values())
    },
  }
}
