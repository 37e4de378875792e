import { requirePermission } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { AppError, notFound } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { createLink } from '../links/create.ts'
import type { CreatedInvitation, NewInvitation } from './schema.ts'

/** Makes the one-time link by which somebody joins the organization; lasts 7 days. Who is a member already is a conflict. */
export async function invite(ctx: MemberContext, origin: string, input: NewInvitation): Promise<CreatedInvitation> {
  const { actor } = ctx
  requirePermission(actor, 'members.invite')
  return transaction(ctx, async (trx) => {
    const member = await trx
      .from('members as m')
      .join('auth.users as u', 'u.id', 'm.user_id')
      .where({ 'u.email': input.email, 'm.organization_id': actor.organizationId })
      .first('m.id')
    if (member) throw new AppError('conflict', `${input.email} belongs to this organization already.`)
    const link = await createLink(trx, ctx, origin, {
      purpose: 'invitation',
      organizationId: actor.organizationId,
      email: input.email,
      role: input.role,
    })
    await recordEvent(trx, ctx, 'invitations.created', {
      organizationId: actor.organizationId,
      data: { invitationId: link.id, email: input.email, role: input.role },
    })
    return {
      id: link.id,
      email: input.email,
      role: input.role,
      link: link.url,
      expiresAt: link.expiresAt.toISOString(),
    }
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
