/** How much a room holds, or with `room_id` null an organization: the sum over the slots. The database alone writes it. */
export interface StoredBytesRow {
  organization_id: string
  room_id: string | null
  slot: number
  bytes: number
}

declare module 'knex/types/tables.js' {
  interface Tables {
    stored_bytes: StoredBytesRow
  }
}
