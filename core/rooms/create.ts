import { randomUUID } from 'node:crypto'
import { Access } from '../access/levels.ts'
import { requirePermission } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { found } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { findRoom, showRoom } from './queries.ts'
import type { NewRoom, Room } from './schema.ts'

/** Makes a room with a scope of its own: who makes it manages it; `organization` lets every member edit. */
export async function createRoom(ctx: MemberContext, input: NewRoom): Promise<Room> {
  const { actor } = ctx
  requirePermission(actor, 'rooms.create')
  return transaction(ctx, async (trx) => {
    const id = randomUUID()
    const scopeId = randomUUID()
    const place = { organization_id: actor.organizationId, scope_id: scopeId }
    await trx('scopes').insert({ id: scopeId, organization_id: actor.organizationId })
    await trx('grants').insert({ ...place, member_id: actor.memberId, level: Access.manage })
    if (input.visibility === 'organization')
      await trx('grants').insert({ ...place, member_id: null, level: Access.edit })
    await trx('rooms').insert({
      id,
      ...place,
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
  })
}
