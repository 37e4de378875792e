import { z } from 'zod'
import { authorize } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { transaction, type Transaction } from '../db.ts'
import { found } from '../errors.ts'
import { findFolder } from '../folders/queries.ts'
import { decodeCursor, pageFrom, type Page } from '../page.ts'
import { roomPolicy } from '../rooms/policy.ts'
import { findRoom } from '../rooms/queries.ts'
import type { Document, DocumentQuery } from './schema.ts'
import { showDocument, type DocumentView } from './show.ts'
import type { DocumentRow } from './table.ts'
import { visibleDocuments, withVersions } from './views.ts'
import { withSame } from './versions.ts'

/** A document with its current version, or undefined when absent or unreadable. */
export async function findDocument(trx: Transaction, documentId: string): Promise<DocumentView | undefined> {
  const [document] = await visibleDocuments(trx, trx('documents').where({ id: documentId }))
  if (document === undefined) return undefined
  const [view] = await withVersions(trx, [document])
  return view
}

/** One document, or 404. */
export async function getDocument(ctx: MemberContext, documentId: string): Promise<Document> {
  return transaction(ctx, async (trx) => {
    const document = found(await findDocument(trx, documentId))
    const { version, newer } = document
    const [current, last] = await withSame(trx, document, newer === null ? [version] : [version, newer])
    return showDocument(ctx.actor, { ...document, version: current ?? version, newer: last ?? null })
  })
}

const orders = {
  name: { column: 'name collate natural_order', mark: '? collate natural_order', value: (d: DocumentRow) => d.name },
  updatedAt: { column: 'updated_at', mark: '?::timestamptz', value: (d: DocumentRow) => d.updated_at.toISOString() },
  size: { column: 'size', mark: '?::bigint', value: (d: DocumentRow) => d.size },
} as const

/** The documents directly in a folder (absent: the room's top) in the order asked for, or those with the given ids. */
export async function listDocuments(ctx: MemberContext, roomId: string, query: DocumentQuery): Promise<Page<Document>> {
  const after = decodeCursor(query.cursor, z.tuple([z.union([z.string(), z.number()]), z.uuid()]))
  return transaction(ctx, async (trx) => {
    // Somebody may have been let into a folder, or to a document, and not into the room.
    if (query.folderId !== undefined) found(await findFolder(trx, query.folderId))
    else if (query.ids === undefined) authorize(ctx.actor, roomPolicy, 'read', await findRoom(trx, roomId))
    const { column, mark, value } = orders[query.sort]
    const page = trx('documents')
      .where('room_id', roomId)
      // folder_id first: Postgres doesn't take IS NULL for an equality when it looks for an index that is in order.
      .orderByRaw(`folder_id ${query.direction}, ${column} ${query.direction}, id ${query.direction}`)
      .limit(query.limit + 1)
    if (query.ids) void page.whereIn('id', query.ids)
    else void page.where('folder_id', query.folderId ?? null)
    const beyond = query.direction === 'asc' ? '>' : '<'
    if (after) void page.whereRaw(`(${column}, id) ${beyond} (${mark}, ?::uuid)`, [...after])
    const rows = await visibleDocuments(trx, page).orderByRaw(`x.${column} ${query.direction}, x.id ${query.direction}`)
    return pageFrom(
      await withVersions(trx, rows),
      query.limit,
      (document) => [value(document), document.id],
      (document) => showDocument(ctx.actor, document),
    )
  })
}
