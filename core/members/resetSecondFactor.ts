import { resetSecondFactors } from '../accounts/factors.ts'
import { requirePermission } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { transaction, type Knex } from '../db.ts'
import { AppError } from '../errors.ts'
import { requireOver } from './over.ts'

/**
 * Takes every second factor and session of a member who lost theirs. Only of somebody who belongs to this organization
 * alone: else its administrators would weaken what guards others. `accountsDb` is the accounts' database role.
 */
export async function resetMemberSecondFactor(ctx: MemberContext, accountsDb: Knex, memberId: string): Promise<void> {
  requirePermission(ctx.actor, 'members.manage')
  if (memberId === ctx.actor.memberId) {
    throw new AppError('conflict', "You can't reset your own. Remove it in your profile, or ask another administrator.")
  }
  const personId = await transaction(ctx, (trx) => requireOver(trx, ctx, memberId))
  await accountsDb.transaction(async (trx) => {
    const person = await trx('auth.users').where({ id: personId }).forUpdate().first('operator', 'second_factor')
    const elsewhere = await trx('members')
      .where({ user_id: personId })
      .whereNot({ organization_id: ctx.actor.organizationId })
      .first('id')
    if (person?.operator !== false || elsewhere !== undefined) {
      throw new AppError(
        'conflict',
        'This account counts beyond your organization, so only the operator resets its second factor: ./muniment reset-second-factor.',
      )
    }
    if (!person.second_factor) throw new AppError('conflict', 'This person has no second factor to reset.')
    await resetSecondFactors(trx, ctx, personId)
  })
}
