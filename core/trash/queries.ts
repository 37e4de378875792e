import { z } from 'zod'
import type { MemberContext } from '../context.ts'
import { reading, type Transaction } from '../db.ts'
import { found } from '../errors.ts'
import { findFolder } from '../folders/queries.ts'
import { Access, type AccessLevel } from '../access/levels.ts'
import { decodeCursor, pageFrom, type Page, type PageRequest } from '../page.ts'
import { referenceOf } from '../people.ts'
import type { Contents, TrashedThing } from './schema.ts'

/** One act of deleting, as far as the actor may bring it back. */
export interface TrashView {
  id: string
  kind: 'folder' | 'document'
  thing_id: string
  name: string
  path: { id: string; name: string }[]
  room_id: string
  above_id: string | null
  scope_id: string
  level: AccessLevel
  place_gone: boolean
  trashed_by: string | null
  trashed_at: Date
  leaves_at: Date
  documents: number
  room_name: string | null
  trasher_name: string | null
}

async function shown(
  trx: Transaction,
  act: string | null,
  after: readonly [string, string] | null,
  most: number,
): Promise<TrashView[]> {
  const { rows } = await trx.raw<{ rows: TrashView[] }>(
    `select t.*, r.name as room_name, u.name as trasher_name
     from access.trash_shown(?, ?::timestamptz, ?::uuid, ?) t
     left join rooms r on r.id = t.room_id
     left join members m on m.id = t.trashed_by left join auth.users u on u.id = m.user_id
     order by t.trashed_at desc, t.id desc`,
    [act, after?.[0] ?? null, after?.[1] ?? null, most],
  )
  // Of the folders that it was in, only those are named that the actor may know of.
  const around = [...new Set(rows.flatMap(({ path }) => path.map(({ id }) => id)))]
  const result = await trx.raw<{ rows: { id: string }[] }>('select * from access.known_folders(?) as k (id)', [around])
  const known = new Set(result.rows.map(({ id }) => id))
  return rows.map((row) => ({ ...row, path: row.path.filter(({ id }) => known.has(id)) }))
}

/** What the actor may bring back: what they deleted and may still edit, and what they manage. The newest first. */
export async function listTrash(ctx: MemberContext, page: PageRequest): Promise<Page<TrashedThing>> {
  const after = decodeCursor(page.cursor, z.tuple([z.iso.datetime(), z.uuid()]))
  const rows = await reading(ctx, (trx) => shown(trx, null, after, page.limit + 1))
  return pageFrom(
    rows,
    page.limit,
    (row) => [row.trashed_at.toISOString(), row.id],
    (row) => ({
      id: row.id,
      kind: row.kind,
      thingId: row.thing_id,
      name: row.name,
      room: row.room_name === null ? null : { id: row.room_id, name: row.room_name },
      // Of places that somebody can't see they learn no names.
      path: row.room_name === null ? [] : row.path.map(({ name }) => name),
      placeGone: row.place_gone,
      documents: row.documents,
      trashedAt: row.trashed_at.toISOString(),
      trashedBy: referenceOf(row.trashed_by, row.trasher_name),
      leavesAt: row.leaves_at.toISOString(),
      abilities: { restore: true, purge: row.level >= Access.manage },
    }),
  )
}

/** One of them, or 404. */
export async function findTrashed(trx: Transaction, trashId: string): Promise<TrashView> {
  const rows = await shown(trx, trashId, null, 1)
  return found(rows[0])
}

const countedAtMost = 10_000

/** How much is in a folder, at every depth, as far as the actor can see it: said before it is deleted. */
export async function countContents(ctx: MemberContext, folderId: string): Promise<Contents> {
  return reading(ctx, async (trx) => {
    found(await findFolder(trx, folderId))
    const result = await trx.raw<{ rows: Contents[] }>(
      `with recursive below as (
         select id from folders where id = :folderId
         union all select f.id from folders f join below b on f.parent_id = b.id
       )
       select (select count(*)::int - 1 from (select from below limit :most + 1) f) as folders,
         (select count(*)::int from (select from documents where folder_id in (select id from below) limit :most) d) as documents`,
      { folderId, most: countedAtMost },
    )
    return found(result.rows[0])
  })
}
