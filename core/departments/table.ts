import type { Knex } from 'knex'

export interface DepartmentRow {
  id: string
  organization_id: string
  parent_id: string | null
  manager_id: string | null
  name: string
  revision: number
  created_at: Date
  updated_at: Date
}

declare module 'knex/types/tables.js' {
  interface Tables {
    departments: Knex.CompositeTableType<
      DepartmentRow,
      Pick<DepartmentRow, 'id' | 'organization_id' | 'parent_id' | 'manager_id' | 'name'>,
      Partial<Pick<DepartmentRow, 'name' | 'parent_id' | 'manager_id' | 'updated_at'>> & { revision?: Knex.Raw }
    >
    department_members: { organization_id: string; department_id: string; member_id: string }
  }
}
