import type { SystemContext } from '../context.ts'
import type { Storage } from '../storage.ts'

/**
 * Forgets at most `most` uploads whose time is over and that no request is writing to: their parts in storage first,
 * then the row, so that a crash in between leaves the row to be found again. How many.
 */
export async function expireUploads(ctx: SystemContext, storage: Storage, most: number): Promise<number> {
  const now = ctx.now()
  const over = await ctx
    .db('uploads')
    .where('expires_at', '<', now)
    .where((free) => free.whereNull('lease_until').orWhere('lease_until', '<', now))
    .orderBy('expires_at')
    .limit(most)
    .select('id', 'multipart_id', 'version_id')
  for (const upload of over) {
    // Its object belongs to the version once there is one.
    if (upload.version_id === null) {
      if (upload.multipart_id !== null) await storage.abortMultipart('quarantine', upload.id, upload.multipart_id)
      await storage.remove('quarantine', upload.id)
    }
    await ctx.db('uploads').where({ id: upload.id }).where('expires_at', '<', now).delete()
  }
  return over.length
}
