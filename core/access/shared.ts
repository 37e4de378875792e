import { z } from 'zod'
import type { MemberContext } from '../context.ts'
import { prepared, reading, type Transaction } from '../db.ts'
import { decodeCursor, pageFrom, type Page, type PageRequest } from '../page.ts'
import { accessName, type AccessLevel } from './levels.ts'
import { AccessLevelName, ThingReference } from './schema.ts'

export const SharedThing = ThingReference.extend({ roomId: z.uuid(), access: AccessLevelName }).meta({
  id: 'SharedThing',
})
export type SharedThing = z.infer<typeof SharedThing>

export interface SharedRow {
  kind: 'folder' | 'document'
  id: string
  name: string
  room_id: string
  level: AccessLevel
}

/** Where the actor's ways in begin below the top of a room, or of one room; by name, after `after`. */
export async function findShared(
  trx: Transaction,
  wanted: { roomId: string | null; after: readonly [string, string] | null; most: number },
): Promise<SharedRow[]> {
  const shared = trx.raw<{ rows: SharedRow[] }>(
    `with mine as materialized (select v.scope_id, v.level from access.visible_scopes() v)
     select * from (
       select case when s.document_id is null then 'folder' else 'document' end as kind, coalesce(d.id, f.id) as id,
         coalesce(d.name, f.name) as name, s.room_id, m.level
       from mine m join scopes s on s.id = m.scope_id
       left join folders f on f.id = s.folder_id left join documents d on d.id = s.document_id
       where s.parent_id is not null and s.parent_id not in (select scope_id from mine) and coalesce(d.id, f.id) is not null
         and (:roomId::uuid is null or s.room_id = :roomId)
     ) x
     where :afterName::text is null or (x.name collate natural_order, x.id) > (:afterName collate natural_order, :afterId::uuid)
     order by x.name collate natural_order, x.id limit :most`,
    {
      roomId: wanted.roomId,
      afterName: wanted.after?.[0] ?? null,
      afterId: wanted.after?.[1] ?? null,
      most: wanted.most,
    },
  )
  const { rows } = await shared.options(prepared('shared'))
  return rows
}

/**
 * Folders and documents that the actor was let into without the place above them: where their way in begins. By name.
 */
export async function listShared(ctx: MemberContext, page: PageRequest): Promise<Page<SharedThing>> {
  const after = decodeCursor(page.cursor, z.tuple([z.string(), z.uuid()]))
  const rows = await reading(ctx, (trx) => findShared(trx, { roomId: null, after, most: page.limit + 1 }))
  return pageFrom(
    rows,
    page.limit,
    (row) => [row.name, row.id],
    (row) => ({ kind: row.kind, id: row.id, name: row.name, roomId: row.room_id, access: accessName(row.level) }),
  )
}
