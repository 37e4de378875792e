import type { Knex } from 'knex'
import type { Transaction } from '../db.ts'

/**
 * Rows (of rooms, folders or documents) with the actor's own level on each and the name of who made it. `page` is read
 * first and by itself, under the row-level policies and bounded by its limit or key, so that its own index decides the
 * plan: joined directly, the scopes would make the planner sort a whole room for one page. The order has to be given again
 * outside, where the row is `x`.
 */
export function withAccess<View extends object>(trx: Transaction, page: Knex.QueryBuilder) {
  return trx
    .withMaterialized('page', page)
    .from('page as x')
    .joinRaw('join access.levels_at(array(select scope_id from page)) v on v.scope_id = x.scope_id')
    .leftJoin('members as m', 'm.id', 'x.created_by')
    .leftJoin('auth.users as u', 'u.id', 'm.user_id')
    .select<View[]>('x.*', { access: 'v.level', creator_name: 'u.name' })
}
