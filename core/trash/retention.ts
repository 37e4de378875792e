import { requirePermission } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { found } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { staleRevision } from '../revision.ts'
import type { Retention, RetentionChange } from './schema.ts'

/** How long what was deleted can be brought back in this organization. */
export async function showRetention(ctx: MemberContext): Promise<Retention> {
  const row = await transaction(ctx, (trx) =>
    trx('organizations').where({ id: ctx.actor.organizationId }).first('trash_days', 'policy_revision'),
  )
  const { trash_days: trashDays, policy_revision: revision } = found(row)
  return { trashDays, revision }
}

/** Changes it, for what is in the trash already too, if the policy still has `revision`; else 412. */
export async function changeRetention(
  ctx: MemberContext,
  revision: number,
  { trashDays }: RetentionChange,
): Promise<Retention> {
  const { organizationId } = ctx.actor
  requirePermission(ctx.actor, 'organization.manage')
  return transaction(ctx, async (trx) => {
    const changed = await trx('organizations')
      .where({ id: organizationId, policy_revision: revision })
      .update({ trash_days: trashDays, policy_revision: revision + 1 })
    if (changed === 0) throw staleRevision()
    await recordEvent(trx, ctx, 'organizations.retention_changed', { organizationId, data: { after: { trashDays } } })
    return { trashDays, revision: revision + 1 }
  })
}
