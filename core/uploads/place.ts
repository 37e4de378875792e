import type { AccessLevel } from '../access/levels.ts'
import { authorize, forbidden } from '../access/policy.ts'
import type { MemberActor } from '../context.ts'
import type { Transaction } from '../db.ts'
import { found } from '../errors.ts'
import { folderPolicy } from '../folders/policy.ts'
import { roomPolicy } from '../rooms/policy.ts'

interface Place {
  scope_id: string
  access: AccessLevel
  depth: number
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
  const wanted = trx.raw(`access.holds('documents.upload') as may_upload`)
  const room: Place | undefined = await trx
    .from('rooms as p')
    .joinRaw(visible)
    .where('p.id', roomId)
    .select<Place[]>('p.scope_id', { access: 'v.level' }, wanted)
    .first()
  authorize(actor, roomPolicy, 'upload', room)
  if (!room.may_upload) throw forbidden()
  if (folderId === null) return { scopeId: room.scope_id }
  const folder: Place | undefined = await trx
    .from('folders as p')
    .joinRaw(visible)
    .where({ 'p.id': folderId, 'p.room_id': roomId })
    .select<Place[]>('p.scope_id', 'p.depth', { access: 'v.level' })
    .first()
  authorize(actor, folderPolicy, 'upload', found(folder))
  return { scopeId: found(folder).scope_id }
}
