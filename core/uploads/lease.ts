import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { AppError, found } from '../errors.ts'
import { findUpload, uploadColumns, type UploadState } from './queries.ts'

/** A lease that nobody renews, because its process died, ends after so long. */
export const leaseSeconds = 15

/** Somebody waits for an upload's lease; payload: its id. */
export const wantedChannel = 'upload_wanted'
/** A lease that somebody waited for is free; payload: the upload's id. */
export const releasedChannel = 'upload_released'

/** Which request may write to which upload. */
export interface LeaseKey {
  uploadId: string
  /** A uuid of the request's own. */
  holder: string
}

/** The failure of a writer whose lease went to another request. */
export function leaseLost(): AppError {
  return new AppError('locked', 'Another request goes on with this upload. Ask where it stands, then continue there.')
}

/** The failure of an upload that was ended, or not finished within its days. */
function expired(): AppError {
  return new AppError('gone', 'This upload was cancelled or took too many days. Start it again.')
}

export type LeaseTaking =
  | { kind: 'taken'; upload: UploadState }
  /** It needs no lease any more: it does not change. */
  | { kind: 'finished'; upload: UploadState }
  /** Its holder has been told that the lease is wanted. */
  | { kind: 'held' }

/**
 * Takes the lease of an upload of one's own for a request, if nobody has it. Throws `not_found` for an absent or foreign
 * upload and `gone` for an expired one.
 */
export function takeLease(ctx: MemberContext, { uploadId, holder }: LeaseKey): Promise<LeaseTaking> {
  return transaction(ctx, async (trx) => {
    const taken = await trx.raw<{ rows: UploadState[] }>(
      `update uploads set lease_holder = :holder, lease_until = now() + make_interval(secs => :leaseSeconds), arrived = received
       where id = :uploadId and document_id is null and expires_at > now()
         and (lease_holder is null or lease_holder = :holder or lease_until <= now())
       returning ${uploadColumns}`,
      { uploadId, holder, leaseSeconds },
    )
    const [upload] = taken.rows
    if (upload !== undefined) return { kind: 'taken', upload }
    const present = found(await findUpload(trx, uploadId))
    if (present.document_id !== null) return { kind: 'finished', upload: present }
    if (present.expires_at <= ctx.now()) throw expired()
    await trx.raw(`select pg_notify(?, ?)`, [wantedChannel, uploadId])
    return { kind: 'held' }
  })
}

/**
 * Keeps a lease for another while; false when somebody else has it or the upload is gone. It is written anyway, so how many
 * bytes of the upload came so far is noted with it: of a slow one, parts are noted minutes apart.
 */
export function renewLease(ctx: MemberContext, { uploadId, holder }: LeaseKey, arrived: number): Promise<boolean> {
  return transaction(ctx, async (trx) => {
    const renewed = await trx.raw<{ rowCount: number }>(
      `update uploads set lease_until = now() + make_interval(secs => :leaseSeconds), arrived = :arrived,
         moved_at = case when :arrived > greatest(received, arrived) then now() else moved_at end
       where id = :uploadId and lease_holder = :holder`,
      { uploadId, holder, arrived, leaseSeconds },
    )
    return renewed.rowCount > 0
  })
}

/** Gives a lease back; `wanted` tells those who wait for it at once. */
export async function releaseLease(ctx: MemberContext, { uploadId, holder }: LeaseKey, wanted: boolean): Promise<void> {
  await transaction(ctx, async (trx) => {
    await trx('uploads').where({ id: uploadId, lease_holder: holder }).update({ lease_holder: null, lease_until: null })
    if (wanted) await trx.raw(`select pg_notify(?, ?)`, [releasedChannel, uploadId])
  })
}
