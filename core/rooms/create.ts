import { randomUUID } from 'node:crypto'
import { Access } from '../access/levels.ts'
import { requirePermission } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { isReferenceViolation, transaction } from '../db.ts'
import { found, notFound } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { findRoom, showRoom } from './queries.ts'
import type { NewRoom, Room } from './schema.ts'

/** Makes a room with a scope of its own: who makes it manages it; `organization` lets every member edit. 404 for a department that is not here. */
export async function createRoom(ctx: MemberContext, input: NewRoom): Promise<Room> {
  const { actor } = ctx
  requirePermission(actor, 'rooms.create', input.departmentId)
  return transaction(ctx, async (trx) => {
    const id = randomUUID()
    const everyone = input.visibility === 'organization' ? Access.edit : null
    const opened = await trx.raw<{ rows: { scope_id: string }[] }>('select access.open_room(?, ?) as scope_id', [
      id,
      everyone,
    ])
    const scopeId = found(opened.rows[0]).scope_id
    await trx('rooms').insert({
      id,
      organization_id: actor.organizationId,
      scope_id: scopeId,
      department_id: input.departmentId,
      name: input.name,
      description: input.description,
      created_by: actor.memberId,
    })
    await recordEvent(trx, ctx, 'rooms.created', {
      organizationId: actor.organizationId,
      scopeId,
      roomId: id,
      data: { name: input.name, visibility: input.visibility },
    })
    return showRoom(actor, found(await findRoom(trx, id)))
  }).catch((error: unknown) => {
    // Of another organization, or of none.
    throw isReferenceViolation(error) ? notFound() : error
  })
}
