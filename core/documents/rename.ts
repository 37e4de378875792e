import { authorize } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { found } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { staleRevision } from '../revision.ts'
import { documentPolicy } from './policy.ts'
import { findDocument } from './queries.ts'
import type { Document, DocumentChange } from './schema.ts'
import { showDocument } from './show.ts'

/** Gives a document another name if it still has `revision`; else 412. */
export async function renameDocument(
  ctx: MemberContext,
  documentId: string,
  revision: number,
  change: DocumentChange,
): Promise<Document> {
  return transaction(ctx, async (trx) => {
    const document = await findDocument(trx, documentId)
    authorize(ctx.actor, documentPolicy, 'rename', document && { ...document, state: document.version.state })
    const before = found(document)
    const changed = await trx('documents')
      .where({ id: documentId, revision })
      .update({ name: change.name, revision: trx.raw('revision + 1'), updated_at: ctx.now() })
    if (changed === 0) throw staleRevision()
    await recordEvent(trx, ctx, 'documents.renamed', {
      organizationId: before.organization_id,
      scopeId: before.scope_id,
      roomId: before.room_id,
      folderId: before.folder_id,
      documentId,
      data: { before: { name: before.name }, after: change },
    })
    return showDocument(ctx.actor, found(await findDocument(trx, documentId)))
  })
}
