import { z } from 'zod'
import { authorize } from '../access/policy.ts'
import { withAccess } from '../access/visible.ts'
import type { AccessLevel } from '../access/levels.ts'
import type { MemberContext } from '../context.ts'
import { transaction, type Transaction } from '../db.ts'
import { found } from '../errors.ts'
import { findFolder } from '../folders/queries.ts'
import { decodeCursor, pageFrom, type Page, type PageRequest } from '../page.ts'
import { roomPolicy } from '../rooms/policy.ts'
import { findRoom } from '../rooms/queries.ts'
import { noticeDocument } from './notice.ts'
import type { Document, DocumentQuery, Version } from './schema.ts'
import { showDocument, showVersion, type DocumentView, type VersionView } from './show.ts'
import type { DocumentRow } from './table.ts'

interface DocumentWithoutVersion extends DocumentRow {
  access: AccessLevel
  archived: boolean
  creator_name: string | null
}

function visibleVersions(trx: Transaction) {
  return trx
    .from('versions as n')
    .leftJoin('members as m', 'm.id', 'n.uploaded_by')
    .leftJoin('auth.users as u', 'u.id', 'm.user_id')
    .select<VersionView[]>('n.*', { uploader_name: 'u.name' })
}

async function withVersions(trx: Transaction, documents: readonly DocumentWithoutVersion[]): Promise<DocumentView[]> {
  if (documents.length === 0) return []
  const versions: VersionView[] = await visibleVersions(trx).whereIn(
    'n.id',
    documents.map((document) => document.current_version_id),
  )
  const byId = new Map(versions.map((version) => [version.id, version]))
  return documents.map((document) => ({ ...document, version: found(byId.get(document.current_version_id)) }))
}

/** A document with its current version, or undefined when absent or unreadable. */
export async function findDocument(trx: Transaction, documentId: string): Promise<DocumentView | undefined> {
  const [document] = await withAccess<DocumentWithoutVersion>(trx, trx('documents').where({ id: documentId }))
  if (document === undefined) return undefined
  const [view] = await withVersions(trx, [document])
  return view
}

/** A version and what the actor may do with its document, or undefined when absent or unreadable. */
export async function findVersion(
  trx: Transaction,
  versionId: string,
): Promise<{ version: VersionView; document: DocumentView } | undefined> {
  const version: VersionView | undefined = await visibleVersions(trx).where('n.id', versionId).first()
  if (version === undefined) return undefined
  const document = await findDocument(trx, version.document_id)
  return document && { version, document }
}

/** One document, or 404; that it was looked at is recorded. */
export async function getDocument(ctx: MemberContext, documentId: string): Promise<Document> {
  return transaction(ctx, async (trx) => {
    const document = found(await findDocument(trx, documentId))
    await noticeDocument(trx, ctx, 'documents.viewed', document)
    return showDocument(ctx.actor, document)
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
    const rows = await withAccess<DocumentWithoutVersion>(trx, page).orderByRaw(
      `x.${column} ${query.direction}, x.id ${query.direction}`,
    )
    return pageFrom(
      await withVersions(trx, rows),
      query.limit,
      (document) => [value(document), document.id],
      (document) => showDocument(ctx.actor, document),
    )
  })
}

/** The versions of a document, newest first. */
export async function listVersions(ctx: MemberContext, documentId: string, page: PageRequest): Promise<Page<Version>> {
  const after = decodeCursor(page.cursor, z.tuple([z.number().int()]))
  return transaction(ctx, async (trx) => {
    const document = found(await findDocument(trx, documentId))
    const query = visibleVersions(trx)
      .where('n.document_id', documentId)
      .orderBy('n.number', 'desc')
      .limit(page.limit + 1)
    if (after) query.where('n.number', '<', after[0])
    const versions: VersionView[] = await query
    return pageFrom(
      versions,
      page.limit,
      (version) => [version.number],
      (version) => showVersion(ctx.actor, version, document.access),
    )
  })
}
