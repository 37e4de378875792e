import { z } from 'zod'
import { requirePermission } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { AppError, found } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { staleRevision } from '../revision.ts'

export const SignInPolicy = z
  .object({ requireSecondFactor: z.boolean(), revision: z.number().int() })
  .meta({ id: 'SignInPolicy' })
export type SignInPolicy = z.infer<typeof SignInPolicy>

export const SignInPolicyChange = z.strictObject({ requireSecondFactor: z.boolean() })
export type SignInPolicyChange = z.infer<typeof SignInPolicyChange>

/**
 * What an organization asks of everybody's way of signing in. It belongs to no department, so 403 for who may manage the
 * organization for a department only.
 */
export async function showSignInPolicy(ctx: MemberContext): Promise<SignInPolicy> {
  requirePermission(ctx.actor, 'organization.manage')
  const row = await transaction(ctx, (trx) =>
    trx('organizations').where({ id: ctx.actor.organizationId }).first('require_second_factor', 'policy_revision'),
  )
  const { require_second_factor: requireSecondFactor, policy_revision: revision } = found(row)
  return { requireSecondFactor, revision }
}

/**
 * Changes the policy if it still has `revision`, else 412. Tightened, it counts from the next request on, and cuts the
 * sockets of those who don't comply. 409 for somebody who would shut themselves out.
 */
export async function changeSignInPolicy(
  ctx: MemberContext,
  revision: number,
  change: SignInPolicyChange,
  own: { secondFactor: boolean },
): Promise<SignInPolicy> {
  requirePermission(ctx.actor, 'organization.manage')
  if (change.requireSecondFactor && !own.secondFactor) {
    throw new AppError('conflict', 'Add a second factor yourself first, in your profile; then require it of everybody.')
  }
  const { organizationId } = ctx.actor
  await transaction(ctx, async (trx) => {
    const changed = await trx('organizations')
      .where({ id: organizationId, policy_revision: revision })
      .update({ require_second_factor: change.requireSecondFactor, policy_revision: revision + 1 })
    if (changed === 0) throw staleRevision()
    await recordEvent(trx, ctx, 'organizations.policy_changed', { organizationId, data: { after: change } })
  })
  return showSignInPolicy(ctx)
}
