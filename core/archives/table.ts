import type { Knex } from 'knex'

export interface ArchiveRow {
  id: string
  organization_id: string
  member_id: string
  name: string
  /** The whole room, where one was chosen. */
  room_id: string | null
  folder_ids: string[]
  document_ids: string[]
  created_at: Date
}

declare module 'knex/types/tables.js' {
  interface Tables {
    archives: Knex.CompositeTableType<ArchiveRow, Omit<ArchiveRow, 'id' | 'created_at'>, never>
  }
}
