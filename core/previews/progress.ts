import type { SystemContext } from '../context.ts'
import { transaction, type Transaction } from '../db.ts'
import type { Reason } from '../documents/settle.ts'
import { recordEvent } from '../events/record.ts'
import { isFinal, reasonOf, type PreviewReason } from './reasons.ts'
import type { PageSize, PreviewKind, PreviewRow, SheetFacts } from './table.ts'

// How a preview goes from owed to made. Only the worker's database role may do this.

/** What is known of a preview before its first page. */
export interface PreviewPlan {
  kind: PreviewKind
  mediaType: string
  /** Null while nobody has counted them. */
  pages: number | null
  truncated: boolean
}

/** Where the making goes on, and under which generation. */
export interface PreviewProgress {
  made: number
  generation: number
}

/**
 * Begins a preview, or goes on with one that a worker left when it stopped: the pages made by then stay when the plan
 * is the same. Null when there is nothing to make any more.
 */
export async function beginPreview(
  ctx: SystemContext,
  versionId: string,
  plan: PreviewPlan,
): Promise<PreviewProgress | null> {
  return transaction(ctx, async (trx) => {
    const row = await trx('previews').where({ version_id: versionId }).forUpdate().first()
    if (!row || isSettled(row)) return null
    const { kind, mediaType, pages, truncated } = plan
    const goesOn = row.state === 'making' && row.kind === kind && row.media_type === mediaType && row.pages === pages
    if (goesOn) return { made: row.made, generation: row.generation }
    const fresh = { kind, media_type: mediaType, pages, truncated, made: 0, sizes: null, sheets: null }
    const [begun] = await trx('previews')
      .where({ version_id: versionId })
      .update({ ...fresh, state: 'making', made_at: null, generation: trx.raw('generation + 1') })
      .returning('generation')
    return begun ? { made: 0, generation: begun.generation } : null
  })
}

export function isSettled(row: Pick<PreviewRow, 'state'>): boolean {
  return row.state !== 'waiting' && row.state !== 'making'
}

/**
 * Tells that pages are stored, behind those that were. False when another worker has gone on meanwhile, which is then
 * the one to go on. The first page is an event, so that open browsers show it at once.
 */
export async function addPages(
  ctx: SystemContext,
  versionId: string,
  from: PreviewProgress,
  count: number,
  sizes: readonly PageSize[] | null,
): Promise<boolean> {
  return transaction(ctx, async (trx) => {
    const changed = await trx('previews')
      .where({ version_id: versionId, generation: from.generation, made: from.made, state: 'making' })
      .update({
        made: from.made + count,
        ...(sizes && { sizes: trx.raw(`coalesce(sizes, '[]'::jsonb) || ?::jsonb`, [JSON.stringify(sizes)]) }),
      })
    if (changed === 0) return false
    if (from.made === 0) await tell(trx, ctx, versionId, 'making')
    return true
  })
}

/** Everything that can be shown of a version is there. */
export async function finishPreview(
  ctx: SystemContext,
  versionId: string,
  made: PreviewProgress,
  outcome: { truncated: boolean; sheets: readonly SheetFacts[] | null },
): Promise<void> {
  await transaction(ctx, async (trx) => {
    const changed = await trx('previews')
      .where({ version_id: versionId, generation: made.generation, state: 'making' })
      .update({
        state: 'ready',
        pages: made.made,
        made: made.made,
        truncated: outcome.truncated,
        sheets: outcome.sheets === null ? null : JSON.stringify(outcome.sheets),
        reason_code: null,
        reason_message: null,
        made_at: ctx.now(),
      })
    if (changed > 0) await tell(trx, ctx, versionId, 'ready')
  })
}

/** There will be no preview of a version, for this reason; with `failed` a person may have it tried again. */
export async function refusePreview(
  ctx: SystemContext,
  versionId: string,
  code: PreviewReason,
  mediaType?: string,
): Promise<void> {
  await transaction(ctx, (trx) => refusePreviewIn(trx, ctx, versionId, code, mediaType))
}

/** The same inside a transaction that changes more. */
export async function refusePreviewIn(
  trx: Transaction,
  ctx: SystemContext,
  versionId: string,
  code: PreviewReason,
  mediaType?: string,
): Promise<void> {
  const state = isFinal(code) ? 'none' : 'failed'
  const reason: Reason = reasonOf(code)
  const changed = await trx('previews')
    .where({ version_id: versionId })
    .whereIn('state', ['waiting', 'making'])
    .update({
      state,
      reason_code: reason.code,
      reason_message: reason.message,
      made: 0,
      pages: null,
      sizes: null,
      made_at: ctx.now(),
      ...(mediaType !== undefined && { media_type: mediaType }),
    })
  if (changed > 0) await tell(trx, ctx, versionId, state, code)
}

async function tell(
  trx: Transaction,
  ctx: SystemContext,
  versionId: string,
  preview: PreviewRow['state'],
  reason?: PreviewReason,
): Promise<void> {
  const version = await trx('versions').where({ id: versionId }).first('document_id', 'organization_id', 'number')
  const document = version && (await trx('documents').where({ id: version.document_id }).first())
  if (!version || !document) return
  await recordEvent(trx, ctx, 'documents.previewed', {
    organizationId: version.organization_id,
    scopeId: document.scope_id,
    roomId: document.room_id,
    folderId: document.folder_id,
    documentId: version.document_id,
    versionId,
    data: { preview, number: version.number, ...(reason !== undefined && { reason }) },
  })
}
