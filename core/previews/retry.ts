import { authorize } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { documentPolicy } from '../documents/policy.ts'
import { AppError } from '../errors.ts'
import { factsOf } from '../documents/facts.ts'
import { recordEvent } from '../events/record.ts'
import { owe } from '../jobs/define.ts'
import { previewVersion } from './jobs.ts'
import { findVisiblePreview, getPreview, type PreviewTarget } from './look.ts'
import type { Preview } from './schema.ts'

/** Has a preview that failed tried again; 409 when it has not failed, or not any more. */
export async function retryPreview(ctx: MemberContext, target: PreviewTarget): Promise<Preview> {
  await transaction(ctx, async (trx) => {
    const { document, version } = await findVisiblePreview(ctx, trx, target)
    authorize(ctx.actor, documentPolicy, 'rename', { ...document, state: version.state })
    const changed = await trx('previews')
      .where({ version_id: version.id, state: 'failed' })
      .update({ state: 'waiting', reason_code: null, reason_message: null, asked_at: ctx.now() })
    if (changed === 0) throw new AppError('conflict', "This preview hasn't failed: it is there, or being made already.")
    // A job that failed for good is still owed: the sweep wakes it, as no member may change jobs.
    await owe(trx, previewVersion, document.organization_id, { versionId: version.id })
    await recordEvent(trx, ctx, 'documents.preview_retried', {
      ...factsOf(document),
      versionId: version.id,
      data: { number: version.number },
    })
  })
  return getPreview(ctx, target)
}
