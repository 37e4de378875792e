import { randomUUID } from 'node:crypto'
import { forbidden, requirePermission } from '../access/policy.ts'
import { Sensitivity, type Permission } from '../access/permissions.ts'
import type { MemberContext } from '../context.ts'
import { isReferenceViolation, isUniqueViolation, transaction, type Transaction } from '../db.ts'
import { AppError, found } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { staleRevision } from '../revision.ts'
import { findRole, rolesAtMost, showRole, type RoleView } from './queries.ts'
import type { NewRole, Role, RoleChange } from './schema.ts'

/** Nobody makes a role that allows more than they may themselves, everywhere. */
async function requireOwn(
  trx: Transaction,
  ctx: MemberContext,
  permissions: readonly Permission[],
  clearance: number,
): Promise<void> {
  for (const permission of permissions) requirePermission(ctx.actor, permission)
  const own = await trx.raw<{ rows: { clearance: number }[] }>('select access.clearance()')
  if (clearance > (own.rows[0]?.clearance ?? -1)) throw forbidden()
}

function nameTaken(name: string): AppError {
  return new AppError('conflict', `There is a role named "${name}" already. Choose another name.`)
}

async function changeable(trx: Transaction, roleId: string): Promise<RoleView> {
  const role = found(await findRole(trx, roleId))
  if (role.key !== null)
    throw new AppError('forbidden', 'This role came with the appliance and stays as it is. Make one of your own.')
  return role
}

/** Makes a role of the organization out of the catalogue. */
export async function createRole(ctx: MemberContext, input: NewRole): Promise<Role> {
  const { actor } = ctx
  requirePermission(actor, 'roles.manage')
  return transaction(ctx, async (trx) => {
    await requireOwn(trx, ctx, input.permissions, input.clearance)
    const made = await trx('roles')
      .where({ organization_id: actor.organizationId })
      .count<{ count: number }[]>({ count: '*' })
    if ((made[0]?.count ?? 0) >= rolesAtMost) {
      throw new AppError('conflict', `An organization has ${rolesAtMost} roles of its own at most. Remove one first.`)
    }
    const id = randomUUID()
    const { permissions, ...role } = input
    await trx('roles').insert({ id, organization_id: actor.organizationId, ...role })
    const rows = [...new Set(permissions)].map((permission) => ({ role_id: id, permission }))
    if (rows.length > 0) await trx('role_permissions').insert(rows)
    await recordEvent(trx, ctx, 'roles.created', {
      organizationId: actor.organizationId,
      data: { roleId: id, ...input },
    })
    return showRole(actor, found(await findRole(trx, id)))
  }).catch((error: unknown) => {
    throw isUniqueViolation(error) ? nameTaken(input.name) : error
  })
}

/** Changes a role of the organization if it still has `revision`; else 412. What it allows then, the actor must hold. */
export async function updateRole(
  ctx: MemberContext,
  roleId: string,
  revision: number,
  change: RoleChange,
): Promise<Role> {
  const { actor } = ctx
  requirePermission(actor, 'roles.manage')
  return transaction(ctx, async (trx) => {
    const before = await changeable(trx, roleId)
    const { permissions, ...fields } = change
    await requireOwn(trx, ctx, permissions ?? [], change.clearance ?? Sensitivity.public)
    const changed = await trx('roles')
      .where({ id: roleId, revision })
      .update({
        ...(fields.name !== undefined && { name: fields.name }),
        ...(fields.description !== undefined && { description: fields.description }),
        ...(fields.clearance !== undefined && { clearance: fields.clearance }),
        ...(fields.guest !== undefined && { guest: fields.guest }),
        revision: trx.raw('revision + 1'),
        updated_at: ctx.now(),
      })
    if (changed === 0) throw staleRevision()
    if (permissions) {
      await trx('role_permissions').where({ role_id: roleId }).whereNotIn('permission', permissions).delete()
      const added = permissions.filter((permission) => !before.permissions.includes(permission))
      if (added.length > 0) {
        await trx('role_permissions').insert(added.map((permission) => ({ role_id: roleId, permission })))
      }
    }
    await recordEvent(trx, ctx, 'roles.updated', {
      organizationId: actor.organizationId,
      data: {
        roleId,
        before: { name: before.name, clearance: before.clearance, permissions: before.permissions },
        after: change,
      },
    })
    return showRole(actor, found(await findRole(trx, roleId)))
  }).catch((error: unknown) => {
    throw isUniqueViolation(error) ? nameTaken(change.name ?? '') : error
  })
}

/** Removes a role of the organization that nobody holds any more (409 otherwise); grants to it go with it. */
export async function removeRole(ctx: MemberContext, roleId: string): Promise<void> {
  const { actor } = ctx
  requirePermission(actor, 'roles.manage')
  await transaction(ctx, async (trx) => {
    const role = await changeable(trx, roleId)
    if (role.people > 0) {
      throw new AppError('conflict', `${role.people} people hold this role. Take it from them first.`)
    }
    await trx('roles')
      .where({ id: roleId })
      .delete()
      .catch((error: unknown) => {
        // By people whom the actor doesn't see, or an invitation names it.
        if (!isReferenceViolation(error)) throw error
        throw new AppError('conflict', 'Somebody holds this role, or was invited with it, so it has to stay.')
      })
    await recordEvent(trx, ctx, 'roles.removed', {
      organizationId: actor.organizationId,
      data: { roleId, name: role.name },
    })
  })
}
