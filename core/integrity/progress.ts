import type { SystemContext } from '../context.ts'
import { transaction, type Transaction } from '../db.ts'
import { recordEvent } from '../events/record.ts'
import { tellDamage } from '../mail/jobs.ts'
import { owe } from '../jobs/define.ts'
import { Report, type Place } from './schema.ts'
import type { IntegrityRunRow } from './table.ts'

/** Somebody cancelled the run, or it ended: whoever works on it stops. */
export class RunEnded extends Error {
  constructor() {
    super('the run was ended meanwhile')
    this.name = 'RunEnded'
  }
}

export interface Progress {
  done: number
  bytes: number
  report: Report
  place?: Place
}

/** Begins a run, or goes on with one; undefined when it has ended. `total` says how much there is to do. */
export async function beginRun(
  ctx: SystemContext,
  runId: string,
  total: (run: IntegrityRunRow) => Promise<number>,
): Promise<IntegrityRunRow | undefined> {
  const run = await ctx.db('integrity_runs').where({ id: runId }).whereNull('finished_at').first()
  if (run === undefined || run.state === 'running') return run
  const [begun] = await ctx
    .db('integrity_runs')
    .where({ id: runId })
    .whereNull('finished_at')
    .update({ state: 'running', total: await total(run), started_at: ctx.db.raw('now()') })
    .returning('*')
  return begun
}

/** Adds to what a run has done, in the transaction that did it; throws `RunEnded` when it was cancelled. */
export async function advanceRun(trx: Transaction, runId: string, progress: Progress): Promise<void> {
  const changed = await trx('integrity_runs')
    .where({ id: runId, state: 'running' })
    .update({
      done: trx.raw('done + ?', [progress.done]),
      bytes: trx.raw('bytes + ?', [progress.bytes]),
      report: JSON.stringify(progress.report),
      ...(progress.place && { place: JSON.stringify(progress.place) }),
    })
  if (changed === 0) throw new RunEnded()
}

/** Ends a run, once, and owes the mails about what it found damaged. */
export async function finishRun(
  ctx: SystemContext,
  runId: string,
  state: 'done' | 'failed',
  reason: string | null,
): Promise<void> {
  await transaction(ctx, (trx) => finishRunIn(trx, ctx, runId, state, reason))
}

/** The same inside a transaction that changes more. */
export async function finishRunIn(
  trx: Transaction,
  ctx: SystemContext,
  runId: string,
  state: 'done' | 'failed',
  reason: string | null,
): Promise<void> {
  const [run] = await trx('integrity_runs')
    .where({ id: runId })
    .whereNull('finished_at')
    .update({ state, reason: reason?.slice(0, 1000) ?? null, finished_at: trx.raw('now()') })
    .returning('*')
  if (run === undefined) return
  const { examples: _, ...found } = Report.parse(run.report)
  await recordEvent(trx, ctx, 'integrity.finished', {
    organizationId: run.organization_id,
    documentId: run.document_id,
    data: { runId, kind: run.kind, state, done: run.done, bytes: run.bytes, found },
  })
  await oweDamageMails(trx, runId)
}

/** One to each operator, and to each administrator of an organization that has something to lose. */
export async function oweDamageMails(trx: Transaction, runId: string): Promise<void> {
  const { rows } = await trx.raw<{ rows: { person_id: string; organization_id: string | null }[] }>(
    'select person_id, organization_id from access.damage_audience(?)',
    [runId],
  )
  for (const { person_id: personId, organization_id: organizationId } of rows) {
    await owe(trx, tellDamage, organizationId, { runId, personId, organizationId })
  }
}
