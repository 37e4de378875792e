import type { Knex } from 'knex'
import type { RoleKey, SensitivityLevel } from '../access/permissions.ts'

export interface RoleRow {
  id: string
  /** Null for a role that every organization has. */
  organization_id: string | null
  key: RoleKey | null
  name: string
  description: string
  clearance: SensitivityLevel
  guest: boolean
  revision: number
  created_at: Date
  updated_at: Date
}

export interface UserRoleRow {
  id: string
  organization_id: string
  member_id: string
  role_id: string
  department_id: string | null
  starts_at: Date | null
  ends_at: Date | null
  created_by: string | null
  created_at: Date
}

declare module 'knex/types/tables.js' {
  interface Tables {
    permissions: { name: string; description: string }
    roles: Knex.CompositeTableType<
      RoleRow,
      Pick<RoleRow, 'name'> & Partial<RoleRow>,
      Partial<Pick<RoleRow, 'name' | 'description' | 'clearance' | 'guest' | 'updated_at'>> & { revision: Knex.Raw }
    >
    role_permissions: { role_id: string; permission: string }
    user_roles: Knex.CompositeTableType<
      UserRoleRow,
      Pick<UserRoleRow, 'organization_id' | 'member_id' | 'role_id'> & Partial<UserRoleRow>
    >
  }
}
