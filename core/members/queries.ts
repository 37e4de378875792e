import { z } from 'zod'
import { requirePermission } from '../access/policy.ts'
import type { RoleKey } from '../access/permissions.ts'
import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { decodeCursor, pageFrom, type Page, type PageRequest } from '../page.ts'
import type { Invitation, Member } from './schema.ts'

interface MemberView {
  id: string
  name: string
  email: string
  role_key: RoleKey
  suspended_at: Date | null
  created_at: Date
}

/** The people of the organization, by name. */
export async function listMembers(ctx: MemberContext, page: PageRequest): Promise<Page<Member>> {
  requirePermission(ctx.actor, 'members.read')
  const after = decodeCursor(page.cursor, z.tuple([z.string(), z.uuid()]))
  const rows = await transaction(ctx, (trx) => {
    const query = trx
      .from('members as m')
      .join('auth.users as u', 'u.id', 'm.user_id')
      .select<MemberView[]>('m.id', 'u.name', 'u.email', 'm.role_key', 'm.suspended_at', 'm.created_at')
      .orderByRaw('u.name collate natural_order, m.id')
      .limit(page.limit + 1)
    if (after) query.whereRaw('(u.name collate natural_order, m.id) > (? collate natural_order, ?::uuid)', [...after])
    return query
  })
  return pageFrom(
    rows,
    page.limit,
    (row) => [row.name, row.id],
    (row) => ({
      id: row.id,
      name: row.name,
      email: row.email,
      role: row.role_key,
      suspended: row.suspended_at !== null,
      createdAt: row.created_at.toISOString(),
    }),
  )
}

interface InvitationView {
  id: string
  email: string
  role_key: RoleKey
  created_at: Date
  expires_at: Date
}

/** Links that were handed out and not used yet, newest first; expired ones included, so that they can be sent anew. */
export async function listInvitations(ctx: MemberContext, page: PageRequest): Promise<Page<Invitation>> {
  requirePermission(ctx.actor, 'members.invite')
  const after = decodeCursor(page.cursor, z.tuple([z.iso.datetime(), z.uuid()]))
  const rows = await transaction(ctx, (trx) => {
    const query = trx
      .from('links')
      .whereNull('used_at')
      .where({ purpose: 'invitation', organization_id: ctx.actor.organizationId })
      .select<InvitationView[]>('id', 'email', 'role_key', 'created_at', 'expires_at')
      .orderByRaw(`date_trunc('milliseconds', created_at) desc, id desc`)
      .limit(page.limit + 1)
    if (after) query.whereRaw(`(date_trunc('milliseconds', created_at), id) < (?::timestamptz, ?::uuid)`, [...after])
    return query
  })
  return pageFrom(
    rows,
    page.limit,
    (row) => [row.created_at.toISOString(), row.id],
    (row) => ({
      id: row.id,
      email: row.email,
      role: row.role_key,
      createdAt: row.created_at.toISOString(),
      expiresAt: row.expires_at.toISOString(),
      expired: row.expires_at <= ctx.now(),
    }),
  )
}
