import { requirePermission } from '../access/policy.ts'
import type { MemberContext, OperatorContext } from '../context.ts'
import { isUniqueViolation, transaction } from '../db.ts'
import { factsOf } from '../documents/facts.ts'
import { findVersion } from '../documents/versions.ts'
import { AppError, found } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import type { RunKind } from './schema.ts'

function underWay(error: unknown): unknown {
  if (!isUniqueViolation(error)) return error
  return new AppError('conflict', 'One of these is under way. Wait until it is done, or cancel it first.', {
    cause: error,
  })
}

/**
 * Owes a check of every stored object, a comparison of rows with objects, or a repair of what such a comparison finds. For
 * the operator; the worker begins it within seconds. 409 while one is under way.
 */
export async function startRun(ctx: OperatorContext, kind: Exclude<RunKind, 'share' | 'document'>): Promise<void> {
  await transaction(ctx, async (trx) => {
    await trx('integrity_runs').insert({ kind, asked_by: ctx.actor.personId })
    await recordEvent(trx, ctx, 'integrity.started', { organizationId: null, data: { kind } })
  }).catch((error: unknown) => {
    throw underWay(error)
  })
}

/** Owes a check of what is stored of a version's document: every version of it. For who looks after the quarantine. */
export async function checkDocumentOf(ctx: MemberContext, versionId: string): Promise<void> {
  requirePermission(ctx.actor, 'quarantine.read')
  await transaction(ctx, async (trx) => {
    const { document } = found(await findVersion(trx, versionId))
    await trx('integrity_runs').insert({
      kind: 'document',
      organization_id: document.organization_id,
      document_id: document.id,
      asked_by: ctx.actor.personId,
    })
    await recordEvent(trx, ctx, 'integrity.started', { ...factsOf(document), data: { kind: 'document' } })
  }).catch((error: unknown) => {
    throw underWay(error)
  })
}

/** Ends a run that waits or is under way; the worker stops at the next object. 409 when it has ended. */
export async function cancelRun(ctx: OperatorContext, runId: string): Promise<void> {
  await transaction(ctx, async (trx) => {
    const [cancelled] = await trx('integrity_runs')
      .where({ id: runId })
      .whereNull('finished_at')
      .update({ state: 'cancelled', finished_at: trx.raw('now()') })
      .returning(['id', 'kind'])
    if (cancelled === undefined) {
      found(await trx('integrity_runs').where({ id: runId }).first('id'))
      throw new AppError('conflict', 'This has ended already: there is nothing to cancel.')
    }
    await recordEvent(trx, ctx, 'integrity.cancelled', { organizationId: null, data: { runId, kind: cancelled.kind } })
  })
}
