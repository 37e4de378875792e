import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { authorizeTarget, PlaceTarget } from '../access/place.ts'
import { authorize } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { AppError, found } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { owe } from '../jobs/define.ts'
import { EntryName } from '../names.ts'
import { scanVersion } from './jobs.ts'
import { documentPolicy } from './policy.ts'
import { findDocument } from './queries.ts'
import type { Document } from './schema.ts'
import { showDocument } from './show.ts'

export const CopyRequest = z.object({ ...PlaceTarget.shape, name: EntryName.optional() })
export type CopyRequest = z.infer<typeof CopyRequest>

/** "Copy of …", for a copy that would lie beside its original under the same name; within the bound of names. */
export function copyName(name: string): string {
  const long = [...`Copy of ${name}`]
  if (long.length <= 255) return long.join('')
  const ending = /\.[^.]{1,10}$/u.exec(name)?.[0] ?? ''
  return [...long.slice(0, 255 - [...ending].length), ...ending].join('')
}

/**
 * Makes a new document of another's current version, which the virus check has passed. The bytes are shared, not stored
 * again. Needs `download` there and the right to upload where it goes; grants and history stay with the original.
 */
export async function copyDocument(ctx: MemberContext, documentId: string, request: CopyRequest): Promise<Document> {
  const { roomId, folderId } = request
  return transaction(ctx, async (trx) => {
    const document = await findDocument(trx, documentId)
    // An archived room may be copied from; what counts is what may be read there.
    authorize(ctx.actor, documentPolicy, 'copy', document && { ...document, state: document.version.state })
    const source = found(document)
    await authorizeTarget(trx, ctx, { roomId, folderId })
    const beside = source.room_id === roomId && source.folder_id === folderId
    const name = request.name ?? (beside ? copyName(source.name) : source.name)
    const [id, versionId] = [randomUUID(), randomUUID()]
    await trx.raw('select access.copy_document(?, ?, ?, ?, ?, ?)', [documentId, id, versionId, roomId, folderId, name])
    const made = await findDocument(trx, id)
    if (made === undefined) {
      throw new AppError('conflict', 'You could not see the copy there: your roles don’t reach it in that room.')
    }
    // The check has been passed; the steps after it are done for each version.
    await owe(trx, scanVersion, ctx.actor.organizationId, { versionId })
    await recordEvent(trx, ctx, 'documents.copied', {
      organizationId: made.organization_id,
      scopeId: made.scope_id,
      roomId,
      folderId,
      documentId: id,
      versionId,
      data: { name, from: documentId },
    })
    await recordEvent(trx, ctx, 'documents.taken', {
      organizationId: source.organization_id,
      scopeId: source.scope_id,
      roomId: source.room_id,
      folderId: source.folder_id,
      documentId,
      versionId: source.version.id,
    })
    return showDocument(ctx.actor, made)
  })
}
