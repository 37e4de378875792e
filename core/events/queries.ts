import { Access } from '../access/levels.ts'
import type { MemberContext } from '../context.ts'
import { reading } from '../db.ts'
import { found } from '../errors.ts'
import { referenceOf } from '../people.ts'
import { findRoom } from '../rooms/queries.ts'
import type { Event, EventPage, EventQuery } from './schema.ts'
import { publicData, showData } from './data.ts'
import type { EventRow } from './table.ts'

interface EventView extends EventRow {
  actor_name: string | null
  /** Whether the reader may know who did it, and more than that something changed. */
  whole: boolean
}

/** Their own acts, what was done to what they manage, and for who reads the audit everything. */
const whole = `(e.actor_member_id = :memberId or (select access.holds('audit.read'))
  or coalesce(d.scope_id, f.scope_id, r.scope_id, e.scope_id)
    in (select v.scope_id from access.visible_scopes() v where v.level >= :manage))`

/**
 * Events after a position, oldest first, as far as the actor may see them. Whoever does not manage a thing learns of it
 * what their open browser is told too: that it changed, and its state; who reads what, and who was let in, is nobody
 * else's business. Stops below the oldest transaction that is
 * still running, for it may yet commit a lower position: so nobody who goes on from `next` misses one.
 */
export async function listEvents(ctx: MemberContext, query: EventQuery): Promise<EventPage> {
  const rows = await reading(ctx, async (trx) => {
    if (query.roomId !== undefined) found(await findRoom(trx, query.roomId))
    const sql = trx
      .from('events as e')
      .leftJoin('members as m', 'm.id', 'e.actor_member_id')
      .leftJoin('auth.users as u', 'u.id', 'm.user_id')
      .leftJoin('documents as d', 'd.id', 'e.document_id')
      .joinRaw('left join folders f on f.id = e.folder_id and e.document_id is null')
      .joinRaw('left join rooms r on r.id = e.room_id and e.document_id is null and e.folder_id is null')
      .where('e.organization_id', ctx.actor.organizationId)
      .where('e.position', '>', query.after)
      .whereRaw(`(e.published or ${whole})`, { memberId: ctx.actor.memberId, manage: Access.manage })
      .whereRaw('e.transaction_id < pg_snapshot_xmin(pg_current_snapshot())')
      .orderBy('e.position')
      .limit(query.limit + 1)
      .select<EventView[]>('e.*', { actor_name: 'u.name' })
      .select(trx.raw(`${whole} as whole`, { memberId: ctx.actor.memberId, manage: Access.manage }))
    if (query.roomId !== undefined) sql.where('e.room_id', query.roomId)
    return showData(trx, await sql)
  })
  const shown = rows.slice(0, query.limit)
  return { items: shown.map(showEvent), next: rows.length > query.limit ? (shown.at(-1)?.position ?? null) : null }
}

function showEvent(row: EventView): Event {
  return {
    position: row.position,
    type: row.type,
    at: row.at.toISOString(),
    actor: row.whole ? referenceOf(row.actor_member_id, row.actor_name) : null,
    system: row.actor_system,
    roomId: row.room_id,
    folderId: row.folder_id,
    documentId: row.document_id,
    versionId: row.version_id,
    data: row.whole ? row.data : publicData(row.data),
  }
}
