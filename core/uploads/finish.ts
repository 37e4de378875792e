import { randomUUID } from 'node:crypto'
import { holdRoom } from '../access/hold.ts'
import type { MemberContext } from '../context.ts'
import { transaction, type Transaction } from '../db.ts'
import { scanVersion } from '../documents/jobs.ts'
import { nextVersionNumber } from '../documents/versions.ts'
import { found } from '../errors.ts'
import { factsOf } from '../documents/facts.ts'
import { recordEvent } from '../events/record.ts'
import { owe } from '../jobs/define.ts'
import { leaseLost, type LeaseKey } from './lease.ts'
import { authorizePlace, authorizeVersion } from './place.ts'
import type { UploadState } from './queries.ts'

export interface FinishedUpload {
  documentId: string
  versionId: string
}

/** For so long after its end, a client that missed the answer can still learn what became of its upload. */
const rememberedHours = 24

type Upload = Omit<UploadState, 'tail_length'>

interface StoredObject {
  size: number
  etag: string
}

/**
 * Reserves what the upload came to, where it came to be: its size may not have been known before, and its place moved
 * to another room. Throws `over_quota` when that is too much.
 */
async function reserve(trx: Transaction, upload: Upload, roomId: string, size: number): Promise<void> {
  if (upload.room_id === roomId && upload.size === size) return
  await trx('uploads').where({ id: upload.id }).update({ room_id: roomId, size })
}

/** Makes a document with its first version. */
async function addDocument(
  trx: Transaction,
  ctx: MemberContext,
  upload: Upload,
  object: StoredObject,
): Promise<FinishedUpload> {
  const { actor } = ctx
  // The folder may have been moved to another room while the bytes were under way.
  const folder =
    upload.folder_id === null ? undefined : await trx('folders').where({ id: upload.folder_id }).first('room_id')
  const roomId = folder?.room_id ?? upload.room_id
  await holdRoom(trx, roomId)
  const { scopeId } = await authorizePlace(trx, actor, roomId, upload.folder_id)
  await reserve(trx, upload, roomId, object.size)
  const documentId = randomUUID()
  await trx('documents').insert({
    id: documentId,
    organization_id: actor.organizationId,
    room_id: roomId,
    folder_id: upload.folder_id,
    name: upload.name,
    current_version_id: upload.id,
    size: object.size,
    created_by: actor.memberId,
  })
  await addVersionRow(trx, ctx, { documentId, number: 1, note: '' }, upload, object)
  await recordEvent(trx, ctx, 'documents.uploaded', {
    organizationId: actor.organizationId,
    scopeId,
    roomId,
    folderId: upload.folder_id,
    documentId,
    versionId: upload.id,
    data: { name: upload.name, size: object.size },
  })
  return { documentId, versionId: upload.id }
}

/** Adds a version to a document, to become the current one once it is checked. */
async function addVersion(
  trx: Transaction,
  ctx: MemberContext,
  upload: Upload & { version_of: string },
  object: StoredObject,
): Promise<FinishedUpload> {
  // The document is held, so that of two uploads at once each gets a number of its own.
  const document = await authorizeVersion(trx, ctx, upload.version_of)
  await reserve(trx, upload, document.room_id, object.size)
  const number = await nextVersionNumber(trx, document.id)
  await addVersionRow(trx, ctx, { documentId: document.id, number, note: upload.note }, upload, object)
  await recordEvent(trx, ctx, 'documents.version_added', {
    ...factsOf(document),
    versionId: upload.id,
    data: { number, size: object.size },
  })
  return { documentId: document.id, versionId: upload.id }
}

async function addVersionRow(
  trx: Transaction,
  { actor }: MemberContext,
  { documentId, number, note }: { documentId: string; number: number; note: string },
  upload: Upload,
  { size, etag }: StoredObject,
): Promise<void> {
  await trx('versions').insert({
    id: upload.id,
    organization_id: actor.organizationId,
    document_id: documentId,
    number,
    size,
    media_type: upload.media_type,
    etag,
    note,
    uploaded_by: actor.memberId,
  })
}

/**
 * Makes a document, or a version of one, of an upload whose bytes are whole in quarantine: its rows, event, the job of its
 * check, and the mark on the upload, in one transaction. Done twice it gives the same document. The right to upload is
 * looked at once more; `locked` when the lease is another's by now.
 */
export async function finishUpload(
  ctx: MemberContext,
  { uploadId, holder }: LeaseKey,
  object: StoredObject,
): Promise<FinishedUpload> {
  const { actor } = ctx
  return transaction(ctx, async (trx) => {
    const locked: Upload | undefined = await trx('uploads')
      .where({ id: uploadId })
      .select('id', 'organization_id', 'member_id', 'room_id', 'folder_id', 'name', 'media_type', 'size', 'received')
      .select('multipart_id', 'lease_holder', 'lease_until', 'created_at', 'expires_at', 'document_id', 'version_id')
      .select('version_of', 'note')
      .forUpdate()
      .first()
    const upload = found(locked)
    if (upload.document_id !== null && upload.version_id !== null) {
      return { documentId: upload.document_id, versionId: upload.version_id }
    }
    if (upload.lease_holder !== holder) throw leaseLost()
    const { version_of } = upload
    const finished =
      version_of === null
        ? await addDocument(trx, ctx, upload, object)
        : await addVersion(trx, ctx, { ...upload, version_of }, object)
    const { documentId, versionId } = finished
    await owe(trx, scanVersion, actor.organizationId, { versionId })
    await trx('uploads')
      .where({ id: uploadId })
      .update({
        size: object.size,
        received: object.size,
        moved_at: trx.raw('now()'),
        tail: Buffer.alloc(0),
        multipart_id: null,
        document_id: documentId,
        version_id: versionId,
        lease_holder: null,
        lease_until: null,
        expires_at: trx.raw('now() + make_interval(hours => ?)', [rememberedHours]),
      })
    return finished
  })
}
