import { forbidden, holdsAnywhere } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { errorCode, isUniqueViolation, transaction } from '../db.ts'
import { AppError, found } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { roleById } from './find.ts'
import type { NewAssignment } from './schema.ts'

/** Says it in words when the last owner was to go. */
export function ownerKept(error: unknown): unknown {
  if (errorCode(error) !== 'MU001') return error
  return new AppError('conflict', 'An organization keeps at least one owner. Make somebody else an owner first.')
}

/**
 * Gives a member a role, everywhere or for a department, perhaps for a time. Who gives must hold all that it allows, there
 * (403 otherwise); the same role for the same department twice is a conflict.
 */
export async function assignRole(ctx: MemberContext, memberId: string, input: NewAssignment): Promise<void> {
  const { actor } = ctx
  if (!holdsAnywhere(actor, 'roles.assign')) throw forbidden()
  await transaction(ctx, async (trx) => {
    found(await trx('members').where({ id: memberId }).first('id'))
    const role = await roleById(trx, input.roleId)
    if (input.departmentId !== null) found(await trx('departments').where({ id: input.departmentId }).first('id'))
    const allowed = await trx.raw<{ rows: { may_give: boolean }[] }>('select access.may_give(?, ?)', [
      input.roleId,
      input.departmentId,
    ])
    if (allowed.rows[0]?.may_give !== true) throw forbidden()
    await trx('user_roles').insert({
      organization_id: actor.organizationId,
      member_id: memberId,
      role_id: input.roleId,
      department_id: input.departmentId,
      starts_at: input.startsAt,
      ends_at: input.endsAt,
      created_by: actor.memberId,
    })
    await recordEvent(trx, ctx, 'roles.assigned', {
      organizationId: actor.organizationId,
      data: {
        memberId,
        roleId: role.id,
        role: role.name,
        departmentId: input.departmentId,
        startsAt: input.startsAt,
        endsAt: input.endsAt,
      },
    })
  }).catch((error: unknown) => {
    if (isUniqueViolation(error))
      throw new AppError('conflict', 'This person has that role there already. Take it away first to change its time.')
    throw error
  })
}

/** Takes a role away. The last owner keeps theirs (409). */
export async function takeRole(ctx: MemberContext, memberId: string, assignmentId: string): Promise<void> {
  const { actor } = ctx
  if (!holdsAnywhere(actor, 'roles.assign')) throw forbidden()
  await transaction(ctx, async (trx) => {
    const [assignment] = await trx('user_roles').where({ id: assignmentId, member_id: memberId })
    const { role_id: roleId, department_id: departmentId } = found(assignment)
    const removed = await trx('user_roles').where({ id: assignmentId }).delete()
    if (removed === 0) throw forbidden()
    await recordEvent(trx, ctx, 'roles.taken', {
      organizationId: actor.organizationId,
      data: { memberId, roleId, departmentId },
    })
  }).catch((error: unknown) => {
    throw ownerKept(error)
  })
}
