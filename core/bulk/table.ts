import type { Knex } from 'knex'
import type { BulkAct } from './schema.ts'

export interface BulkActRow {
  id: string
  organization_id: string
  member_id: string
  act: BulkAct
  state: 'waiting' | 'running' | 'done' | 'cancelled' | 'failed'
  total: number
  done: number
  refused: number
  created_at: Date
  finished_at: Date | null
}

export interface BulkItemRow {
  organization_id: string
  bulk_id: string
  position: number
  kind: 'folder' | 'document' | 'trash'
  thing_id: string
  name: string
  /** Where a copy goes that was found below a copied folder; null: where the act says. */
  room_id: string | null
  folder_id: string | null
  state: 'waiting' | 'done' | 'refused'
  reason: string | null
  result_id: string | null
}

declare module 'knex/types/tables.js' {
  interface Tables {
    bulk_acts: Knex.CompositeTableType<
      BulkActRow,
      Pick<BulkActRow, 'organization_id' | 'member_id' | 'total'> & { id: string; act: string },
      Partial<Pick<BulkActRow, 'state' | 'finished_at'>> & {
        total?: Knex.Raw | number
        done?: Knex.Raw
        refused?: Knex.Raw
      }
    >
    bulk_items: Knex.CompositeTableType<
      BulkItemRow,
      Pick<BulkItemRow, 'organization_id' | 'bulk_id' | 'kind' | 'thing_id'> & Partial<BulkItemRow>,
      Partial<Pick<BulkItemRow, 'state' | 'reason' | 'result_id'>>
    >
  }
}
