import type { Knex } from 'knex'

export interface JobRow {
  id: string
  organization_id: string | null
  name: string
  key: string
  payload: Record<string, unknown>
  state: 'waiting' | 'active' | 'failed'
  attempts: number
  run_at: Date
  heartbeat_at: Date | null
  last_error: string | null
  created_at: Date
  updated_at: Date
}

declare module 'knex/types/tables.js' {
  interface Tables {
    jobs: Knex.CompositeTableType<
      JobRow,
      Pick<JobRow, 'organization_id' | 'name' | 'key'> & { payload: string } & Partial<Pick<JobRow, 'run_at'>>,
      Partial<Omit<JobRow, 'id' | 'payload'>>
    >
  }
}
