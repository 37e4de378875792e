import type { MemberContext } from '../context.ts'
import { prepared, transaction, type Transaction } from '../db.ts'
import { recordEvent } from '../events/record.ts'
import { factsOf } from './facts.ts'
import type { DocumentView } from './show.ts'

const onceInMinutes = 10

/** Records that somebody looked at a document, or was refused its content: once a person and document in ten minutes. */
export async function noticeDocument(
  trx: Transaction,
  ctx: MemberContext,
  type: 'documents.viewed' | 'documents.denied',
  document: DocumentView,
): Promise<void> {
  const recent = await trx('events')
    .where({ document_id: document.id, actor_member_id: ctx.actor.memberId })
    // Not as a value: views have an index of their own, which a kept plan can use for this type only.
    .whereRaw(`type = '${type}'`)
    .whereRaw('at > now() - make_interval(mins => ?)', [onceInMinutes])
    .orderBy('position', 'desc')
    .first('position')
    .options(prepared(`noticed-${type}`))
  if (recent !== undefined) return
  await recordEvent(trx, ctx, type, {
    ...factsOf(document),
    versionId: document.version.id,
  })
}

/** The same in a transaction of its own: what was refused is rolled back, and the refusal is not. */
export async function noticeDenial(ctx: MemberContext, document: DocumentView): Promise<void> {
  await transaction(ctx, (trx) => noticeDocument(trx, ctx, 'documents.denied', document))
}
