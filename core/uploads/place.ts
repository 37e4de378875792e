import type { AccessLevel } from '../access/levels.ts'
import { authorize, forbidden } from '../access/policy.ts'
import type { MemberActor, MemberContext } from '../context.ts'
import type { Knex, Transaction } from '../db.ts'
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
  const visible = `join access.visible_scopes() v on v.scope_id = p.scope_id`
  const allowed = (column: string): Knex.Raw =>
    trx.raw(`access.holds_for('documents.upload', ??) as may_upload`, [column])
  if (folderId === null) {
    const room: Place | undefined = await trx
      .from('rooms as p')
      .joinRaw(visible)
      .where('p.id', roomId)
      .select<Place[]>(
        'p.scope_id',
        'p.department_id',
        'p.archived_at',
        { access: 'v.level' },
        allowed('p.department_id'),
      )
      .first()
    authorize(actor, roomPolicy, 'upload', room)
    if (!room.may_upload) throw forbidden()
    return { scopeId: room.scope_id }
  }
  // The folder alone decides: somebody may have been let into it and not into its room.
  const folder: Place | undefined = await trx
    .from('folders as p')
    .joinRaw(visible)
    .joinRaw('cross join lateral access.department_of(p.room_id) o (department_id)')
    .where({ 'p.id': folderId, 'p.room_id': roomId })
    .select<Place[]>('p.scope_id', 'p.depth', 'o.department_id', { access: 'v.level' }, allowed('o.department_id'))
    .first()
  authorize(actor, folderPolicy, 'upload', folder)
  if (!folder.may_upload) throw forbidden()
  return { scopeId: folder.scope_id }
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
