import type { Knex } from 'knex'
import type { Transaction } from '../db.ts'
import { Access } from './levels.ts'

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
  return trx
    .withMaterialized('page', page)
    .from('page as x')
    .joinRaw('join access.levels_at(array(select scope_id from page)) v on v.scope_id = x.scope_id')
    .leftJoin('members as m', 'm.id', 'x.created_by')
    .leftJoin('auth.users as u', 'u.id', 'm.user_id')
    .select<View[]>('x.*', { creator_name: 'u.name' })
    .select(
      trx.raw(
        of === 'room'
          ? 'v.level as access'
          : `access.is_archived(x.room_id) as archived,
             case when access.is_archived(x.room_id) then least(v.level, ${Access.download}) else v.level end as access`,
      ),
    )
}
