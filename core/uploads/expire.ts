import type { SystemContext } from '../context.ts'
import type { Storage } from '../storage.ts'
import type { UploadRow } from './table.ts'

type Expired = Pick<UploadRow, 'id' | 'multipart_id' | 'document_id'>

/**
 * Removes uploads that were cancelled, not finished in time, or finished a while ago, with what storage holds of the
 * unfinished ones; `most` at once. Gives how many went. For the worker: its identity may delete in quarantine.
 */
export async function expireUploads(ctx: SystemContext, storage: Storage, most = 50): Promise<number> {
  let removed = 0
  for (; removed < most; removed += 1) {
    // The row stays locked until its bytes are gone, so that nobody goes on with it; if storage fails, it stays.
    const found = await ctx.db.transaction(async (trx) => {
      const result = await trx.raw<{ rows: Expired[] }>(
        `delete from uploads where id = (
           select id from uploads where expires_at <= now() and (lease_until is null or lease_until <= now())
           order by expires_at limit 1
         ) and expires_at <= now() and (lease_until is null or lease_until <= now())
         returning id, multipart_id, document_id`,
      )
      const [upload] = result.rows
      if (upload === undefined) return false
      if (upload.document_id === null) {
        if (upload.multipart_id !== null) await storage.abortMultipart('quarantine', upload.id, upload.multipart_id)
        // Bytes that were complete while the database could not be told.
        await storage.remove('quarantine', upload.id)
      }
      return true
    })
    if (!found) break
  }
  return removed
}
