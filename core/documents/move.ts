import { again } from '../access/again.ts'
import { authorizeTarget, type PlaceTarget } from '../access/place.ts'
import { authorize } from '../access/policy.ts'
import { recordMove } from '../access/recordMove.ts'
import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { AppError, found } from '../errors.ts'
import { documentPolicy } from './policy.ts'
import { findDocument } from './queries.ts'
import type { Document } from './schema.ts'
import { showDocument } from './show.ts'

/**
 * Puts a document elsewhere in the organization if it still has `revision` (null: whatever it has), else 412. Needs `edit`
 * on it, where it is and where it goes. It stays the same document; what it inherits is what the new place gives.
 */
export async function moveDocument(
  ctx: MemberContext,
  documentId: string,
  revision: number | null,
  to: PlaceTarget,
): Promise<Document> {
  return again(() =>
    transaction(ctx, async (trx) => {
      const document = await findDocument(trx, documentId)
      authorize(ctx.actor, documentPolicy, 'move', document && { ...document, state: document.version.state })
      await authorizeTarget(trx, ctx, to)
      await trx.raw('select access.move_thing(?, ?, ?, ?)', [documentId, revision, to.roomId, to.folderId])
      const before = found(document)
      const after = await findDocument(trx, documentId)
      if (after === undefined) {
        throw new AppError('conflict', 'You could not see it there any more: your roles don’t reach it in that room.')
      }
      await recordMove(
        trx,
        ctx,
        'document',
        { ...before, above: before.folder_id },
        { ...after, above: after.folder_id },
      )
      return showDocument(ctx.actor, after)
    }),
  )
}
