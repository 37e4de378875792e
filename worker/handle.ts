import { setTimeout as sleep } from 'node:timers/promises'
import type { z } from 'zod'
import type { SystemContext } from '@muniment/core/context.ts'
import type { Transaction } from '@muniment/core/db.ts'
import { AppError } from '@muniment/core/errors.ts'
import { recordEvent } from '@muniment/core/events/record.ts'
import type { JobDefinition, Payload } from '@muniment/core/jobs/define.ts'
import type { JobRow } from '@muniment/core/jobs/table.ts'
import {
  abandonedAfterSeconds,
  beatJob,
  claimJob,
  failJob,
  finishJob,
  postponeJob,
  retryJobLater,
} from '@muniment/core/jobs/work.ts'
import { withLogScope } from '@muniment/core/log.ts'
import { reportFault } from '@muniment/core/sentry.ts'

/** What a handler gets besides its context and payload. */
export interface Work {
  attempt: number
  /** Aborted when the worker stops, or when the job is no longer this worker's. */
  signal: AbortSignal
}

export interface Handler {
  name: string
  attempts: number
  run: (ctx: SystemContext, payload: unknown, work: Work) => Promise<void>
  gaveUp: (trx: Transaction, ctx: SystemContext, payload: unknown, reason: string) => Promise<void>
}

/** Thrown by a handler that waits for a part of the appliance: tried again in `seconds`, and not counted. */
export class NotNow extends Error {
  readonly seconds: number

  constructor(seconds: number, reason: string, options?: ErrorOptions) {
    super(reason, options)
    this.name = 'NotNow'
    this.seconds = seconds
  }
}

/** Thrown by a handler whose work cannot succeed as it is: given up at once, with this reason. */
export class GivenUp extends Error {
  constructor(reason: string, options?: ErrorOptions) {
    super(reason, options)
    this.name = 'GivenUp'
  }
}

/**
 * Binds a definition of core to what does the work. `run` is called at least once and must bear being called again at
 * any point; `gaveUp` runs in the transaction that gives the job up, to leave a reason where people look.
 */
export function handle<P extends Payload>(
  definition: JobDefinition<P>,
  run: (ctx: SystemContext, payload: z.infer<P>, work: Work) => Promise<void>,
  gaveUp: (trx: Transaction, ctx: SystemContext, payload: z.infer<P>, reason: string) => Promise<void>,
): Handler {
  return {
    name: definition.name,
    attempts: definition.attempts,
    run: async (ctx, payload, work) => run(ctx, definition.payload.parse(payload), work),
    gaveUp: async (trx, ctx, payload, reason) => gaveUp(trx, ctx, definition.payload.parse(payload), reason),
  }
}

/** Handlers by name. Throws, so that the process does not start, when a definition has no handler or more than one. */
export function bind(definitions: readonly { name: string }[], handlers: readonly Handler[]): Map<string, Handler> {
  const byName = new Map<string, Handler>()
  for (const handler of handlers) {
    if (byName.has(handler.name)) throw new Error(`The job ${handler.name} has two handlers`)
    if (!definitions.some(({ name }) => name === handler.name))
      throw new Error(`Nothing defines the job ${handler.name}`)
    byName.set(handler.name, handler)
  }
  for (const { name } of definitions) if (!byName.has(name)) throw new Error(`The job ${name} has no handler`)
  return byName
}

const beatEvery = (abandonedAfterSeconds * 1000) / 3

/** Seconds to wait after a failed attempt: 5, 10, 20 … at most ten minutes. */
function pauseAfter(attempt: number): number {
  return Math.min(600, 5 * 2 ** (attempt - 1))
}

/** Storage, disk or the like: nothing is wrong with the work itself. */
function isOutage(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'unavailable' || error.code === 'insufficient_storage')
}

/**
 * Does one job from its claim to its end, whatever that is, and writes the end down. Rejects only when the database
 * cannot be told: then the job is found by its missing heartbeat.
 */
export async function perform(
  ctx: SystemContext,
  handlers: ReadonlyMap<string, Handler>,
  id: string,
  stop: AbortSignal,
): Promise<void> {
  const job = await claimPatiently(ctx, id, stop)
  if (!job) return
  const handler = handlers.get(job.name)
  if (!handler) throw new Error(`The job ${job.name} is none of this worker's`)
  await withLogScope({ jobId: id }, async () => {
    if (job.attempts > handler.attempts) {
      await giveUp(ctx, handler, job, `The work did not come to an end in ${handler.attempts} attempts.`)
      return
    }
    const lost = new AbortController()
    const beat = setInterval(() => {
      beatJob(ctx.db, id).then(
        (ours) => ours || lost.abort(new Error('the job is no longer ours')),
        (error: unknown) => ctx.log.warn({ error }, 'a heartbeat could not be written'),
      )
    }, beatEvery)
    try {
      await handler.run(ctx, job.payload, { attempt: job.attempts, signal: AbortSignal.any([stop, lost.signal]) })
      await finishJob(ctx.db, id)
    } catch (error) {
      if (!lost.signal.aborted) await recover(ctx, handler, job, error, stop.aborted)
    } finally {
      clearInterval(beat)
    }
  })
}

/** While the database is away the queue must not run through its jobs in vain: it would have forgotten them after. */
async function claimPatiently(ctx: SystemContext, id: string, stop: AbortSignal): Promise<JobRow | undefined> {
  for (let tries = 1; ; tries++) {
    try {
      return await claimJob(ctx.db, id)
    } catch (error) {
      if (tries === 1) ctx.log.warn({ error, jobId: id }, 'a job cannot be taken yet')
      if (tries === 60) throw error
      await sleep(1000, undefined, { signal: stop })
    }
  }
}

async function recover(
  ctx: SystemContext,
  handler: Handler,
  job: JobRow,
  error: unknown,
  stopping: boolean,
): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error)
  const facts = { job: job.name, key: job.key, attempt: job.attempts, reason }
  if (stopping) {
    ctx.log.info(facts, 'work is handed back')
    await postponeJob(ctx.db, job.id, 0, reason)
  } else if (error instanceof NotNow) {
    ctx.log.info({ ...facts, seconds: error.seconds }, 'work waits')
    await postponeJob(ctx.db, job.id, error.seconds, reason)
  } else if (isOutage(error)) {
    ctx.log.warn({ ...facts, error }, 'work waits for a part of the appliance')
    await postponeJob(ctx.db, job.id, 10, reason)
  } else if (error instanceof GivenUp) {
    ctx.log.warn(facts, 'work is given up')
    await giveUp(ctx, handler, job, reason)
  } else if (job.attempts < handler.attempts) {
    ctx.log.warn({ ...facts, error }, 'work failed and is tried again')
    await retryJobLater(ctx.db, job.id, pauseAfter(job.attempts), reason)
  } else {
    ctx.log.error({ ...facts, error }, 'work failed for good')
    reportFault(error)
    await giveUp(ctx, handler, job, reason)
  }
}

async function giveUp(ctx: SystemContext, handler: Handler, job: JobRow, reason: string): Promise<void> {
  await ctx.db.transaction(async (trx) => {
    if (!(await failJob(trx, job.id, reason))) return
    await handler.gaveUp(trx, ctx, job.payload, reason)
    await recordEvent(trx, ctx, 'jobs.failed', {
      organizationId: job.organization_id,
      data: { jobId: job.id, name: job.name, key: job.key, reason: reason.slice(0, 500) },
    })
  })
}
