import { authorize } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { found, notFound } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { factsOf } from './facts.ts'
import { versionPolicy } from './policy.ts'
import type { Version } from './schema.ts'
import { showVersion } from './show.ts'
import { findVersion } from './versions.ts'

/** Says something else of a version: for who added it, and for who manages the document. */
export async function noteVersion(
  ctx: MemberContext,
  documentId: string,
  versionId: string,
  note: string,
): Promise<Version> {
  return transaction(ctx, async (trx) => {
    const { version, document } = found(await findVersion(trx, versionId))
    if (document.id !== documentId) throw notFound()
    authorize(ctx.actor, versionPolicy, 'note', { ...document, uploaded_by: version.uploaded_by })
    await trx('versions').where({ id: versionId }).update({ note })
    await recordEvent(trx, ctx, 'documents.version_noted', {
      ...factsOf(document),
      versionId,
      data: { number: version.number },
    })
    return showVersion(ctx.actor, { ...version, note }, document.access)
  })
}
