import { forbidden } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import type { Transaction } from '../db.ts'
import { found } from '../errors.ts'

/** Whose member it is; 404 for one that the actor does not see, 403 for somebody who may do more than the actor. */
export async function requireOver(trx: Transaction, { actor }: MemberContext, memberId: string): Promise<string> {
  const ids: string[] = await trx('members').where({ id: memberId }).pluck('user_id')
  const personId = found(ids[0])
  const above = await trx('user_roles as ur')
    .join('role_permissions as rp', 'rp.role_id', 'ur.role_id')
    .where('ur.member_id', memberId)
    .whereNotIn('rp.permission', [...actor.permissions, ...actor.limited.keys()])
    .first('rp.permission')
  if (above !== undefined) throw forbidden()
  return personId
}
