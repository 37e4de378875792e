import type { MemberContext } from '../context.ts'
import { prepared, transaction, type Transaction } from '../db.ts'
import { found } from '../errors.ts'
import { noticeDocument } from './notice.ts'
import type { Document } from './schema.ts'
import { showDocument, type DocumentView } from './show.ts'
import { visibleDocuments, withOthers } from './views.ts'
import { withSame } from './versions.ts'

/** A document with its current version, or undefined when absent or unreadable. */
export async function findDocument(trx: Transaction, documentId: string): Promise<DocumentView | undefined> {
  const one = visibleDocuments(trx, trx('documents').where({ id: documentId }))
  const [document] = await one.options(prepared('find-document'))
  if (document === undefined) return undefined
  const [view] = await withOthers(trx, [document])
  return view
}

/** One document, or 404; that it was looked at is recorded. */
export async function getDocument(ctx: MemberContext, documentId: string): Promise<Document> {
  return transaction(ctx, async (trx) => {
    const document = found(await findDocument(trx, documentId))
    await noticeDocument(trx, ctx, 'documents.viewed', document)
    const { version, newer } = document
    const [current, last] = await withSame(trx, document, newer === null ? [version] : [version, newer])
    return showDocument(ctx.actor, { ...document, version: current ?? version, newer: last ?? null })
  })
}
