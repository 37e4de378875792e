import type { Knex } from 'knex'

export interface SettingRow {
  name: string
  value: unknown
  secret: string | null
  has_secret: boolean
  revision: number
  updated_by: string | null
  updated_at: Date
}

declare module 'knex/types/tables.js' {
  interface Tables {
    settings: Knex.CompositeTableType<
      SettingRow,
      { name: string; value: string; secret: string | null; updated_by: string; updated_at: Date },
      { value: string; secret?: string | null; revision: Knex.Raw; updated_by: string; updated_at: Date }
    >
  }
}
