import { again } from '../access/again.ts'
import { authorize } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { transaction, type Transaction } from '../db.ts'
import { found } from '../errors.ts'
import { documentPolicy } from '../documents/policy.ts'
import { findDocument } from '../documents/queries.ts'
import { recordEvent } from '../events/record.ts'
import { folderPolicy } from '../folders/policy.ts'
import { findFolder } from '../folders/queries.ts'
import type { Trashed } from './schema.ts'

export type TrashableKind = 'folder' | 'document'

async function lookUp(trx: Transaction, ctx: MemberContext, kind: TrashableKind, id: string) {
  if (kind === 'folder') {
    const folder = await findFolder(trx, id)
    authorize(ctx.actor, folderPolicy, 'trash', folder)
    return { ...folder, folderId: folder.id }
  }
  const document = await findDocument(trx, id)
  authorize(ctx.actor, documentPolicy, 'trash', document && { ...document, state: document.version.state })
  const present = found(document)
  return { ...present, folderId: present.folder_id }
}

/**
 * Puts a document, or a folder with everything in it, into the trash if it still has `revision` (null: whatever it has),
 * else 412. Needs `edit` on it and where it is. From then on it is nowhere but there, for everybody.
 */
export async function trashThing(
  ctx: MemberContext,
  kind: TrashableKind,
  id: string,
  revision: number | null,
): Promise<Trashed> {
  return again(() =>
    transaction(ctx, async (trx) => {
      const thing = await lookUp(trx, ctx, kind, id)
      const result = await trx.raw<{ rows: { act: string }[] }>('select access.trash_thing(?, ?) as act', [
        id,
        revision,
      ])
      const { act } = found(result.rows[0])
      await recordEvent(trx, ctx, `${kind}s.trashed`, {
        organizationId: thing.organization_id,
        scopeId: thing.scope_id,
        roomId: thing.room_id,
        folderId: thing.folderId,
        documentId: kind === 'document' ? id : null,
        data: { name: thing.name, trashId: act },
      })
      return { trashId: act }
    }),
  )
}
