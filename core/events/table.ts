import type { Knex } from 'knex'

export interface EventRow {
  position: number
  organization_id: string | null
  type: string
  at: Date
  actor_member_id: string | null
  actor_user_id: string | null
  actor_system: string | null
  scope_id: string | null
  room_id: string | null
  folder_id: string | null
  document_id: string | null
  version_id: string | null
  data: Record<string, unknown>
  request_id: string | null
  published: boolean
  transaction_id: string
}

declare module 'knex/types/tables.js' {
  interface Tables {
    events: Knex.CompositeTableType<
      EventRow,
      Omit<EventRow, 'position' | 'at' | 'data' | 'transaction_id'> & { data: string }
    >
    outbox: { consumer: 'realtime'; position: number }
  }
}
