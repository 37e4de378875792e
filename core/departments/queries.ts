import { holds } from '../access/policy.ts'
import type { MemberActor, MemberContext } from '../context.ts'
import { reading, type Transaction } from '../db.ts'
import { found } from '../errors.ts'
import type { Page } from '../page.ts'
import { referenceOf } from '../people.ts'
import type { Department } from './schema.ts'
import type { DepartmentRow } from './table.ts'

/** More departments than this an organization cannot make, so its tree is read at once. */
export const departmentsAtMost = 1000

interface DepartmentView extends DepartmentRow {
  manager_name: string | null
  people: number
}

function visibleDepartments(trx: Transaction) {
  return trx('departments as d')
    .leftJoin('members as m', 'm.id', 'd.manager_id')
    .leftJoin('auth.users as u', 'u.id', 'm.user_id')
    .select<DepartmentView[]>('d.*', { manager_name: 'u.name' })
    .select(trx.raw('(select count(*)::int from department_members dm where dm.department_id = d.id) as people'))
}

export async function findDepartment(trx: Transaction, departmentId: string): Promise<DepartmentView | undefined> {
  const [department] = await visibleDepartments(trx).where('d.id', departmentId)
  return department
}

export function showDepartment(actor: MemberActor, row: DepartmentView): Department {
  return {
    id: row.id,
    parentId: row.parent_id,
    name: row.name,
    manager: referenceOf(row.manager_id, row.manager_name),
    people: row.people,
    abilities: { change: holds(actor, 'departments.manage', row.id) },
    revision: row.revision,
  }
}

/** The departments that the actor may see, by name: the whole tree at once. */
export async function listDepartments(ctx: MemberContext): Promise<Page<Department>> {
  const rows = await reading(ctx, (trx) =>
    visibleDepartments(trx).orderByRaw('d.name collate natural_order, d.id').limit(departmentsAtMost),
  )
  return { items: rows.map((row) => showDepartment(ctx.actor, row)), next: null }
}

/** One department, or 404. */
export async function getDepartment(ctx: MemberContext, departmentId: string): Promise<Department> {
  return showDepartment(ctx.actor, found(await reading(ctx, (trx) => findDepartment(trx, departmentId))))
}
