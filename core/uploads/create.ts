import type { MemberContext } from '../context.ts'
import { transaction, type Transaction } from '../db.ts'
import { AppError } from '../errors.ts'
import { leaseSeconds, type LeaseKey } from './lease.ts'
import { requireWithinLimit } from './limit.ts'
import { authorizePlace, authorizeVersion } from './place.ts'
import { uploadColumns, type UploadState } from './queries.ts'

/** How many uploads one member may have under way; browsers list them all. */
const unfinishedLimit = 2000

/** How long an upload may take, pauses included. */
export const uploadDays = 7

export type NewUpload = {
  /** Null: the client does not know yet. */
  size: number | null
  mediaType: string | null
} & (
  | { name: string; roomId: string; folderId: string | null }
  | { name: string | null; versionOf: string; note: string }
)

/** Where the upload goes, if the actor may upload there. */
async function placeFor(trx: Transaction, ctx: MemberContext, input: NewUpload) {
  if (!('versionOf' in input)) {
    await authorizePlace(trx, ctx.actor, input.roomId, input.folderId)
    return { name: input.name, roomId: input.roomId, folderId: input.folderId, versionOf: null, note: '' }
  }
  const document = await authorizeVersion(trx, ctx, input.versionOf)
  const { room_id: roomId, folder_id: folderId } = document
  return { name: input.name ?? document.name, roomId, folderId, versionOf: document.id, note: input.note }
}

/**
 * Makes room for a file in a room or folder that the actor may upload to, or for a version of a document, its lease held by the request that creates it.
 * The id is also that of the version to be and the key of its object. Null when this member has an upload of that id
 * already: the same request, sent again. Throws `too_large` over the appliance's limit, and `over_quota` when the room or
 * the organization has not so much left: the size is reserved from now on.
 */
export async function createUpload(
  ctx: MemberContext,
  { uploadId, holder }: LeaseKey,
  limitBytes: number,
  input: NewUpload,
): Promise<UploadState | null> {
  const { actor } = ctx
  if (input.size !== null) requireWithinLimit(input.name ?? 'This file', input.size, limitBytes)
  return transaction(ctx, async (trx) => {
    const place = await placeFor(trx, ctx, input)
    const created = await trx.raw<{ rows: UploadState[] }>(
      `insert into uploads
         (id, organization_id, member_id, room_id, folder_id, name, version_of, note, media_type, size, expires_at, lease_holder,
         lease_until)
       select :uploadId, :organizationId, :memberId, :roomId, :folderId, :name, :versionOf, :note, :mediaType, :size,
         now() + make_interval(days => :uploadDays), :holder, now() + make_interval(secs => :leaseSeconds)
       where (select count(*) from (
         select from uploads where member_id = :memberId and document_id is null and expires_at > now() limit :unfinishedLimit
       ) unfinished) < :unfinishedLimit
       on conflict (id) do nothing
       returning ${uploadColumns}`,
      {
        ...place,
        size: input.size,
        mediaType: input.mediaType,
        uploadId,
        holder,
        organizationId: actor.organizationId,
        memberId: actor.memberId,
        uploadDays,
        leaseSeconds,
        unfinishedLimit,
      },
    )
    const [upload] = created.rows
    if (upload !== undefined) return upload
    const [present] = await trx('uploads').where({ id: uploadId }).select('id').limit(1)
    if (present !== undefined) return null
    throw new AppError(
      'too_many',
      `You have ${unfinishedLimit} uploads that are not finished. Finish or cancel some first.`,
    )
  })
}
