import { authorize } from '../access/policy.ts'
import { Sensitivity } from '../access/permissions.ts'
import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { AppError, found } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { staleRevision } from '../revision.ts'
import { sensitivityName, type SensitivityName } from '../roles/schema.ts'
import { documentPolicy } from './policy.ts'
import { findDocument } from './queries.ts'
import type { Document } from './schema.ts'
import { showDocument } from './show.ts'

/**
 * Says how sensitive a document is, if it still has `revision` (else 412). Whoever's clearance is lower no longer sees it,
 * so nobody raises one above their own (409).
 */
export async function classifyDocument(
  ctx: MemberContext,
  documentId: string,
  revision: number,
  sensitivity: SensitivityName,
): Promise<Document> {
  return transaction(ctx, async (trx) => {
    const before = found(await findDocument(trx, documentId))
    authorize(ctx.actor, documentPolicy, 'classify', { ...before, state: before.version.state })
    const changed = await trx('documents')
      .where({ id: documentId, revision })
      .update({ sensitivity: Sensitivity[sensitivity], revision: trx.raw('revision + 1'), updated_at: ctx.now() })
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
