import type { Knex } from 'knex'

export interface OrganizationRow {
  id: string
  name: string
  demo: boolean
  require_second_factor: boolean
  sign_in_ways: string[] | null
  /** How long what was deleted can be brought back. */
  trash_days: number
  /** Bytes that it may hold; null: as many as there is space for. */
  limit_bytes: number | null
  policy_revision: number
  created_at: Date
}

declare module 'knex/types/tables.js' {
  interface Tables {
    organizations: Knex.CompositeTableType<
      OrganizationRow,
      Pick<OrganizationRow, 'id' | 'name'> & Partial<Pick<OrganizationRow, 'demo'>>,
      Partial<Pick<OrganizationRow, 'require_second_factor' | 'sign_in_ways' | 'policy_revision' | 'trash_days'>>
    >
  }
}
