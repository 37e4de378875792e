import { requirePermission } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { found } from '../errors.ts'
import { findRole } from './queries.ts'
import type { RoleChange, RoleImpact } from './schema.ts'

// `covering`: what somebody holds by another role, at least where this one counts.
const holding = `
  with held as (
    select ur.member_id, ur.role_id, ur.department_id, r.clearance, r.guest
    from user_roles ur join roles r on r.id = ur.role_id
    join members m on m.id = ur.member_id and m.suspended_at is null
    join auth.users u on u.id = m.user_id and u.suspended_at is null
    where (ur.starts_at is null or ur.starts_at <= now()) and (ur.ends_at is null or ur.ends_at > now())
  ), holders as (
    select h.member_id, h.department_id from held h where h.role_id = :roleId
  ), covering as (
    select h.member_id, h.department_id as for_department, o.role_id, o.clearance
    from holders h join held o on o.member_id = h.member_id and o.role_id <> :roleId
      and (o.department_id is null or h.department_id in (select access.departments_below(o.department_id)))
  )`

/**
 * How many people would gain or lose what by a change of a role, without making it: who has the same by another role of
 * theirs is not counted. For who may change roles and sees all people.
 */
export async function previewRole(ctx: MemberContext, roleId: string, change: RoleChange): Promise<RoleImpact> {
  requirePermission(ctx.actor, 'roles.manage')
  requirePermission(ctx.actor, 'members.read')
  return transaction(ctx, async (trx) => {
    const role = found(await findRole(trx, roleId))
    const before = new Set<string>(role.permissions)
    const after = new Set<string>(change.permissions ?? role.permissions)
    const changed = [...before, ...after].filter((name) => !(before.has(name) && after.has(name)))
    const permissions = await trx.raw<{ rows: { permission: string; description: string; people: number }[] }>(
      `${holding}
       select p.name as permission, p.description, count(distinct h.member_id)::int as people
       from permissions p cross join holders h
       where p.name = any (:changed) and not exists (
         select from covering c join role_permissions rp on rp.role_id = c.role_id and rp.permission = p.name
         where c.member_id = h.member_id and c.for_department is not distinct from h.department_id)
       group by p.name, p.description order by p.name`,
      { roleId, changed },
    )
    const clearance = change.clearance ?? role.clearance
    const guest = change.guest ?? role.guest
    const other = await trx.raw<{ rows: { clearance: number; everyone: number }[] }>(
      `${holding}
       select
         (select count(distinct h.member_id)::int from holders h where not exists (
           select from covering c where c.member_id = h.member_id and c.for_department is not distinct from h.department_id
             and c.clearance >= :higher)) as clearance,
         (select count(distinct h.member_id)::int from holders h where not exists (
           select from held o where o.member_id = h.member_id and o.role_id <> :roleId and not o.guest)) as everyone`,
      { roleId, higher: Math.max(clearance, role.clearance) },
    )
    const { clearance: byClearance, everyone } = found(other.rows[0])
    return {
      permissions: permissions.rows.map(({ permission, description, people }) => ({
        permission,
        description,
        gain: after.has(permission) ? people : 0,
        lose: after.has(permission) ? 0 : people,
      })),
      clearance: {
        gain: clearance > role.clearance ? byClearance : 0,
        lose: clearance < role.clearance ? byClearance : 0,
      },
      everyone: { gain: role.guest && !guest ? everyone : 0, lose: !role.guest && guest ? everyone : 0 },
    }
  })
}
