import { randomUUID } from 'node:crypto'
import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { AppError, found, notFound } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { factsOf } from './facts.ts'
import { idFromKey } from '../idempotency.ts'
import { staleRevision } from '../revision.ts'
import { documentForChange } from './lock.ts'
import { findDocument } from './queries.ts'
import type { Document } from './schema.ts'
import { showDocument } from './show.ts'
import { findVersion, nextVersionNumber } from './versions.ts'

interface Wanted {
  documentId: string
  versionId: string
  revision: number
  /** The client's key: asked again with it, nothing more happens. */
  key: string | undefined
}

/**
 * Makes an older version current again: a new version that names the same bytes, so that history stays as it was. 412 when
 * the document was changed since `revision`, 409 for the current version and for one that did not pass its check.
 */
export async function restoreVersion(ctx: MemberContext, wanted: Wanted): Promise<Document> {
  const { documentId, versionId, revision, key } = wanted
  const { actor } = ctx
  const id = key === undefined ? randomUUID() : idFromKey(`${actor.memberId}\nrestore\n${versionId}\n${key}`)
  return transaction(ctx, async (trx) => {
    const document = await documentForChange(trx, ctx, documentId, 'addVersion')
    const known = await findVersion(trx, id)
    if (known?.document.id === documentId) return showDocument(actor, document)
    const { version } = found(await findVersion(trx, versionId))
    if (version.document_id !== documentId) throw notFound()
    if (document.revision !== revision) throw staleRevision()
    if (versionId === document.current_version_id)
      throw new AppError('conflict', 'This is the current version already.')
    if (version.state === 'damaged')
      throw new AppError('conflict', version.reason_message ?? 'This version is damaged.')
    if (version.state !== 'available') {
      throw new AppError('conflict', 'This version did not pass the virus check, so it cannot become the current one.')
    }
    await trx('versions').insert({
      id,
      organization_id: document.organization_id,
      document_id: documentId,
      number: await nextVersionNumber(trx, documentId),
      object_id: version.object_id,
      state: version.state,
      size: version.size,
      sha256: version.sha256,
      media_type: version.media_type,
      etag: version.etag,
      signatures: version.signatures,
      scanned_at: version.scanned_at,
      restored_from: version.number,
      uploaded_by: actor.memberId,
    })
    await recordEvent(trx, ctx, 'documents.version_restored', {
      ...factsOf(document),
      versionId: id,
      data: { restoredFrom: version.number },
    })
    return showDocument(actor, found(await findDocument(trx, documentId)))
  })
}
