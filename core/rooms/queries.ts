import type { Knex } from 'knex'
import { z } from 'zod'
import { abilitiesOf } from '../access/policy.ts'
import { accessName, type AccessLevel } from '../access/levels.ts'
import { withAccess } from '../access/visible.ts'
import type { MemberActor, MemberContext } from '../context.ts'
import { prepared, reading, type Transaction } from '../db.ts'
import { found } from '../errors.ts'
import { decodeCursor, pageFrom, type Page, type PageRequest } from '../page.ts'
import { referenceOf } from '../people.ts'
import { roomPolicy } from './policy.ts'
import type { Room } from './schema.ts'
import type { RoomRow } from './table.ts'

export interface RoomView extends RoomRow {
  access: AccessLevel
  creator_name: string | null
  for_everyone: boolean
  document_count: number
}

const countedDocuments = 1000

/** Of the rooms in `page`, those that the actor can see, each with the actor's own level and what a list shows of it. */
function visibleRooms(trx: Transaction, page: Knex.QueryBuilder) {
  return withAccess<RoomView>(trx, page, 'room').select(
    // Only who manages the room sees what is granted there; for the others it is private or not by how they came in.
    trx.raw(`exists (select from grants g where g.scope_id = x.scope_id and g.level > 0
      and num_nonnulls(g.member_id, g.department_id, g.role_id) = 0) as for_everyone`),
    trx.raw(
      '(select count(*)::int from (select from documents d where d.room_id = x.id limit ?) counted) as document_count',
      [countedDocuments],
    ),
  )
}

export async function findRoom(trx: Transaction, roomId: string): Promise<RoomView | undefined> {
  const one = visibleRooms(trx, trx('rooms').where({ id: roomId }))
  const [room] = await one.options(prepared('find-room'))
  return room
}

export function showRoom(actor: MemberActor, room: RoomView): Room {
  const access = accessName(room.access)
  return {
    id: room.id,
    name: room.name,
    description: room.description,
    visibility: room.for_everyone ? 'organization' : 'private',
    departmentId: room.department_id,
    access: access === 'none' ? 'view' : access,
    abilities: abilitiesOf(actor, roomPolicy, room, ['edit', 'archive', 'share', 'measure', 'createFolder', 'upload']),
    archivedAt: room.archived_at?.toISOString() ?? null,
    revision: room.revision,
    createdAt: room.created_at.toISOString(),
    updatedAt: room.updated_at.toISOString(),
    createdBy: referenceOf(room.created_by, room.creator_name),
    documentCount: room.document_count,
  }
}

/** One room, or 404. */
export async function getRoom(ctx: MemberContext, roomId: string): Promise<Room> {
  const room = await reading(ctx, (trx) => findRoom(trx, roomId))
  return showRoom(ctx.actor, found(room))
}

/** Rooms by name, as people count: those that are worked in, or those that are archived. */
export async function listRooms(ctx: MemberContext, page: PageRequest, archived = false): Promise<Page<Room>> {
  const after = decodeCursor(page.cursor, z.tuple([z.string(), z.uuid()]))
  const rows = await reading(ctx, (trx) => {
    const listed = trx('rooms')
      .orderByRaw('name collate natural_order, id')
      .whereRaw(archived ? 'archived_at is not null' : 'archived_at is null')
      .limit(page.limit + 1)
    if (after) void listed.whereRaw('(name collate natural_order, id) > (? collate natural_order, ?::uuid)', [...after])
    return visibleRooms(trx, listed)
      .orderByRaw('x.name collate natural_order, x.id')
      .options(prepared(`list-rooms${archived ? '-archived' : ''}${after ? '-after' : ''}`))
  })
  return pageFrom(
    rows,
    page.limit,
    (room) => [room.name, room.id],
    (room) => showRoom(ctx.actor, room),
  )
}
