import type { MemberActor, MemberContext } from '../context.ts'
import { holds } from '../access/policy.ts'
import { isPermission, type Permission } from '../access/permissions.ts'
import { reading, type Transaction } from '../db.ts'
import { found } from '../errors.ts'
import type { Page } from '../page.ts'
import { sensitivityName, type Assignment, type PermissionShown, type Role } from './schema.ts'
import type { RoleRow } from './table.ts'

/** An organization has few roles: more than this cannot be made. */
export const rolesAtMost = 100

export interface RoleView extends RoleRow {
  permissions: string[]
  people: number
  /** Whether the actor may give it to somebody without further limit: every permission and the clearance are theirs. */
  may_give: boolean
}

function visibleRoles(trx: Transaction) {
  return trx('roles as r')
    .select<RoleView[]>('r.*')
    .select(
      trx.raw('array(select rp.permission from role_permissions rp where rp.role_id = r.id order by 1) as permissions'),
      trx.raw('(select count(distinct ur.member_id)::int from user_roles ur where ur.role_id = r.id) as people'),
      trx.raw('access.may_give(r.id, null) as may_give'),
    )
}

export async function findRole(trx: Transaction, roleId: string): Promise<RoleView | undefined> {
  const [role] = await visibleRoles(trx).where('r.id', roleId)
  return role
}

export function showRole(actor: MemberActor, role: RoleView): Role {
  return {
    id: role.id,
    key: role.key,
    name: role.name,
    description: role.description,
    clearance: sensitivityName(role.clearance),
    guest: role.guest,
    permissions: role.permissions,
    people: role.people,
    abilities: { change: role.key === null && actor.permissions.has('roles.manage'), assign: role.may_give },
    revision: role.revision,
  }
}

/** The roles that people here can have: the built-in ones first, then the organization's by name. All of them, for they are few. */
export async function listRoles(ctx: MemberContext): Promise<Page<Role>> {
  const rows = await reading(ctx, (trx) =>
    visibleRoles(trx)
      .orderByRaw(
        `array_position(array['owner', 'administrator', 'manager', 'member', 'guest', 'auditor'], r.key), r.name, r.id`,
      )
      .limit(rolesAtMost + 10),
  )
  return { items: rows.map((row) => showRole(ctx.actor, row)), next: null }
}

/** One role, or 404. */
export async function getRole(ctx: MemberContext, roleId: string): Promise<Role> {
  return showRole(ctx.actor, found(await reading(ctx, (trx) => findRole(trx, roleId))))
}

/** What roles can allow. */
export async function listPermissions(ctx: MemberContext): Promise<Page<PermissionShown>> {
  const items = await reading(ctx, (trx) => trx('permissions').select('name', 'description').orderBy('name'))
  return { items, next: null }
}

interface AssignmentView {
  id: string
  member_id: string
  role_id: string
  role_name: string
  role_key: RoleRow['key']
  department_id: string | null
  department_name: string | null
  starts_at: Date | null
  ends_at: Date | null
  permissions: string[]
}

function isWithin(actor: MemberActor, row: AssignmentView): boolean {
  const held = (permission: Permission): boolean => holds(actor, permission, row.department_id)
  return held('roles.assign') && row.permissions.every((name) => isPermission(name) && held(name))
}

/** The roles of these members, by member. */
export async function assignmentsOf(
  trx: Transaction,
  actor: MemberActor,
  memberIds: readonly string[],
): Promise<Map<string, Assignment[]>> {
  const rows: AssignmentView[] = await trx('user_roles as ur')
    .join('roles as r', 'r.id', 'ur.role_id')
    .leftJoin('departments as d', 'd.id', 'ur.department_id')
    .whereIn('ur.member_id', [...memberIds])
    .orderBy(['r.name', 'd.name', 'ur.id'])
    .select<AssignmentView[]>('ur.id', 'ur.member_id', 'ur.role_id', 'ur.department_id', 'ur.starts_at', 'ur.ends_at', {
      role_name: 'r.name',
      role_key: 'r.key',
      department_name: 'd.name',
    })
    .select(trx.raw('array(select rp.permission from role_permissions rp where rp.role_id = r.id) as permissions'))
  const byMember = new Map<string, Assignment[]>()
  for (const row of rows) {
    const list = byMember.get(row.member_id) ?? []
    list.push({
      id: row.id,
      role: { id: row.role_id, name: row.role_name, key: row.role_key },
      department: row.department_id === null ? null : { id: row.department_id, name: row.department_name ?? '' },
      startsAt: row.starts_at?.toISOString() ?? null,
      endsAt: row.ends_at?.toISOString() ?? null,
      abilities: { remove: isWithin(actor, row) },
    })
    byMember.set(row.member_id, list)
  }
  return byMember
}
