import { Sensitivity } from '../access/permissions.ts'
import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { AppError } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { staleRevision } from '../revision.ts'
import { sensitivityName } from '../roles/schema.ts'
import { documentForChange } from './lock.ts'
import { findDocument } from './queries.ts'
import type { Classification, Document } from './schema.ts'
import { showDocument } from './show.ts'

/**
 * Says how sensitive a document is, and why, if it still has `revision` (else 412). Whoever's clearance is lower no longer sees it,
 * so nobody raises one above their own (409).
 */
export async function classifyDocument(
  ctx: MemberContext,
  documentId: string,
  revision: number,
  { sensitivity, reason }: Classification,
): Promise<Document> {
  return transaction(ctx, async (trx) => {
    const before = await documentForChange(trx, ctx, documentId, 'classify')
    const changed = await trx('documents')
      .where({ id: documentId, revision })
      .update({
        sensitivity: Sensitivity[sensitivity],
        sensitivity_set_by: ctx.actor.memberId,
        sensitivity_set_at: ctx.now(),
        sensitivity_reason: reason,
        revision: trx.raw('revision + 1'),
        updated_at: ctx.now(),
      })
    if (changed === 0) throw staleRevision()
    const after = await findDocument(trx, documentId)
    if (after === undefined) {
      throw new AppError('conflict', `You could not see it any more: your roles don't reach ${sensitivity} documents.`)
    }
    await recordEvent(trx, ctx, 'documents.classified', {
      organizationId: before.organization_id,
      scopeId: before.scope_id,
      roomId: before.room_id,
      folderId: before.folder_id,
      documentId,
      data: { before: { sensitivity: sensitivityName(before.sensitivity) }, after: { sensitivity } },
    })
    return showDocument(ctx.actor, after)
  })
}
