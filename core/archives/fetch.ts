import { Access } from '../access/levels.ts'
import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { AppError, found } from '../errors.ts'
import { recordEvents } from '../events/record.ts'
import { contentsOf, type ArchiveEntry } from './contents.ts'

/** What is in somebody's archive at this moment. 404 for anybody else's. */
export async function openArchive(
  ctx: MemberContext,
  archiveId: string,
): Promise<{ name: string; entries: ArchiveEntry[] }> {
  return transaction(ctx, async (trx) => {
    const archive = found(await trx('archives').where({ id: archiveId }).first())
    const { entries } = await contentsOf(trx, archive)
    return { name: archive.name, entries }
  })
}

interface Place {
  id: string
  scope_id: string
  room_id: string
  folder_id: string | null
}

/**
 * Lets these entries go out, and records each as downloaded, just before they do. 404 as soon as one of them is no longer
 * the actor's to download, or was found damaged.
 */
export async function releaseEntries(
  ctx: MemberContext,
  archiveId: string,
  entries: readonly ArchiveEntry[],
): Promise<void> {
  await transaction(ctx, async (trx) => {
    const places: Place[] = await trx('versions as n')
      .join('documents as d', 'd.id', 'n.document_id')
      .joinRaw('join access.visible_scopes() v on v.scope_id = d.scope_id')
      .whereIn(
        'n.id',
        entries.map(({ versionId }) => versionId),
      )
      .where('n.state', 'available')
      .where('v.level', '>=', Access.download)
      .select<Place[]>('d.id', 'd.scope_id', 'd.room_id', 'd.folder_id')
    const byId = new Map(places.map((place) => [place.id, place]))
    const events = entries.map(({ documentId, versionId }) => {
      const place = byId.get(documentId)
      if (place === undefined) throw new AppError('not_found', 'Part of this can no longer be downloaded.')
      return {
        organizationId: ctx.actor.organizationId,
        scopeId: place.scope_id,
        roomId: place.room_id,
        folderId: place.folder_id,
        documentId,
        versionId,
        data: { archiveId },
      }
    })
    await recordEvents(trx, ctx, 'documents.downloaded', events)
  })
}
