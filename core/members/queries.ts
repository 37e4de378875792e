import { z } from 'zod'
import { accessName, type AccessLevel } from '../access/levels.ts'
import { requirePermission, holdsAnywhere, forbidden } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { reading, type Transaction } from '../db.ts'
import { found } from '../errors.ts'
import { decodeCursor, pageFrom, type Page, type PageRequest } from '../page.ts'
import { assignmentsOf } from '../roles/queries.ts'
import type { RoleRow } from '../roles/table.ts'
import type { Invitation, Member } from './schema.ts'

interface MemberView {
  id: string
  name: string
  email: string
  avatar: string | null
  suspended_at: Date | null
  created_at: Date
}

interface DepartmentOf {
  member_id: string
  id: string
  name: string
}

function visibleMembers(trx: Transaction) {
  return trx
    .from('members as m')
    .join('auth.users as u', 'u.id', 'm.user_id')
    .leftJoin('auth.avatars as a', 'a.user_id', 'm.user_id')
    .select<MemberView[]>('m.id', 'u.name', 'u.email', 'm.suspended_at', 'm.created_at', { avatar: 'a.version' })
}

/** The same members with their roles and departments: two queries, however many. */
async function shown(trx: Transaction, ctx: MemberContext, rows: readonly MemberView[]): Promise<Member[]> {
  const ids = rows.map(({ id }) => id)
  const roles = await assignmentsOf(trx, ctx.actor, ids)
  const departments: DepartmentOf[] = await trx('department_members as dm')
    .join('departments as d', 'd.id', 'dm.department_id')
    .whereIn('dm.member_id', ids)
    .orderByRaw('d.name collate natural_order, d.id')
    .select<DepartmentOf[]>('dm.member_id', 'd.id', 'd.name')
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    email: row.email,
    avatar: row.avatar,
    roles: roles.get(row.id) ?? [],
    departments: departments.filter(({ member_id }) => member_id === row.id).map(({ id, name }) => ({ id, name })),
    suspended: row.suspended_at !== null,
    createdAt: row.created_at.toISOString(),
  }))
}

export interface MemberFilter {
  /** A part of a name or address. */
  search?: string | undefined
  /** Of this department or one below it; 404 for one that the actor does not see. */
  departmentId?: string | undefined
}

/** The people of the organization that the actor may see, by name. */
export async function listMembers(
  ctx: MemberContext,
  page: PageRequest,
  { search, departmentId }: MemberFilter = {},
): Promise<Page<Member>> {
  if (!holdsAnywhere(ctx.actor, 'members.read')) throw forbidden()
  const after = decodeCursor(page.cursor, z.tuple([z.string(), z.uuid()]))
  return reading(ctx, async (trx) => {
    const query = visibleMembers(trx)
      .orderByRaw('u.name collate natural_order, m.id')
      .limit(page.limit + 1)
    if (after) query.whereRaw('(u.name collate natural_order, m.id) > (? collate natural_order, ?::uuid)', [...after])
    if (search) {
      const pattern = `%${search.replaceAll(/[\\%_]/g, '\\$&')}%`
      query.where((any) => any.whereILike('u.name', pattern).orWhereILike('u.email', pattern))
    }
    if (departmentId !== undefined) {
      found(await trx('departments').where({ id: departmentId }).first('id'))
      query.whereRaw(
        `m.id in (select dm.member_id from department_members dm
           where dm.department_id in (select access.departments_below(?)))`,
        [departmentId],
      )
    }
    const rows: MemberView[] = await query
    const byId = new Map((await shown(trx, ctx, rows.slice(0, page.limit))).map((member) => [member.id, member]))
    return pageFrom(
      rows,
      page.limit,
      (row) => [row.name, row.id],
      (row) => found(byId.get(row.id)),
    )
  })
}

/** One member, or 404. */
export async function getMember(ctx: MemberContext, memberId: string): Promise<Member> {
  return reading(ctx, async (trx) => {
    const row: MemberView | undefined = await visibleMembers(trx).where('m.id', memberId).first()
    const [member] = await shown(trx, ctx, [found(row)])
    return found(member)
  })
}

interface InvitationView {
  id: string
  email: string
  role_id: string
  role_name: string
  role_key: RoleRow['key']
  departments: string[]
  room_grants: { roomId: string; level: AccessLevel }[]
  created_at: Date
  expires_at: Date
}

/** Links that were handed out and not used yet, newest first; expired ones included, so that they can be sent anew. */
export async function listInvitations(ctx: MemberContext, page: PageRequest): Promise<Page<Invitation>> {
  requirePermission(ctx.actor, 'members.invite')
  const after = decodeCursor(page.cursor, z.tuple([z.iso.datetime(), z.uuid()]))
  const rows = await reading(ctx, (trx) => {
    const query = trx('links as l')
      .join('roles as r', 'r.id', 'l.role_id')
      .whereNull('l.used_at')
      .where({ 'l.purpose': 'invitation', 'l.organization_id': ctx.actor.organizationId })
      .select<InvitationView[]>(
        'l.id',
        'l.email',
        'l.role_id',
        'l.departments',
        'l.room_grants',
        'l.created_at',
        'l.expires_at',
        {
          role_name: 'r.name',
          role_key: 'r.key',
        },
      )
      .orderByRaw(`date_trunc('milliseconds', l.created_at) desc, l.id desc`)
      .limit(page.limit + 1)
    if (after)
      query.whereRaw(`(date_trunc('milliseconds', l.created_at), l.id) < (?::timestamptz, ?::uuid)`, [...after])
    return query
  })
  return pageFrom(
    rows,
    page.limit,
    (row) => [row.created_at.toISOString(), row.id],
    (row) => ({
      id: row.id,
      email: row.email,
      role: { id: row.role_id, name: row.role_name, key: row.role_key },
      departments: row.departments,
      rooms: row.room_grants.flatMap(({ roomId, level }) => {
        const name = accessName(level)
        return name === 'none' ? [] : [{ roomId, level: name }]
      }),
      createdAt: row.created_at.toISOString(),
      expiresAt: row.expires_at.toISOString(),
      expired: row.expires_at <= ctx.now(),
    }),
  )
}
