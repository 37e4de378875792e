import type { Knex } from 'knex'

export interface MemberRow {
  id: string
  organization_id: string
  user_id: string
  suspended_at: Date | null
  created_at: Date
}

declare module 'knex/types/tables.js' {
  interface Tables {
    members: Knex.CompositeTableType<
      MemberRow,
      Pick<MemberRow, 'id' | 'organization_id' | 'user_id'>,
      Pick<MemberRow, 'suspended_at'>
    >
  }
}
