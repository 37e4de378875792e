import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { found } from '../errors.ts'
import { referenceOf } from '../people.ts'
import { findRoom } from '../rooms/queries.ts'
import type { Event, EventPage, EventQuery } from './schema.ts'
import type { EventRow } from './table.ts'

interface EventView extends EventRow {
  actor_name: string | null
}

/**
 * Events after a position, oldest first, as far as the actor may see them. Stops below the oldest transaction that is
 * still running, for it may yet commit a lower position: so nobody who goes on from `next` misses one.
 */
export async function listEvents(ctx: MemberContext, query: EventQuery): Promise<EventPage> {
  const rows = await transaction(ctx, async (trx) => {
    if (query.roomId !== undefined) found(await findRoom(trx, query.roomId))
    const sql = trx
      .from('events as e')
      .leftJoin('members as m', 'm.id', 'e.actor_member_id')
      .leftJoin('auth.users as u', 'u.id', 'm.user_id')
      .where('e.organization_id', ctx.actor.organizationId)
      .where('e.position', '>', query.after)
      .whereRaw('e.transaction_id < pg_snapshot_xmin(pg_current_snapshot())')
      .orderBy('e.position')
      .limit(query.limit + 1)
      .select<EventView[]>('e.*', { actor_name: 'u.name' })
    if (query.roomId !== undefined) sql.where('e.room_id', query.roomId)
    return sql
  })
  const shown = rows.slice(0, query.limit)
  return { items: shown.map(showEvent), next: rows.length > query.limit ? (shown.at(-1)?.position ?? null) : null }
}

function showEvent(row: EventView): Event {
  return {
    position: row.position,
    type: row.type,
    at: row.at.toISOString(),
    actor: referenceOf(row.actor_member_id, row.actor_name),
    system: row.actor_system,
    roomId: row.room_id,
    folderId: row.folder_id,
    documentId: row.document_id,
    versionId: row.version_id,
    data: row.data,
  }
}
