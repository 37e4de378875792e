import type { MemberContext } from '../context.ts'
import { transaction, type Transaction } from '../db.ts'
import { leaseLost, type LeaseKey } from './lease.ts'
import type { UploadPartRow } from './table.ts'

// What a writer keeps of an upload. Each of these changes nothing and throws `locked` when the lease is another's by now.

async function whileHeld(ctx: MemberContext, work: (trx: Transaction) => Promise<number>): Promise<void> {
  const changed = await transaction(ctx, work)
  if (changed === 0) throw leaseLost()
}

/**
 * Notes parts that storage has, the next ones in order; `received` counts the bytes of all parts so far. What was the
 * tail is in them.
 */
export function recordParts(
  ctx: MemberContext,
  { uploadId, holder }: LeaseKey,
  received: number,
  parts: readonly Omit<UploadPartRow, 'upload_id'>[],
): Promise<void> {
  return whileHeld(ctx, async (trx) => {
    const recorded = await trx.raw<{ rowCount: number }>(
      `with held as (
         update uploads set received = :received, tail = '', moved_at = now()
         where id = :uploadId and lease_holder = :holder and document_id is null returning id
       )
       insert into upload_parts (upload_id, number, etag, size)
       select held.id, p.number, p.etag, p.size
       from held, unnest(:numbers::integer[], :etags::text[], :sizes::bigint[]) as p (number, etag, size)`,
      {
        uploadId,
        holder,
        received,
        numbers: parts.map((part) => part.number),
        etags: parts.map((part) => part.etag),
        sizes: parts.map((part) => part.size),
      },
    )
    return recorded.rowCount
  })
}

/** Keeps bytes after the last part that are too few for one of their own; `received` counts them. */
export function recordTail(
  ctx: MemberContext,
  { uploadId, holder }: LeaseKey,
  received: number,
  tail: Buffer,
): Promise<void> {
  return whileHeld(ctx, (trx) =>
    trx('uploads')
      .where({ id: uploadId, lease_holder: holder, document_id: null })
      .update({ received, tail, moved_at: trx.raw('now()') }),
  )
}

/** Notes under which id storage collects the parts. */
export function recordMultipart(
  ctx: MemberContext,
  { uploadId, holder }: LeaseKey,
  multipartId: string,
): Promise<void> {
  return whileHeld(ctx, (trx) =>
    trx('uploads')
      .where({ id: uploadId, lease_holder: holder, document_id: null })
      .update({ multipart_id: multipartId }),
  )
}

/** Sets the size that was deferred when the upload was created. */
export function recordSize(ctx: MemberContext, { uploadId, holder }: LeaseKey, size: number): Promise<void> {
  return whileHeld(ctx, (trx) =>
    trx('uploads').where({ id: uploadId, lease_holder: holder, document_id: null, size: null }).update({ size }),
  )
}

/** Begins an upload again whose parts storage has lost. */
export function resetUpload(ctx: MemberContext, { uploadId, holder }: LeaseKey): Promise<void> {
  return whileHeld(ctx, async (trx) => {
    const reset = await trx('uploads')
      .where({ id: uploadId, lease_holder: holder, document_id: null })
      .update({ received: 0, arrived: 0, tail: Buffer.alloc(0), multipart_id: null })
    if (reset > 0) await trx('upload_parts').where({ upload_id: uploadId }).delete()
    return reset
  })
}
