import { z } from 'zod'
import { Sensitivity } from '../access/permissions.ts'
import { authorize } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { prepared, reading, type Transaction } from '../db.ts'
import { found } from '../errors.ts'
import { findFolder } from '../folders/queries.ts'
import { decodeCursor, pageFrom, type Page } from '../page.ts'
import { roomPolicy } from '../rooms/policy.ts'
import { findRoom } from '../rooms/queries.ts'
import type { Document, DocumentQuery, DocumentSort } from './schema.ts'
import { showDocument, type DocumentView } from './show.ts'
import { visibleDocuments, withOthers } from './views.ts'

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
  // By its author's name, then by its own. The id before a name is always as long.
  author: {
    value: (document) => `${document.created_by ?? nobody}${document.name}`,
    cursor: z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/),
  },
}

/**
 * Documents of a room: in one folder, below it, or anywhere, narrowed and ordered as asked; or those with the given ids.
 * A page far behind costs what the first one does.
 */
export async function listDocuments(ctx: MemberContext, roomId: string, query: DocumentQuery): Promise<Page<Document>> {
  return reading(ctx, async (trx) => {
    if (query.ids !== undefined) return listThese(trx, ctx, roomId, query.ids)
    const { value, cursor } = orders[query.sort]
    const after = decodeCursor(query.cursor, z.tuple([cursor, z.uuid()]))
    const chosen = trx.raw('access.list_documents(?, ?::jsonb) with ordinality as l (id, at)', [
      roomId,
      JSON.stringify(narrowing(query, after, query.limit + 1)),
    ])
    // Once more under the policies: the function that chooses them is past these.
    const page = trx
      .from(chosen)
      .join('documents as d', 'd.id', 'l.id')
      .where('d.room_id', roomId)
      .select('d.*', 'l.at')
    const rows = await visibleDocuments<Listed>(trx, page).orderBy('x.at').options(prepared('list-documents'))
    // A page with nothing on it may be that of a place that the actor doesn't see.
    if (rows.length === 0) {
      if (query.folderId === undefined || query.scope === 'room')
        authorize(ctx.actor, roomPolicy, 'read', await findRoom(trx, roomId))
      else found(await findFolder(trx, query.folderId))
    }
    const now = ctx.now()
    return pageFrom(
      await withOthers(trx, rows),
      query.limit,
      (document) => [value(document), document.id],
      (document) => showDocument(ctx.actor, document, now),
    )
  })
}

interface Listed {
  /** Its number in the list. */
  at: number
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
    items: (await withOthers(trx, rows)).map((document) => showDocument(ctx.actor, document, now)),
    next: null,
  }
}

/** What `access.list_documents` takes (migrations/0015_lists.ts). */
export function narrowing(
  query: Omit<DocumentQuery, 'limit' | 'cursor' | 'ids'>,
  after: readonly [string | number, string] | null,
  most: number,
) {
  return {
    folder: query.folderId,
    scope: query.scope,
    name: query.name,
    words: query.text,
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
    most,
  }
}
