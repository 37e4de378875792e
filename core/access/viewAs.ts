import { z } from 'zod'
import type { MemberActor, MemberContext } from '../context.ts'
import { transaction, type Transaction } from '../db.ts'
import { found, notFound } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { decodeCursor, pageFrom, pageOf, type PageRequest } from '../page.ts'
import { PersonReference } from '../people.ts'
import { Access, accessName, type AccessLevel } from './levels.ts'
import { AccessLevelName } from './schema.ts'
import { findShared } from './shared.ts'
import { factsOf, findThing, type Thing } from './thing.ts'
import { withAccess } from './visible.ts'

export const SeenThing = z
  .object({
    kind: z.enum(['folder', 'document']),
    id: z.uuid(),
    name: z.string(),
    access: AccessLevelName,
    size: z.int().nullable().meta({ description: 'bytes; null for a folder' }),
    updatedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'SeenThing' })
export type SeenThing = z.infer<typeof SeenThing>

export const SeenPlace = pageOf(SeenThing)
  .extend({
    member: PersonReference,
    access: AccessLevelName.meta({
      description: "the member's own to the place; with none, the items are where their ways into the room begin",
    }),
  })
  .meta({ id: 'SeenPlace' })
export type SeenPlace = z.infer<typeof SeenPlace>

interface SeenRow {
  kind: 'folder' | 'document'
  id: string
  name: string
  access: AccessLevel
  size: number | null
  updated_at: Date | null
}

const Cursor = z.tuple([z.enum(['folder', 'document', 'shared']), z.string(), z.uuid()])
type Cursor = z.infer<typeof Cursor>

/**
 * What a room or folder holds for another member: folders first, then documents, by name. For who manages the place, else
 * 404; and nothing of it that they don't see themselves. Read as that member, so by the very policies that they are under.
 * The first page is an event.
 */
export async function viewAs(
  ctx: MemberContext,
  kind: 'room' | 'folder',
  id: string,
  memberId: string,
  page: PageRequest,
): Promise<SeenPlace> {
  const after = decodeCursor(page.cursor, Cursor)
  const { place, member } = await transaction(ctx, async (trx) => {
    const thing = await findThing(trx, kind, id)
    if (thing.access < Access.manage) throw notFound()
    const person: { id: string; name: string; user_id: string } | undefined = await trx('members as m')
      .join('auth.users as u', 'u.id', 'm.user_id')
      .where('m.id', memberId)
      .first('m.id', 'u.name', 'm.user_id')
    if (after === null) {
      await recordEvent(trx, ctx, 'access.viewed_as', { ...factsOf(ctx, thing), data: { memberId } })
    }
    return { place: thing, member: found(person) }
  })
  // No permission of theirs is needed to read what the policies show them.
  const actor: MemberActor = {
    kind: 'member',
    memberId: member.id,
    personId: member.user_id,
    organizationId: ctx.actor.organizationId,
    guest: false,
    permissions: new Set(),
    limited: new Map(),
  }
  const seen = await transaction({ ...ctx, actor }, (trx) => lookAround(trx, place, after, page.limit + 1))
  const known = await transaction(ctx, (trx) => idsSeen(trx, seen.rows))
  const { items, next } = pageFrom<SeenRow, SeenRow>(
    seen.rows,
    page.limit,
    (row) => [seen.access === Access.none ? 'shared' : row.kind, row.name, row.id],
    (row) => row,
  )
  return {
    member: { id: member.id, name: member.name },
    access: accessName(seen.access),
    items: items.filter((row) => known.has(row.id)).map(showSeen),
    next,
  }
}

function showSeen(row: SeenRow): SeenThing {
  const { kind, id, name, size } = row
  return { kind, id, name, access: accessName(row.access), size, updatedAt: row.updated_at?.toISOString() ?? null }
}

/** The next rows of the place, for whoever the transaction acts as. */
async function lookAround(
  trx: Transaction,
  place: Thing,
  after: Cursor | null,
  most: number,
): Promise<{ access: AccessLevel; rows: SeenRow[] }> {
  const access = await ownAccess(trx, place)
  if (access === Access.none) {
    if (place.kind !== 'room') return { access, rows: [] }
    const mark: [string, string] | null = after && [after[1], after[2]]
    const shared = await findShared(trx, { roomId: place.id, after: mark, most })
    const rows = shared.map(({ kind, id, name, level }) => ({
      kind,
      id,
      name,
      access: level,
      size: null,
      updated_at: null,
    }))
    return { access, rows }
  }
  const folders = after === null || after[0] === 'folder' ? await rowsOf(trx, 'folder', place, after, most) : []
  const left = most - folders.length
  const from = after?.[0] === 'document' ? after : null
  return { access, rows: left > 0 ? [...folders, ...(await rowsOf(trx, 'document', place, from, left))] : folders }
}

async function ownAccess(trx: Transaction, place: Thing): Promise<AccessLevel> {
  const [row] = await withAccess<{ access: AccessLevel }>(
    trx,
    trx(place.kind === 'room' ? 'rooms' : 'folders').where({ id: place.id }),
    place.kind === 'room' ? 'room' : 'thing',
  )
  return row?.access ?? Access.none
}

async function rowsOf(
  trx: Transaction,
  kind: 'folder' | 'document',
  place: Thing,
  after: Cursor | null,
  most: number,
): Promise<SeenRow[]> {
  const above = kind === 'folder' ? 'parent_id' : 'folder_id'
  const page = trx(kind === 'folder' ? 'folders' : 'documents')
    .where({ room_id: place.room_id, [above]: place.kind === 'room' ? null : place.id })
    // The place first: Postgres doesn't take IS NULL for an equality when it looks for an index that is in order.
    .orderByRaw('??, name collate natural_order, id', [above])
    .limit(most)
  if (after !== null) {
    void page.whereRaw('(name collate natural_order, id) > (? collate natural_order, ?::uuid)', [after[1], after[2]])
  }
  const rows = await withAccess<Omit<SeenRow, 'kind' | 'size'> & { size?: number }>(trx, page).orderByRaw(
    'x.name collate natural_order, x.id',
  )
  return rows.map(({ id, name, access, size = null, updated_at }) => ({ kind, id, name, access, size, updated_at }))
}

/** Of these, the ids that the actor sees too. */
async function idsSeen(trx: Transaction, rows: readonly SeenRow[]): Promise<ReadonlySet<string>> {
  const ids = (kind: SeenRow['kind']): string[] => rows.filter((row) => row.kind === kind).map(({ id }) => id)
  const [folders, documents]: [string[], string[]] = [
    await trx('folders').whereIn('id', ids('folder')).pluck('id'),
    await trx('documents').whereIn('id', ids('document')).pluck('id'),
  ]
  return new Set([...folders, ...documents])
}
