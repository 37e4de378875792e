import type { OperatorContext } from '../context.ts'
import { transaction } from '../db.ts'
import { notFound } from '../errors.ts'
import { recordEvent } from '../events/record.ts'

/**
 * Says how many bytes an organization may hold; null: as many as there is space for. Less than it holds already only
 * means that nothing more is taken.
 */
export async function limitOrganization(
  ctx: OperatorContext,
  organizationId: string,
  limitBytes: number | null,
): Promise<void> {
  await transaction(ctx, async (trx) => {
    const limited = await trx.raw<{ rows: { done: boolean }[] }>('select access.limit_organization(?, ?) as done', [
      organizationId,
      limitBytes,
    ])
    if (limited.rows[0]?.done !== true) throw notFound()
    await recordEvent(trx, ctx, 'organizations.limit_changed', { organizationId, data: { after: { limitBytes } } })
  })
}
