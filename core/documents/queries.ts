import type { Knex } from 'knex'
import { z } from 'zod'
import { authorize } from '../access/policy.ts'
import { withAccess } from '../access/visible.ts'
import type { AccessLevel } from '../access/levels.ts'
import type { MemberContext } from '../context.ts'
import { transaction, type Transaction } from '../db.ts'
import { found, notFound } from '../errors.ts'
import { findFolder } from '../folders/queries.ts'
import { decodeCursor, pageFrom, type Page, type PageRequest } from '../page.ts'
import { roomPolicy } from '../rooms/policy.ts'
import { findRoom } from '../rooms/queries.ts'
import type { Document, DocumentQuery, Version } from './schema.ts'
import { showDocument, showVersion, type DocumentView, type VersionView } from './show.ts'
import type { DocumentRow, VersionRow } from './table.ts'

// By name, not by `*`: what Postgres keeps a plan of must not change its columns when a table gets one more.
const documentColumns = [
  'id',
  'organization_id',
  'room_id',
  'folder_id',
  'scope_id',
  'department_id',
  'sensitivity',
  'name',
  'current_version_id',
  'size',
  'created_by',
  'revision',
  'created_at',
  'updated_at',
] as const satisfies readonly (keyof DocumentRow)[]

const versionColumns = {
  version_organization_id: 'n.organization_id',
  version_number: 'n.number',
  version_state: 'n.state',
  version_reason_code: 'n.reason_code',
  version_reason_message: 'n.reason_message',
  version_size: 'n.size',
  version_sha256: 'n.sha256',
  version_media_type: 'n.media_type',
  version_etag: 'n.etag',
  version_signatures: 'n.signatures',
  version_uploaded_by: 'n.uploaded_by',
  version_created_at: 'n.created_at',
  version_scanned_at: 'n.scanned_at',
  uploader_name: 'nu.name',
} as const

type Prefixed<T> = { [Key in keyof T & string as `version_${Key}`]: T[Key] }

interface DocumentJoined extends DocumentRow, Prefixed<Omit<VersionRow, 'id' | 'document_id'>> {
  access: AccessLevel
  creator_name: string | null
  uploader_name: string | null
}

function viewOf(row: DocumentJoined): DocumentView {
  return {
    ...row,
    version: {
      id: row.current_version_id,
      document_id: row.id,
      organization_id: row.version_organization_id,
      number: row.version_number,
      state: row.version_state,
      reason_code: row.version_reason_code,
      reason_message: row.version_reason_message,
      size: row.version_size,
      sha256: row.version_sha256,
      media_type: row.version_media_type,
      etag: row.version_etag,
      signatures: row.version_signatures,
      uploaded_by: row.version_uploaded_by,
      created_at: row.version_created_at,
      scanned_at: row.version_scanned_at,
      uploader_name: row.uploader_name,
    },
  }
}

/** Of the documents in `page`, those that the actor can see, each with the actor's own level and its current version. */
function visibleDocuments<More extends object>(trx: Transaction, page: Knex.QueryBuilder) {
  return withAccess<DocumentJoined & More>(trx, page)
    .join('versions as n', 'n.id', 'x.current_version_id')
    .leftJoin('members as nm', 'nm.id', 'n.uploaded_by')
    .leftJoin('auth.users as nu', 'nu.id', 'nm.user_id')
    .select(versionColumns)
}

function visibleVersions(trx: Transaction) {
  return trx
    .from('versions as n')
    .leftJoin('members as m', 'm.id', 'n.uploaded_by')
    .leftJoin('auth.users as u', 'u.id', 'm.user_id')
    .select<VersionView[]>('n.*', { uploader_name: 'u.name' })
}

/** A document with its current version, or undefined when absent or unreadable. */
export async function findDocument(trx: Transaction, documentId: string): Promise<DocumentView | undefined> {
  const page = trx('documents').select(documentColumns).where({ id: documentId })
  const [row]: DocumentJoined[] = await visibleDocuments(trx, page).options({ name: 'documents.find' })
  return row && viewOf(row)
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

/** One document, or 404. */
export async function getDocument(ctx: MemberContext, documentId: string): Promise<Document> {
  const document = await transaction(ctx, (trx) => findDocument(trx, documentId))
  return showDocument(ctx.actor, found(document))
}

const orders = {
  name: { column: 'name collate natural_order', mark: '? collate natural_order', value: (d: DocumentRow) => d.name },
  updatedAt: { column: 'updated_at', mark: '?::timestamptz', value: (d: DocumentRow) => d.updated_at.toISOString() },
  size: { column: 'size', mark: '?::bigint', value: (d: DocumentRow) => d.size },
} as const

interface Placed {
  /** Whether the actor sees the place that is listed. */
  place_seen: boolean
}

/** The documents directly in a folder (absent: the room's top) in the order asked for, or those with the given ids. */
export async function listDocuments(ctx: MemberContext, roomId: string, query: DocumentQuery): Promise<Page<Document>> {
  const after = decodeCursor(query.cursor, z.tuple([z.union([z.string(), z.number()]), z.uuid()]))
  const { folderId, ids, sort, direction } = query
  const { column, mark, value } = orders[sort]
  // Somebody may have been let into a folder, or to a document, and not into the room.
  const place = folderId === undefined ? { table: 'rooms', id: roomId } : { table: 'folders', id: folderId }
  const isPlaceAsked = folderId !== undefined || ids === undefined
  return transaction(ctx, async (trx) => {
    const page = trx('documents')
      .select(documentColumns)
      .where('room_id', roomId)
      // folder_id first: Postgres doesn't take IS NULL for an equality when it looks for an index that is in order.
      .orderByRaw(`folder_id ${direction}, ${column} ${direction}, id ${direction}`)
      .limit(query.limit + 1)
    if (ids) void page.whereRaw('id = any (?::uuid[])', [ids])
    else void page.where('folder_id', folderId ?? null)
    const beyond = direction === 'asc' ? '>' : '<'
    if (after) void page.whereRaw(`(${column}, id) ${beyond} (${mark}, ?::uuid)`, [...after])
    const shape = [sort, direction, place.table, isPlaceAsked, ids !== undefined, after !== null]
    const rows: (DocumentJoined & Placed)[] = await visibleDocuments<Placed>(trx, page)
      .select(
        isPlaceAsked
          ? trx.raw(
              `exists (select from ${place.table} p cross join access.levels_at(array[p.scope_id]) where p.id = ?) as place_seen`,
              [place.id],
            )
          : trx.raw('true as place_seen'),
      )
      .orderByRaw(`x.${column} ${direction}, x.id ${direction}`)
      .options({ name: `documents.list.${shape.join('.')}` })
    // A page with nothing on it says nothing about its place.
    if (rows.length === 0 && isPlaceAsked) {
      if (folderId === undefined) authorize(ctx.actor, roomPolicy, 'read', await findRoom(trx, roomId))
      else found(await findFolder(trx, folderId))
    }
    if (rows.some((row) => !row.place_seen)) throw notFound()
    return pageFrom(
      rows.map(viewOf),
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
