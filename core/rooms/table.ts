import type { Knex } from 'knex'

export interface RoomRow {
  id: string
  organization_id: string
  scope_id: string
  name: string
  description: string
  created_by: string | null
  revision: number
  created_at: Date
  updated_at: Date
}

declare module 'knex/types/tables.js' {
  interface Tables {
    rooms: Knex.CompositeTableType<
      RoomRow,
      Omit<RoomRow, 'revision' | 'created_at' | 'updated_at'>,
      Partial<Pick<RoomRow, 'name' | 'description' | 'updated_at'>> & { revision?: Knex.Raw }
    >
    scopes: { id: string; organization_id: string }
    grants: { organization_id: string; scope_id: string; member_id: string | null; level: number }
  }
}
