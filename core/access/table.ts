import type { Knex } from 'knex'
import type { AccessLevel } from './levels.ts'

export interface ScopeRow {
  id: string
  organization_id: string
  /** Null for that of a room. */
  parent_id: string | null
  room_id: string
  folder_id: string | null
  document_id: string | null
  inherits: boolean
}

/** A grant to a member, a department or a role; to none of them: to everyone but guests. */
export interface GrantRow {
  id: string
  organization_id: string
  scope_id: string
  member_id: string | null
  department_id: string | null
  role_id: string | null
  level: AccessLevel
  ends_at: Date | null
  created_by: string | null
  created_at: Date
  updated_at: Date
}

declare module 'knex/types/tables.js' {
  interface Tables {
    scopes: Knex.CompositeTableType<
      ScopeRow,
      Pick<ScopeRow, 'id' | 'organization_id' | 'room_id'>,
      Pick<ScopeRow, 'inherits'>
    >
    grants: Knex.CompositeTableType<
      GrantRow,
      Pick<GrantRow, 'organization_id' | 'scope_id' | 'level'> & Partial<GrantRow>,
      Partial<Pick<GrantRow, 'level' | 'ends_at' | 'updated_at'>>
    >
  }
}
