import type { MemberContext } from '../context.ts'
import { transaction, type Transaction } from '../db.ts'
import { AppError, found } from '../errors.ts'
import { findFolder } from '../folders/queries.ts'
import { findRoom } from '../rooms/queries.ts'
import { contentsOf } from './contents.ts'
import type { Archive, ArchiveChoice } from './schema.ts'

/** How long a choice may wait to be fetched. */
const goodForMs = 24 * 60 * 60_000

/** Everything is in a folder of this name: that of the one place chosen, else a word for several. */
async function nameOf(trx: Transaction, { roomId, folderIds, documentIds }: ArchiveChoice): Promise<string> {
  if (roomId !== null) return found(await findRoom(trx, roomId)).name
  const [folderId] = folderIds
  if (folderId === undefined || folderIds.length > 1 || documentIds.length > 0) return 'Documents'
  return found(await findFolder(trx, folderId)).name
}

/**
 * Keeps what somebody wants to download together, and says how much it is. 404 for a place they can't see; what else they
 * can't see is left out in silence. 409 when nothing of it can be downloaded, 413 for more than 50,000 documents.
 */
export async function chooseArchive(ctx: MemberContext, choice: ArchiveChoice): Promise<Archive> {
  const { organizationId, memberId } = ctx.actor
  return transaction(ctx, async (trx) => {
    const row = {
      organization_id: organizationId,
      member_id: memberId,
      name: await nameOf(trx, choice),
      room_id: choice.roomId,
      folder_ids: choice.folderIds,
      document_ids: choice.documentIds,
    }
    const { entries, withheld } = await contentsOf(trx, row)
    if (entries.length === 0) {
      throw new AppError(
        'conflict',
        'Nothing of this can be downloaded: by your rights, or not yet through the virus check.',
      )
    }
    // The only ones that are left over are one's own, so nobody else has to clear them away.
    await trx('archives')
      .where('created_at', '<', new Date(ctx.now().getTime() - goodForMs))
      .delete()
    const [archive] = await trx('archives').insert(row).returning('id')
    const bytes = entries.reduce((sum, { size }) => sum + size, 0)
    return { id: found(archive).id, name: row.name, files: entries.length, bytes, withheld }
  })
}
