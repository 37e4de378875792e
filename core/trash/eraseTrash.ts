import type { SystemContext } from '../context.ts'
import { transaction } from '../db.ts'
import { recordEvent } from '../events/record.ts'
import { keysOf } from '../previews/objects.ts'
import type { Storage } from '../storage.ts'
import { graceDays } from './grace.ts'

interface Due {
  id: string
  organization_id: string
  name: string
}

const dueActs = `select t.id from trash t where t.purged_at < now() - make_interval(days => :graceDays)`

async function isNeeded(ctx: SystemContext, objectId: string): Promise<boolean> {
  const result = await ctx.db.raw<{ rows: { needed: boolean }[] }>('select access.object_in_use(?, ?) as needed', [
    objectId,
    graceDays,
  ])
  return result.rows[0]?.needed !== false
}

/** The bytes first, then the rows that name them: stopped in between, it is done again from the rows. */
async function eraseDocument(ctx: SystemContext, storage: Storage, document: Due): Promise<void> {
  const versions = await ctx.db('versions').where({ document_id: document.id }).select('id', 'object_id', 'sha256')
  for (const { id, object_id: objectId } of versions) {
    const preview = await ctx.db('previews').where({ version_id: id }).first('kind', 'made')
    if (preview !== undefined) for (const key of keysOf(id, preview)) await storage.remove('derived', key)
    if (await isNeeded(ctx, objectId)) continue
    await storage.remove('documents', objectId)
    await storage.remove('quarantine', id)
  }
  await transaction(ctx, async (trx) => {
    await trx('versions').where({ document_id: document.id }).delete()
    const gone = await trx('documents').where({ id: document.id }).delete()
    if (gone === 0) return
    await trx('scopes').where({ document_id: document.id }).delete()
    await recordEvent(trx, ctx, 'documents.erased', {
      organizationId: document.organization_id,
      documentId: document.id,
      data: {
        name: document.name,
        sha256: versions.slice(0, 100).map(({ sha256 }) => sha256?.toString('hex') ?? null),
      },
    })
  })
}

/**
 * Removes what has been purged for longer than any backup is kept: objects that no other version needs, then rows. Gives
 * how many documents and folders went; `most` documents at once. For the worker, as a sweep.
 */
export async function eraseTrash(ctx: SystemContext, storage: Storage, most = 100): Promise<number> {
  const { rows: documents } = await ctx.db.raw<{ rows: Due[] }>(
    `select d.id, d.organization_id, d.name from documents d where d.trash_id in (${dueActs}) order by d.id limit :most`,
    { graceDays, most },
  )
  for (const document of documents) await eraseDocument(ctx, storage, document)
  if (documents.length === most) return documents.length
  // Folders go together, when nothing is in them any more: one inside another may have been deleted by an act of its own.
  const folders = await transaction(ctx, async (trx) => {
    const gone = await trx.raw<{ rows: Due[] }>(
      `delete from folders where trash_id in (${dueActs}) returning id, organization_id, name`,
      { graceDays },
    )
    await trx('scopes')
      .whereIn(
        'folder_id',
        gone.rows.map(({ id }) => id),
      )
      .delete()
    for (const folder of gone.rows) {
      await recordEvent(trx, ctx, 'folders.erased', {
        organizationId: folder.organization_id,
        folderId: folder.id,
        data: { name: folder.name },
      })
    }
    await trx.raw(`delete from trash where id in (${dueActs})`, { graceDays })
    return gone.rows.length
  })
  return documents.length + folders
}
