import { randomUUID } from 'node:crypto'
import { requirePermission } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { errorCode, isUniqueViolation, transaction, type Transaction } from '../db.ts'
import { AppError, found } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { staleRevision } from '../revision.ts'
import { departmentsAtMost, findDepartment, showDepartment } from './queries.ts'
import type { Department, DepartmentChange, NewDepartment } from './schema.ts'

function inWords(error: unknown): unknown {
  if (isUniqueViolation(error))
    return new AppError('conflict', 'There is a department of that name at that place already.')
  if (errorCode(error) === 'MU002')
    return new AppError('conflict', 'A department cannot be put below itself. Choose another place.')
  if (errorCode(error) === 'MU003')
    return new AppError('invalid', 'Departments can be 20 deep at most. Put this one higher up.')
  return error
}

async function requireMember(trx: Transaction, memberId: string | null | undefined): Promise<void> {
  if (memberId) found(await trx('members').where({ id: memberId }).first('id'))
}

/** Makes a department, at the top or below one that the actor runs. */
export async function createDepartment(ctx: MemberContext, input: NewDepartment): Promise<Department> {
  const { actor } = ctx
  return transaction(ctx, async (trx) => {
    if (input.parentId !== null) found(await findDepartment(trx, input.parentId))
    requirePermission(actor, 'departments.manage', input.parentId)
    await requireMember(trx, input.managerId)
    const made = await trx('departments').count<{ count: number }[]>({ count: '*' })
    if ((made[0]?.count ?? 0) >= departmentsAtMost) {
      throw new AppError('conflict', `An organization has ${departmentsAtMost} departments at most. Remove one first.`)
    }
    const id = randomUUID()
    await trx('departments').insert({
      id,
      organization_id: actor.organizationId,
      parent_id: input.parentId,
      manager_id: input.managerId,
      name: input.name,
    })
    await recordEvent(trx, ctx, 'departments.created', {
      organizationId: actor.organizationId,
      data: { departmentId: id, ...input },
    })
    return showDepartment(actor, found(await findDepartment(trx, id)))
  }).catch((error: unknown) => {
    throw inWords(error)
  })
}

/** Renames or moves a department, or gives it another manager, if it still has `revision`; else 412. */
export async function updateDepartment(
  ctx: MemberContext,
  departmentId: string,
  revision: number,
  change: DepartmentChange,
): Promise<Department> {
  const { actor } = ctx
  return transaction(ctx, async (trx) => {
    const before = found(await findDepartment(trx, departmentId))
    requirePermission(actor, 'departments.manage', departmentId)
    if (change.parentId !== undefined && change.parentId !== before.parent_id) {
      if (change.parentId !== null) found(await findDepartment(trx, change.parentId))
      requirePermission(actor, 'departments.manage', change.parentId)
    }
    await requireMember(trx, change.managerId)
    const changed = await trx('departments')
      .where({ id: departmentId, revision })
      .update({
        ...(change.name !== undefined && { name: change.name }),
        ...(change.parentId !== undefined && { parent_id: change.parentId }),
        ...(change.managerId !== undefined && { manager_id: change.managerId }),
        revision: trx.raw('revision + 1'),
        updated_at: ctx.now(),
      })
    if (changed === 0) throw staleRevision()
    await recordEvent(trx, ctx, 'departments.updated', {
      organizationId: actor.organizationId,
      data: {
        departmentId,
        before: { name: before.name, parentId: before.parent_id, managerId: before.manager_id },
        after: change,
      },
    })
    return showDepartment(actor, found(await findDepartment(trx, departmentId)))
  }).catch((error: unknown) => {
    throw inWords(error)
  })
}

/** Removes a department without any below it (409 otherwise). What was granted to it, and roles held for it alone, end. */
export async function removeDepartment(ctx: MemberContext, departmentId: string): Promise<void> {
  const { actor } = ctx
  await transaction(ctx, async (trx) => {
    const department = found(await findDepartment(trx, departmentId))
    requirePermission(actor, 'departments.manage', departmentId)
    if (await trx('departments').where({ parent_id: departmentId }).first('id')) {
      throw new AppError('conflict', 'There are departments below this one. Move or remove them first.')
    }
    await trx('departments').where({ id: departmentId }).delete()
    await recordEvent(trx, ctx, 'departments.removed', {
      organizationId: actor.organizationId,
      data: { departmentId, name: department.name },
    })
  })
}

/** Puts a member into a department, or takes them out; either is done already when it is so. */
export async function setDepartmentMember(
  ctx: MemberContext,
  departmentId: string,
  memberId: string,
  belongs: boolean,
): Promise<void> {
  const { actor } = ctx
  await transaction(ctx, async (trx) => {
    found(await findDepartment(trx, departmentId))
    requirePermission(actor, 'departments.manage', departmentId)
    await requireMember(trx, memberId)
    const row = { organization_id: actor.organizationId, department_id: departmentId, member_id: memberId }
    const changed = belongs
      ? (
          await trx('department_members')
            .insert(row)
            .onConflict(['department_id', 'member_id'])
            .ignore()
            .returning('member_id')
        ).length
      : await trx('department_members').where(row).delete()
    if (changed === 0) return
    await recordEvent(trx, ctx, belongs ? 'departments.joined' : 'departments.left', {
      organizationId: actor.organizationId,
      data: { departmentId, memberId },
    })
  })
}
