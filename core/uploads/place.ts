import type { AccessLevel } from '../access/levels.ts'
import { authorize, forbidden } from '../access/policy.ts'
import type { MemberActor, MemberContext } from '../context.ts'
import type { Transaction } from '../db.ts'
import { documentForChange } from '../documents/lock.ts'
import type { DocumentView } from '../documents/show.ts'
import { folderPolicy } from '../folders/policy.ts'
import { roomPolicy } from '../rooms/policy.ts'

interface Place {
  scope_id: string
  access: AccessLevel
  depth: number
  department_id: string | null
  archived_at: Date | null
  /** As the database has it now: a long upload outlives what its request was told at its start. */
  may_upload: boolean
}

/**
 * Lets an upload into a room, or a folder of it, and gives the scope there. 404 for a place that the actor can't see or
 * a folder of another room, 403 where they can't upload.
 */
export async function authorizePlace(
  trx: Transaction,
  actor: MemberActor,
  roomId: string,
  folderId: string | null,
): Promise<{ scopeId: string }> {
  if (folderId === null) {
    const room: Place | undefined = await trx
      .from('rooms as p')
      .joinRaw('cross join lateral access.levels_at(array[p.scope_id]) v')
      .where('p.id', roomId)
      .select<Place[]>(
        'p.scope_id',
        'p.department_id',
        'p.archived_at',
        { access: 'v.level' },
        trx.raw(`access.holds_for('documents.upload', p.department_id) as may_upload`),
      )
      .first()
    authorize(actor, roomPolicy, 'upload', room)
    if (!room.may_upload) throw forbidden()
    return { scopeId: room.scope_id }
  }
  const [folder] = await foldersToUploadTo(trx, roomId, [folderId])
  authorize(actor, folderPolicy, 'upload', folder)
  if (!folder.may_upload) throw forbidden()
  return { scopeId: folder.scope_id }
}

/** As `authorizePlace`, for several folders of a room. */
export async function authorizeFolders(
  trx: Transaction,
  actor: MemberActor,
  roomId: string,
  folderIds: readonly string[],
): Promise<void> {
  if (folderIds.length === 0) return
  const folders = new Map((await foldersToUploadTo(trx, roomId, folderIds)).map((folder) => [folder.id, folder]))
  for (const id of folderIds) {
    const folder = folders.get(id)
    authorize(actor, folderPolicy, 'upload', folder)
    if (!folder.may_upload) throw forbidden()
  }
}

/** The folder alone decides: somebody may have been let into it and not into its room. */
async function foldersToUploadTo(
  trx: Transaction,
  roomId: string,
  folderIds: readonly string[],
): Promise<(Place & { id: string })[]> {
  return trx
    .from('folders as p')
    .joinRaw('join access.visible_scopes() v on v.scope_id = p.scope_id')
    .joinRaw('cross join lateral access.department_of(p.room_id) o (department_id)')
    .where({ 'p.room_id': roomId })
    .whereIn('p.id', folderIds)
    .select<(Place & { id: string })[]>(
      'p.id',
      'p.scope_id',
      'p.depth',
      'o.department_id',
      { access: 'v.level' },
      trx.raw(`access.holds_for('documents.upload', o.department_id) as may_upload`),
    )
}

/**
 * Lets an upload become a version of a document, which is held until the transaction ends. 404 for what the actor can't
 * see, 403 where they can't upload, 409 where somebody else has checked it out.
 */
export async function authorizeVersion(
  trx: Transaction,
  ctx: MemberContext,
  documentId: string,
): Promise<DocumentView> {
  const document = await documentForChange(trx, ctx, documentId, 'addVersion')
  const { rows } = await trx.raw<{ rows: { allowed: boolean }[] }>(
    `select access.holds_for('documents.upload', ?) as allowed`,
    [document.department_id],
  )
  if (rows[0]?.allowed !== true) throw forbidden()
  return document
}
