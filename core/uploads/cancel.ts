import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import type { Storage } from '../storage.ts'
import { leaseLost, type LeaseKey } from './lease.ts'

/**
 * Ends an upload for good: it counts as expired from now on. Its parts are dropped at once if storage answers; the sweep
 * of expired uploads, which may delete objects too, removes whatever is left.
 */
export async function cancelUpload(
  ctx: MemberContext,
  storage: Storage,
  { uploadId, holder }: LeaseKey,
): Promise<void> {
  const multipartId = await transaction(ctx, async (trx) => {
    const [upload] = await trx('uploads')
      .where({ id: uploadId, lease_holder: holder, document_id: null })
      .update({ cancelled: true, expires_at: trx.raw('now()'), lease_holder: null, lease_until: null })
      .returning('multipart_id')
    if (upload === undefined) throw leaseLost()
    return upload.multipart_id
  })
  if (multipartId === null) return
  try {
    await storage.abortMultipart('quarantine', uploadId, multipartId)
  } catch (error) {
    ctx.log.warn({ error, uploadId }, 'the parts of a cancelled upload are left to the sweep')
  }
}
