import type { Knex } from 'knex'

export interface RoomRow {
  id: string
  organization_id: string
  scope_id: string
  department_id: string | null
  name: string
  description: string
  created_by: string | null
  archived_at: Date | null
  archived_by: string | null
  /** Bytes that it may hold; null: as many as its organization may. */
  limit_bytes: number | null
  revision: number
  created_at: Date
  updated_at: Date
}

declare module 'knex/types/tables.js' {
  interface Tables {
    rooms: Knex.CompositeTableType<
      RoomRow,
      Omit<
        RoomRow,
        'department_id' | 'archived_at' | 'archived_by' | 'limit_bytes' | 'revision' | 'created_at' | 'updated_at'
      > & {
        department_id?: string | null
      },
      Partial<Pick<RoomRow, 'name' | 'description' | 'department_id' | 'limit_bytes' | 'updated_at'>> & {
        revision?: Knex.Raw
      }
    >
  }
}
