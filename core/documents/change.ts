import type { MemberContext } from '../context.ts'
import { authorize } from '../access/policy.ts'
import { errorCode, transaction } from '../db.ts'
import { AppError, found } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { staleRevision } from '../revision.ts'
import { documentForChange } from './lock.ts'
import { documentPolicy } from './policy.ts'
import { findDocument } from './queries.ts'
import type { Document, DocumentChange } from './schema.ts'
import { showDocument, type DocumentView } from './show.ts'
import type { DocumentDetails } from './table.ts'

const foreignKeyViolation = '23503'

/**
 * Changes what is said of a document, its name included, if it still has `revision`; else 412. Whoever gives it to another
 * department manages it, and must still see it afterwards: sensitivity is judged by department.
 */
export async function changeDocument(
  ctx: MemberContext,
  documentId: string,
  revision: number,
  change: DocumentChange,
): Promise<Document> {
  return transaction(ctx, async (trx) => {
    const before = await documentForChange(trx, ctx, documentId, change.name === undefined ? 'edit' : 'rename')
    if (change.departmentId !== undefined && change.departmentId !== before.department_id) {
      authorize(ctx.actor, documentPolicy, 'share', { ...before, state: before.version.state })
    }
    const wanted = columnsOf(change)
    const changed = await trx('documents')
      .where({ id: documentId, revision })
      .update({ ...wanted, revision: trx.raw('revision + 1'), updated_at: ctx.now() })
      .catch((error: unknown) => {
        if (errorCode(error) !== foreignKeyViolation) throw error
        throw new AppError('invalid', 'There is no such person or department here. Choose another.', { cause: error })
      })
    if (changed === 0) throw staleRevision()
    const after = await findDocument(trx, documentId)
    if (after === undefined) {
      throw new AppError('conflict', "You could not see it any more: your roles don't reach such documents there.")
    }
    const facts = {
      organizationId: before.organization_id,
      scopeId: before.scope_id,
      roomId: before.room_id,
      folderId: before.folder_id,
      documentId,
    }
    if (before.name !== after.name) {
      const data = { before: { name: before.name }, after: { name: after.name } }
      await recordEvent(trx, ctx, 'documents.renamed', { ...facts, data })
    }
    const others = differing(before, after)
    // What was changed, not what it says: the audit outlives the text.
    if (others.length > 0) await recordEvent(trx, ctx, 'documents.changed', { ...facts, data: { changed: others } })
    return showDocument(ctx.actor, found(after))
  })
}

function columnsOf(change: DocumentChange): Partial<DocumentDetails> {
  const { name, title, description, tags, documentDate, ownerId, departmentId } = change
  return {
    ...(name !== undefined && { name }),
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(tags !== undefined && { tags }),
    ...(documentDate !== undefined && { document_date: documentDate }),
    ...(ownerId !== undefined && { owner_id: ownerId }),
    ...(departmentId !== undefined && { department_id: departmentId }),
  }
}

function differing(before: DocumentView, after: DocumentView): string[] {
  const names = {
    title: 'title',
    description: 'description',
    document_date: 'documentDate',
    owner_id: 'owner',
  } as const
  const columns = ['title', 'description', 'document_date', 'owner_id'] as const
  return [
    ...columns.filter((column) => before[column] !== after[column]).map((column) => names[column]),
    ...(before.tags.join() === after.tags.join() ? [] : ['tags']),
    ...(before.department_id === after.department_id ? [] : ['department']),
  ]
}
