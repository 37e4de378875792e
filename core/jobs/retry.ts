import { requirePermission } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { transaction, type Transaction } from '../db.ts'
import { AppError, found } from '../errors.ts'
import { recordEvent } from '../events/record.ts'

/** So that one press of a button stays one short transaction; the rest needs another press. */
const retriedAtOnce = 1000

interface RetriedJob {
  id: string
  name: string
  key: string
}

async function makeWait(trx: Transaction, ctx: MemberContext, ids: readonly string[]): Promise<RetriedJob[]> {
  return trx('jobs')
    .whereIn('id', ids)
    .where({ state: 'failed', organization_id: ctx.actor.organizationId })
    .update({ state: 'waiting', attempts: 0, run_at: ctx.now(), updated_at: ctx.now() })
    .returning(['id', 'name', 'key'])
}

/** Lets a job that failed for good be tried again, from its first attempt. 409 when it has not failed, or not any more. */
export async function retryJob(ctx: MemberContext, jobId: string): Promise<void> {
  requirePermission(ctx.actor, 'jobs.retry')
  await transaction(ctx, async (trx) => {
    const [job] = await makeWait(trx, ctx, [jobId])
    if (job === undefined) {
      found(await trx('jobs').where({ id: jobId, organization_id: ctx.actor.organizationId }).first('id'))
      throw new AppError('conflict', "This job hasn't failed: it waits or is under way already.")
    }
    await recordEvent(trx, ctx, 'jobs.retried', {
      organizationId: ctx.actor.organizationId,
      data: { jobId: job.id, name: job.name, key: job.key },
    })
  })
}

/** Lets the failed jobs of the organization be tried again, oldest first, at most 1,000 at once; gives how many. */
export async function retryFailedJobs(ctx: MemberContext): Promise<number> {
  requirePermission(ctx.actor, 'jobs.retry')
  return transaction(ctx, async (trx) => {
    const failed = await trx('jobs')
      .where({ state: 'failed', organization_id: ctx.actor.organizationId })
      .orderBy('updated_at')
      .limit(retriedAtOnce)
      .select('id')
    const jobs = await makeWait(
      trx,
      ctx,
      failed.map(({ id }) => id),
    )
    if (jobs.length === 0) throw new AppError('conflict', 'No job has failed: there is nothing to try again.')
    const byName: Record<string, number> = {}
    for (const { name } of jobs) byName[name] = (byName[name] ?? 0) + 1
    await recordEvent(trx, ctx, 'jobs.retried', {
      organizationId: ctx.actor.organizationId,
      data: { all: true, byName },
    })
    return jobs.length
  })
}
