import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { AppError } from '../errors.ts'
import { leaseSeconds, type LeaseKey } from './lease.ts'
import { requireWithinLimit } from './limit.ts'
import { authorizePlace } from './place.ts'
import { uploadColumns, type UploadState } from './queries.ts'

/** How many uploads one member may have under way; browsers list them all. */
const unfinishedLimit = 2000

/** How long an upload may take, pauses included. */
export const uploadDays = 7

export interface NewUpload {
  name: string
  roomId: string
  folderId: string | null
  /** Null: the client does not know yet. */
  size: number | null
  mediaType: string | null
}

/**
 * Makes room for a file in a room or folder that the actor may upload to, its lease held by the request that creates it.
 * The id is also that of the version to be and the key of its object. Null when this member has an upload of that id
 * already: the same request, sent again. Throws `too_large` over the appliance's limit.
 */
export async function createUpload(
  ctx: MemberContext,
  { uploadId, holder }: LeaseKey,
  limitBytes: number,
  input: NewUpload,
): Promise<UploadState | null> {
  const { actor } = ctx
  if (input.size !== null) requireWithinLimit(input.name, input.size, limitBytes)
  return transaction(ctx, async (trx) => {
    await authorizePlace(trx, actor, input.roomId, input.folderId)
    const created = await trx.raw<{ rows: UploadState[] }>(
      `insert into uploads
         (id, organization_id, member_id, room_id, folder_id, name, media_type, size, expires_at, lease_holder, lease_until)
       select :uploadId, :organizationId, :memberId, :roomId, :folderId, :name, :mediaType, :size,
         now() + make_interval(days => :uploadDays), :holder, now() + make_interval(secs => :leaseSeconds)
       where (select count(*) from (
         select from uploads where member_id = :memberId and document_id is null and expires_at > now() limit :unfinishedLimit
       ) unfinished) < :unfinishedLimit
       on conflict (id) do nothing
       returning ${uploadColumns}`,
      {
        ...input,
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
