import { z } from 'zod'
import { requirePermission } from '../access/policy.ts'
import { otherWays, owesEnrolment, type SignInRules } from '../accounts/admit.ts'
import type { SignedIn } from '../accounts/whoIs.ts'
import { nameOfWay, providerOfWay, SignInWay } from '../accounts/ways.ts'
import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { AppError, found } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { staleRevision } from '../revision.ts'

const Ways = z
  .array(SignInWay)
  .min(1, 'Choose at least one way of signing in.')
  .max(30)
  .transform((ways) => [...new Set(ways)])
  .nullable()
  .meta({ description: 'password, passkey or provider:<id>; null: any' })

export const SignInPolicy = z
  .object({ requireSecondFactor: z.boolean(), ways: z.array(z.string()).nullable(), revision: z.number().int() })
  .meta({ id: 'SignInPolicy' })
export type SignInPolicy = z.infer<typeof SignInPolicy>

export const SignInPolicyChange = z
  .strictObject({ requireSecondFactor: z.boolean().optional(), ways: Ways.optional() })
  .refine((change) => Object.keys(change).length > 0, 'Nothing to change was sent.')
export type SignInPolicyChange = z.infer<typeof SignInPolicyChange>

/**
 * What an organization asks of everybody's way of signing in. It belongs to no department, so 403 for who may manage the
 * organization for a department only.
 */
export async function showSignInPolicy(ctx: MemberContext): Promise<SignInPolicy> {
  requirePermission(ctx.actor, 'organization.manage')
  const row = await transaction(ctx, (trx) =>
    trx('organizations')
      .where({ id: ctx.actor.organizationId })
      .first('require_second_factor', 'sign_in_ways', 'policy_revision'),
  )
  const { require_second_factor: requireSecondFactor, sign_in_ways: ways, policy_revision: revision } = found(row)
  return { requireSecondFactor, ways, revision }
}

interface Changing {
  session: Pick<SignedIn, 'secondFactor' | 'way'>
  providers: readonly { id: string; label: string }[]
}

/** Throws 409 for rules that would shut out whoever makes them. */
function requireOwn(rules: SignInRules, { session, providers }: Changing): void {
  if (owesEnrolment(rules, session)) {
    throw new AppError('conflict', 'Add a second factor yourself first, in your profile; then require it of everybody.')
  }
  if (otherWays(rules, session) !== null) {
    const own = session.way === null ? 'in an unknown way' : `by ${nameOfWay(session.way, providers)}`
    throw new AppError(
      'conflict',
      `You signed in ${own} yourself, so you would shut yourself out. Sign out, sign in by a way that you mean to allow, and change it then.`,
    )
  }
}

/**
 * Changes the policy if it still has `revision`, else 412. Tightened, it counts from the next request on, and cuts the
 * sockets and downloads of those who don't comply. 409 for somebody who would shut themselves out, 400 for a provider
 * that is not among `providers` and was not allowed before.
 */
export async function changeSignInPolicy(
  ctx: MemberContext,
  revision: number,
  change: SignInPolicyChange,
  changing: Changing,
): Promise<SignInPolicy> {
  requirePermission(ctx.actor, 'organization.manage')
  const { organizationId } = ctx.actor
  const before = await showSignInPolicy(ctx)
  const after = {
    secondFactor: change.requireSecondFactor ?? before.requireSecondFactor,
    ways: change.ways === undefined ? before.ways : change.ways,
  }
  const unknown = after.ways?.find((way) => {
    const provider = providerOfWay(way)
    return provider !== null && !before.ways?.includes(way) && !changing.providers.some(({ id }) => id === provider)
  })
  if (unknown !== undefined) {
    const message = `There is no sign-in provider "${providerOfWay(unknown)}" here.`
    throw new AppError('invalid', message, { faults: [{ path: 'ways', message }] })
  }
  requireOwn(after, changing)
  await transaction(ctx, async (trx) => {
    const changed = await trx('organizations')
      .where({ id: organizationId, policy_revision: revision })
      .update({
        require_second_factor: after.secondFactor,
        sign_in_ways: after.ways,
        policy_revision: revision + 1,
      })
    if (changed === 0) throw staleRevision()
    await recordEvent(trx, ctx, 'organizations.policy_changed', { organizationId, data: { after: change } })
  })
  return showSignInPolicy(ctx)
}
