import { setTimeout as sleep } from 'node:timers/promises'
import type { SystemContext } from '@muniment/core/context.ts'
import type { Knex } from '@muniment/core/db.ts'
import { scanVersion } from '@muniment/core/documents/jobs.ts'
import { checkObjects } from '@muniment/core/integrity/checkObjects.ts'
import { compareObjects } from '@muniment/core/integrity/compareObjects.ts'
import { runIntegrity } from '@muniment/core/integrity/jobs.ts'
import { forgetRuns, oweRuns, startNightlyRuns } from '@muniment/core/integrity/nightly.ts'
import { finishRunIn, oweDamageMails, RunEnded } from '@muniment/core/integrity/progress.ts'
import type { Reading } from '@muniment/core/integrity/readObject.ts'
import { releaseAbandonedJobs } from '@muniment/core/jobs/work.ts'
import type { Storage } from '@muniment/core/storage.ts'
import { handle, type Handler } from './handle.ts'
import type { Sweep } from './sweeps.ts'

export interface IntegrityTools extends Reading {
  storage: Storage
  /** Everything is checked within so many days. */
  days: number
}

/** One object is read for each so long, even where scans never cease: else nothing would ever be checked. */
const longestWaitMs = 600_000

/** Waits until no file waits for its virus check, which people wait for. */
async function untilNoScan(db: Knex, signal: AbortSignal): Promise<void> {
  const began = performance.now()
  while (performance.now() - began < longestWaitMs) {
    const { rows } = await db.raw<{ rows: unknown[] }>(
      `select from jobs where name = ? and (state = 'active' or (state = 'waiting' and run_at <= now())) limit 1`,
      [scanVersion.name],
    )
    if (rows.length === 0) return
    await sleep(2000, undefined, { signal })
  }
}

async function work(ctx: SystemContext, runId: string, tools: IntegrityTools, signal: AbortSignal): Promise<void> {
  const { storage } = tools
  const run = await ctx.db('integrity_runs').where({ id: runId }).first('kind')
  if (run === undefined) return
  try {
    if (run.kind === 'compare' || run.kind === 'repair') await compareObjects(ctx, storage, runId, signal)
    else await checkObjects(ctx, storage, runId, { ...tools, untilIdle: (stop) => untilNoScan(ctx.db, stop) }, signal)
  } catch (error) {
    if (!(error instanceof RunEnded)) throw error
    // What was found until then is told all the same.
    await ctx.db.transaction((trx) => oweDamageMails(trx, runId))
  }
}

/** The handlers of the `integrity` queue. */
export function integrityHandlers(tools: IntegrityTools): Handler[] {
  return [
    handle(
      runIntegrity,
      (ctx, { runId }, { signal }) => work(ctx, runId, tools, signal),
      (trx, ctx, { runId }, reason) => finishRunIn(trx, ctx, runId, 'failed', reason),
    ),
  ]
}

/** What begins checks by itself, and begins those that somebody asked for. */
export const integritySweeps: readonly Sweep<{ jobs: readonly string[]; hour: number }>[] = [
  { name: 'abandoned checks', everySeconds: 3, run: (ctx, { jobs }) => releaseAbandonedJobs(ctx.db, jobs) },
  { name: 'checks to begin', everySeconds: 2, run: (ctx) => oweRuns(ctx) },
  { name: 'nightly checks', everySeconds: 60, run: (ctx, { hour }) => startNightlyRuns(ctx, hour) },
  { name: 'old checks', everySeconds: 3600, run: (ctx) => forgetRuns(ctx) },
]
