import { z } from 'zod'
import { Sensitivity } from '../access/permissions.ts'
import { authorize } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { transaction, type Transaction } from '../db.ts'
import { found } from '../errors.ts'
import { findFolder } from '../folders/queries.ts'
import { decodeCursor, encodeCursor, type Page } from '../page.ts'
import { roomPolicy } from '../rooms/policy.ts'
import { findRoom } from '../rooms/queries.ts'
import type { Document, DocumentQuery, DocumentSort } from './schema.ts'
import { showDocument, type DocumentView } from './show.ts'
import { visibleDocuments, withVersions } from './views.ts'

interface Order {
  /** Where a row stands, as its cursor says. */
  value: (document: DocumentView) => string | number
  cursor: z.ZodType<string | number>
}

/** Stands for what nobody is recorded as the author of (migrations/0015_lists.ts). */
const nobody = '00000000-0000-0000-0000-000000000000'

const orders: Record<DocumentSort, Order> = {
  name: { value: (document) => document.name, cursor: z.string() },
  updatedAt: { value: (document) => document.updated_at.toISOString(), cursor: z.iso.datetime() },
  size: { value: (document) => document.size, cursor: z.number().int() },
  // What has no date comes before all that have one.
  documentDate: {
    value: (document) => document.document_date ?? '-infinity',
    cursor: z.union([z.iso.date(), z.literal('-infinity')]),
  },
  author: { value: (document) => document.created_by ?? nobody, cursor: z.uuid().or(z.literal(nobody)) },
}

/**
 * Documents of a room: in one folder, below it, or anywhere, narrowed and ordered as asked; or those with the given ids.
 * A page far behind costs what the first one does.
 */
export async function listDocuments(ctx: MemberContext, roomId: string, query: DocumentQuery): Promise<Page<Document>> {
  return transaction(ctx, async (trx) => {
    if (query.ids !== undefined) return listThese(trx, ctx, roomId, query.ids)
    // Somebody may have been let into a folder, or to a document, and not into the room.
    if (query.folderId === undefined || query.scope === 'room') {
      authorize(ctx.actor, roomPolicy, 'read', await findRoom(trx, roomId))
    } else {
      found(await findFolder(trx, query.folderId))
    }
    const { value, cursor } = orders[query.sort]
    const after = decodeCursor(query.cursor, z.tuple([cursor, z.uuid()]))
    const ids = await idsOf(trx, roomId, query, after)
    const shown = ids.slice(0, query.limit)
    // Once more under the policies: the function that chose them is past these.
    const rows = await visibleDocuments(trx, trx('documents').where('room_id', roomId).whereIn('id', shown))
    const place = new Map(shown.map((id, at) => [id, at]))
    const ordered = rows.toSorted((a, b) => (place.get(a.id) ?? 0) - (place.get(b.id) ?? 0))
    const documents = await withVersions(trx, ordered)
    const now = ctx.now()
    const last = documents.at(-1)
    return {
      items: documents.map((document) => showDocument(ctx.actor, document, now)),
      next: ids.length > query.limit && last !== undefined ? encodeCursor([value(last), last.id]) : null,
    }
  })
}

async function listThese(
  trx: Transaction,
  ctx: MemberContext,
  roomId: string,
  ids: readonly string[],
): Promise<Page<Document>> {
  const rows = await visibleDocuments(trx, trx('documents').where('room_id', roomId).whereIn('id', ids))
  const now = ctx.now()
  return {
    items: (await withVersions(trx, rows)).map((document) => showDocument(ctx.actor, document, now)),
    next: null,
  }
}

async function idsOf(
  trx: Transaction,
  roomId: string,
  query: DocumentQuery,
  after: readonly [string | number, string] | null,
): Promise<string[]> {
  const asked = {
    folder: query.folderId,
    scope: query.scope,
    name: query.name,
    kinds: query.kind,
    sizeFrom: query.sizeFrom,
    sizeTo: query.sizeTo,
    updatedFrom: query.updatedFrom,
    updatedTo: query.updatedTo,
    createdFrom: query.createdFrom,
    createdTo: query.createdTo,
    dateFrom: query.dateFrom,
    dateTo: query.dateTo,
    authors: query.author,
    tags: query.tag,
    sensitivities: query.sensitivity?.map((name) => Sensitivity[name]),
    states: query.state,
    department: query.departmentId,
    sort: query.sort,
    descending: query.direction === 'desc',
    after: after?.[0],
    afterId: after?.[1],
    most: query.limit + 1,
  }
  const { rows } = await trx.raw<{ rows: { id: string }[] }>('select id from access.list_documents(?, ?::jsonb)', [
    roomId,
    JSON.stringify(asked),
  ])
  return rows.map(({ id }) => id)
}
