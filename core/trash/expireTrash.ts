import type { SystemContext } from '../context.ts'
import { transaction } from '../db.ts'
import { recordEvent } from '../events/record.ts'

interface Expired {
  id: string
  organization_id: string
  folder_id: string | null
  document_id: string | null
  name: string
}

/** Ends what lay in the trash for as long as its organization keeps it there, the oldest first; gives how much. */
export async function expireTrash(ctx: SystemContext, most = 200): Promise<number> {
  return transaction(ctx, async (trx) => {
    // Whatever was deleted inside a folder was deleted before it, so it ends with it or before.
    const result = await trx.raw<{ rows: Expired[] }>(
      `update trash set purged_at = now() where id in (
         select t.id from trash t join organizations o on o.id = t.organization_id
         where t.purged_at is null and t.trashed_at < now() - make_interval(days => o.trash_days)
         order by t.trashed_at, t.id limit ? for update of t skip locked)
       returning id, organization_id, folder_id, document_id, name`,
      [most],
    )
    for (const act of result.rows) {
      await recordEvent(trx, ctx, act.document_id === null ? 'folders.purged' : 'documents.purged', {
        organizationId: act.organization_id,
        folderId: act.folder_id,
        documentId: act.document_id,
        data: { name: act.name, trashId: act.id, expired: true },
      })
    }
    return result.rows.length
  })
}
