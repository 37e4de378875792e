import type { Knex } from 'knex'

export interface FolderRow {
  id: string
  organization_id: string
  room_id: string
  parent_id: string | null
  scope_id: string
  depth: number
  trash_id: string | null
  name: string
  created_by: string | null
  revision: number
  created_at: Date
  updated_at: Date
}

declare module 'knex/types/tables.js' {
  interface Tables {
    folders: Knex.CompositeTableType<
      FolderRow,
      Omit<FolderRow, 'scope_id' | 'depth' | 'trash_id' | 'revision' | 'created_at' | 'updated_at'>,
      Partial<Pick<FolderRow, 'name' | 'updated_at'>> & { revision?: Knex.Raw }
    >
  }
}
