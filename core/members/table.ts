import type { Knex } from 'knex'
import type { RoleKey } from '../access/permissions.ts'

export interface MemberRow {
  id: string
  organization_id: string
  user_id: string
  role_key: RoleKey
  suspended_at: Date | null
  created_at: Date
}

declare module 'knex/types/tables.js' {
  interface Tables {
    members: Knex.CompositeTableType<MemberRow, Pick<MemberRow, 'id' | 'organization_id' | 'user_id' | 'role_key'>>
    permissions: { name: string; description: string }
    roles: { key: string; name: string }
    role_permissions: { role_key: string; permission: string }
  }
}
