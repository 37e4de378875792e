import { randomUUID } from 'node:crypto'
import { holdRoom } from '../access/hold.ts'
import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { scanVersion } from '../documents/jobs.ts'
import { found } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { owe } from '../jobs/define.ts'
import { leaseLost, type LeaseKey } from './lease.ts'
import { authorizePlace } from './place.ts'
import type { UploadState } from './queries.ts'

export interface FinishedUpload {
  documentId: string
  versionId: string
}

/** For so long after its end, a client that missed the answer can still learn what became of its upload. */
const rememberedHours = 24

/**
 * Makes a document of an upload whose bytes are whole in quarantine: document, first version, event, the job of its
 * check, and the mark on the upload, in one transaction. Done twice it gives the same document. The right to upload is
 * looked at once more; `locked` when the lease is another's by now.
 */
export async function finishUpload(
  ctx: MemberContext,
  { uploadId, holder }: LeaseKey,
  object: { size: number; etag: string },
): Promise<FinishedUpload> {
  const { actor } = ctx
  return transaction(ctx, async (trx) => {
    const locked: Omit<UploadState, 'tail_length'> | undefined = await trx('uploads')
      .where({ id: uploadId })
      .select('id', 'organization_id', 'member_id', 'room_id', 'folder_id', 'name', 'media_type', 'size', 'received')
      .select('multipart_id', 'lease_holder', 'lease_until', 'created_at', 'expires_at', 'document_id', 'version_id')
      .forUpdate()
      .first()
    const upload = found(locked)
    if (upload.document_id !== null && upload.version_id !== null) {
      return { documentId: upload.document_id, versionId: upload.version_id }
    }
    if (upload.lease_holder !== holder) throw leaseLost()
    // The folder may have been moved to another room while the bytes were under way.
    const folder =
      upload.folder_id === null ? undefined : await trx('folders').where({ id: upload.folder_id }).first('room_id')
    const roomId = folder?.room_id ?? upload.room_id
    await holdRoom(trx, roomId)
    const { scopeId } = await authorizePlace(trx, actor, roomId, upload.folder_id)
    const documentId = randomUUID()
    const versionId = uploadId
    await trx('documents').insert({
      id: documentId,
      organization_id: actor.organizationId,
      room_id: roomId,
      folder_id: upload.folder_id,
      name: upload.name,
      current_version_id: versionId,
      size: object.size,
      created_by: actor.memberId,
    })
    await trx('versions').insert({
      id: versionId,
      organization_id: actor.organizationId,
      document_id: documentId,
      number: 1,
      size: object.size,
      media_type: upload.media_type,
      etag: object.etag,
      uploaded_by: actor.memberId,
    })
    await recordEvent(trx, ctx, 'documents.uploaded', {
      organizationId: actor.organizationId,
      scopeId,
      roomId,
      folderId: upload.folder_id,
      documentId,
      versionId,
      data: { name: upload.name, size: object.size },
    })
    await owe(trx, scanVersion, actor.organizationId, { versionId })
    await trx('uploads')
      .where({ id: uploadId })
      .update({
        size: object.size,
        received: object.size,
        tail: Buffer.alloc(0),
        multipart_id: null,
        document_id: documentId,
        version_id: versionId,
        lease_holder: null,
        lease_until: null,
        expires_at: trx.raw('now() + make_interval(hours => ?)', [rememberedHours]),
      })
    return { documentId, versionId }
  })
}
