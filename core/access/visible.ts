import type { Knex } from 'knex'
import type { Transaction } from '../db.ts'
import { Access } from './levels.ts'

// Asked once for each room. Kept, or Postgres may ask it again for each row.
const archivedRooms = 'select room_id, access.is_archived(room_id) as archived from page group by room_id'

/**
 * Rows (of rooms, folders or documents) with the actor's own level on each and the name of who made it. `page` is read
 * first and by itself, under the row-level policies and bounded by its limit or key, so that its own index decides the
 * plan: joined directly, the scopes would make the planner sort a whole room for one page. The order has to be given again
 * outside, where the row is `x`. In an archived room nobody has more than `download`, whatever was granted.
 */
export function withAccess<View extends object>(
  trx: Transaction,
  page: Knex.QueryBuilder,
  of: 'room' | 'thing' = 'thing',
) {
  const pages = trx.withMaterialized('page', page)
  if (of === 'thing') pages.withMaterialized('page_rooms', trx.raw(archivedRooms))
  return pages
    .from('page as x')
    .joinRaw('join access.levels_at(array(select scope_id from page)) v on v.scope_id = x.scope_id')
    .joinRaw(of === 'room' ? '' : 'join page_rooms r on r.room_id = x.room_id')
    .leftJoin('members as m', 'm.id', 'x.created_by')
    .leftJoin('auth.users as u', 'u.id', 'm.user_id')
    .select<View[]>('x.*', { creator_name: 'u.name' })
    .select(
      trx.raw(
        of === 'room'
          ? 'v.level as access'
          : `r.archived, case when r.archived then least(v.level, ${Access.download}) else v.level end as access`,
      ),
    )
}
