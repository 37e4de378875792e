import { authorize, forbidden } from '../access/policy.ts'
import { Access } from '../access/levels.ts'
import type { MemberContext } from '../context.ts'
import { transaction, type Transaction } from '../db.ts'
import { AppError, found } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { factsOf } from './facts.ts'
import { documentPolicy } from './policy.ts'
import { findDocument } from './queries.ts'
import type { Document, NewLock } from './schema.ts'
import { lockOf, showDocument, type DocumentView } from './show.ts'

/** Throws 409, with who and until when, where somebody else has the document checked out. */
export function requireUnlocked(ctx: MemberContext, document: DocumentView): void {
  const lock = lockOf(ctx.actor, document, ctx.now())
  if (lock === null || lock.mine) return
  const until = `${lock.until.slice(0, 16).replace('T', ' ')} UTC`
  throw new AppError(
    'conflict',
    `${lock.by.name || 'Somebody'} has checked out “${document.name}” until ${until}. Wait, or ask them to unlock it.`,
    { retryAt: new Date(lock.until) },
  )
}

/**
 * A document that the actor may do `action` to and that nobody else has checked out; its row is held until the
 * transaction ends, so that both stay so. Else 404, 403, or 409 with who and until when.
 */
export async function documentForChange(
  trx: Transaction,
  ctx: MemberContext,
  documentId: string,
  action: 'rename' | 'edit' | 'addVersion' | 'classify',
): Promise<DocumentView> {
  await holdDocument(trx, documentId)
  const document = await findDocument(trx, documentId)
  authorize(ctx.actor, documentPolicy, action, document && { ...document, state: document.version.state })
  const present = found(document)
  requireUnlocked(ctx, present)
  return present
}

/** Holds the row, if the actor may edit it at all; whoever may not is refused by what comes after. */
async function holdDocument(trx: Transaction, documentId: string): Promise<void> {
  await trx('documents').where({ id: documentId }).forUpdate().select('id')
}

/** Checks a document out, or goes on having it: until the hours are over nobody else changes it. */
export async function lockDocument(ctx: MemberContext, documentId: string, { hours }: NewLock): Promise<Document> {
  return transaction(ctx, async (trx) => {
    await holdDocument(trx, documentId)
    const document = found(await findDocument(trx, documentId))
    authorize(ctx.actor, documentPolicy, 'lock', { ...document, state: document.version.state })
    requireUnlocked(ctx, document)
    const now = ctx.now()
    const until = new Date(now.getTime() + hours * 3_600_000)
    const since = lockOf(ctx.actor, document, ctx.now()) === null ? now : (document.locked_at ?? now)
    await trx('documents')
      .where({ id: documentId })
      .update({ locked_by: ctx.actor.memberId, locked_at: since, locked_until: until })
    await record(trx, ctx, document, 'documents.locked', { until: until.toISOString() })
    return showDocument(ctx.actor, found(await findDocument(trx, documentId)))
  })
}

/** Gives a document back: for who has it checked out, and for who manages it. Without a lock nothing changes. */
export async function unlockDocument(ctx: MemberContext, documentId: string): Promise<Document> {
  return transaction(ctx, async (trx) => {
    await holdDocument(trx, documentId)
    const document = found(await findDocument(trx, documentId))
    const lock = lockOf(ctx.actor, document, ctx.now())
    if (lock === null) {
      authorize(ctx.actor, documentPolicy, 'lock', { ...document, state: document.version.state })
      return showDocument(ctx.actor, document)
    }
    if (!lock.mine && document.access < Access.manage) throw forbidden()
    await trx('documents').where({ id: documentId }).update({ locked_by: null, locked_at: null, locked_until: null })
    await record(trx, ctx, document, 'documents.unlocked', { holder: lock.by.id })
    return showDocument(ctx.actor, found(await findDocument(trx, documentId)))
  })
}

async function record(
  trx: Transaction,
  ctx: MemberContext,
  document: DocumentView,
  type: 'documents.locked' | 'documents.unlocked',
  data: Record<string, unknown>,
): Promise<void> {
  await recordEvent(trx, ctx, type, {
    ...factsOf(document),
    data,
  })
}
