import { forbidden, holdsAnywhere } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { AppError } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { ownerKept } from '../roles/assign.ts'
import { requireOver } from './over.ts'

/** Lets a member in no more, or again: their sessions here, sockets and downloads end at once. Nobody suspends themselves. */
export async function suspendMember(ctx: MemberContext, memberId: string, suspended: boolean): Promise<void> {
  const { actor } = ctx
  if (!holdsAnywhere(actor, 'members.manage')) throw forbidden()
  if (memberId === actor.memberId)
    throw new AppError('conflict', "You can't suspend yourself. Ask another administrator.")
  await transaction(ctx, async (trx) => {
    // Who may do more than the actor is not put out by them.
    await requireOver(trx, ctx, memberId)
    const changed = await trx('members')
      .where({ id: memberId })
      .update({ suspended_at: suspended ? ctx.now() : null })
    if (changed === 0) throw forbidden()
    await recordEvent(trx, ctx, suspended ? 'members.suspended' : 'members.readmitted', {
      organizationId: actor.organizationId,
      data: { memberId },
    })
  }).catch((error: unknown) => {
    throw ownerKept(error)
  })
}
