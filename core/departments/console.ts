import { z } from 'zod'
import type { MemberContext } from '../context.ts'
import { defineListing } from '../listing.ts'

export const DepartmentLine = z.object({
  id: z.uuid(),
  name: z.string(),
  parentId: z.uuid().nullable(),
  managerId: z.uuid().nullable(),
  people: z.number().int(),
})

/** The departments of the organization. */
export const departmentLines = defineListing<MemberContext, z.infer<typeof DepartmentLine>>({
  line: DepartmentLine,
  permission: 'members.read',
  rows: (trx, { actor }) =>
    trx
      .from('departments as d')
      .where('d.organization_id', actor.organizationId)
      .select({ id: 'd.id', name: 'd.name', parentId: 'd.parent_id', managerId: 'd.manager_id' })
      .select(trx.raw('(select count(*)::int from department_members dm where dm.department_id = d.id) as people')),
  columns: {
    id: { sql: 'd.id', match: 'id' },
    name: { sql: 'd.name collate natural_order', match: 'contains', sortable: true },
    parentId: { sql: 'd.parent_id', match: 'id' },
    managerId: { sql: 'd.manager_id', match: 'id' },
  },
  key: { sql: 'd.id', form: 'uuid' },
})
