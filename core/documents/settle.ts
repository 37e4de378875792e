import type { SystemContext } from '../context.ts'
import { transaction, type Transaction } from '../db.ts'
import { recordEvent } from '../events/record.ts'
import type { EventType } from '../events/types.ts'
import { owePreview } from '../previews/owe.ts'
import type { VersionDecision, VersionRow } from './table.ts'

/** What the virus check decided of a version. `reason` is there for everything but `available`. */
export type Verdict =
  | { state: 'available'; sha256: Buffer; signatures: string }
  | { state: 'infected' | 'held'; reason: Reason; signatures: string | null }

/** A code for programs and a sentence for people: what happened and what to do. */
export interface Reason {
  code: string
  message: string
}

/** A version may be decided while it is being scanned, and again after a check that failed for good was retried. */
export function isUndecided(version: VersionRow): boolean {
  return version.state === 'scanning' || (version.state === 'held' && version.reason_code === 'scan_failed')
}

/**
 * Writes the decision and its event in one transaction, once: a version that is decided already stays as it is, and
 * nobody hears of it twice. True when this call decided.
 */
export async function settleVersion(ctx: SystemContext, versionId: string, verdict: Verdict): Promise<boolean> {
  return transaction(ctx, (trx) => settleVersionIn(trx, ctx, versionId, verdict))
}

/** The same inside a transaction that changes more than the version. */
export async function settleVersionIn(
  trx: Transaction,
  ctx: SystemContext,
  versionId: string,
  verdict: Verdict,
): Promise<boolean> {
  const version = await trx('versions').where({ id: versionId }).forUpdate().first()
  if (!version || !isUndecided(version)) return false
  const reason = verdict.state === 'available' ? null : verdict.reason
  // Failing again for the reason that it already has is no news.
  if (version.state === verdict.state && version.reason_code === reason?.code) return false
  await trx('versions')
    .where({ id: versionId })
    .update({
      state: verdict.state,
      reason_code: reason?.code ?? null,
      reason_message: reason?.message.slice(0, 1000) ?? null,
      sha256: verdict.state === 'available' ? verdict.sha256 : null,
      signatures: verdict.signatures,
      scanned_at: ctx.now(),
    })
  if (verdict.state === 'available') await owePreview(trx, version)
  await tell(trx, ctx, 'documents.scanned', version, { state: verdict.state, reason: reason?.code ?? null })
  return true
}

/** Writes why a version waits for its check, or null when the check goes on; an event tells of each change, once. */
export async function explainWaiting(ctx: SystemContext, versionId: string, reason: Reason | null): Promise<void> {
  await transaction(ctx, async (trx) => {
    const version = await trx('versions').where({ id: versionId, state: 'scanning' }).forUpdate().first()
    const code = reason?.code ?? null
    if (!version || version.reason_code === code) return
    const change: Partial<VersionDecision> = { reason_code: code, reason_message: reason?.message ?? null }
    await trx('versions').where({ id: versionId }).update(change)
    await tell(trx, ctx, 'documents.waiting', version, { state: 'scanning', reason: code })
  })
}

async function tell(
  trx: Transaction,
  ctx: SystemContext,
  type: EventType,
  version: VersionRow,
  data: Record<string, unknown>,
): Promise<void> {
  const document = await trx('documents').where({ id: version.document_id }).first()
  await recordEvent(trx, ctx, type, {
    organizationId: version.organization_id,
    scopeId: document?.scope_id ?? null,
    roomId: document?.room_id ?? null,
    folderId: document?.folder_id ?? null,
    documentId: version.document_id,
    versionId: version.id,
    data: { ...data, number: version.number },
  })
}
