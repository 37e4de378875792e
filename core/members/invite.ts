import type { z } from 'zod'
import { Access } from '../access/levels.ts'
import { authorize, forbidden, requirePermission } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { transaction, type Transaction } from '../db.ts'
import { AppError, found, notFound } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { createLink } from '../links/create.ts'
import { mailInvitation } from '../mail/queue.ts'
import { roomPolicy } from '../rooms/policy.ts'
import { roleById, roleByKey, type RoleNamed } from '../roles/find.ts'
import { findRoom } from '../rooms/queries.ts'
import { NewInvitation, type CreatedInvitation } from './schema.ts'

/**
 * Who invites gives no more than they hold: the role must be within their own (that of a member or guest may always be
 * given), departments must be theirs to run, and rooms theirs to manage.
 */
async function requireGivable(
  trx: Transaction,
  ctx: MemberContext,
  role: RoleNamed,
  input: z.output<typeof NewInvitation>,
): Promise<void> {
  const { actor } = ctx
  if (role.key !== 'member' && role.key !== 'guest') {
    const allowed = await trx.raw<{ rows: { may_give: boolean }[] }>('select access.may_give(?, null)', [role.id])
    if (allowed.rows[0]?.may_give !== true) throw forbidden()
  }
  for (const departmentId of input.departments) {
    found(await trx('departments').where({ id: departmentId }).first('id'))
    requirePermission(actor, 'departments.manage', departmentId)
  }
  for (const { roomId } of input.rooms) authorize(actor, roomPolicy, 'share', await findRoom(trx, roomId))
}

/**
 * Makes the one-time link by which somebody joins the organization; lasts 7 days. Inviting the same address again takes
 * the earlier link back. Who is a member already is a conflict.
 */
export async function invite(ctx: MemberContext, origin: string, given: NewInvitation): Promise<CreatedInvitation> {
  const { actor } = ctx
  requirePermission(actor, 'members.invite')
  const input = NewInvitation.parse(given)
  return transaction(ctx, async (trx) => {
    const role = await (input.roleId === undefined ? roleByKey(trx, 'member') : roleById(trx, input.roleId))
    await requireGivable(trx, ctx, role, input)
    const member = await trx
      .from('members as m')
      .join('auth.users as u', 'u.id', 'm.user_id')
      .where({ 'u.email': input.email, 'm.organization_id': actor.organizationId })
      .first('m.id')
    if (member) throw new AppError('conflict', `${input.email} belongs to this organization already.`)
    await trx('links').where({ email: input.email, used_at: null }).delete()
    const link = await createLink(trx, ctx, origin, {
      purpose: 'invitation',
      organizationId: actor.organizationId,
      email: input.email,
      roleId: role.id,
      departments: input.departments,
      roomGrants: input.rooms.map(({ roomId, level }) => ({ roomId, level: Access[level] })),
    })
    await mailInvitation(trx, ctx, { organizationId: actor.organizationId, email: input.email, link })
    await recordEvent(trx, ctx, 'invitations.created', {
      organizationId: actor.organizationId,
      data: {
        invitationId: link.id,
        email: input.email,
        role: role.name,
        departments: input.departments,
        rooms: input.rooms,
      },
    })
    return { id: link.id, email: input.email, role, link: link.url, expiresAt: link.expiresAt.toISOString() }
  })
}

/** Takes back a link that was not used yet. */
export async function revokeInvitation(ctx: MemberContext, invitationId: string): Promise<void> {
  const { actor } = ctx
  requirePermission(actor, 'members.invite')
  await transaction(ctx, async (trx) => {
    const removed = await trx('links').where({ id: invitationId, used_at: null }).delete()
    if (removed === 0) throw notFound()
    await recordEvent(trx, ctx, 'invitations.revoked', { organizationId: actor.organizationId, data: { invitationId } })
  })
}
