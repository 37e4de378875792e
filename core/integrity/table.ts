import type { Knex } from 'knex'
import type { Place, Problem, Report, RunKind } from './schema.ts'

export interface StoredObjectRow {
  object_id: string
  organization_id: string
  size: number
  sha256: Buffer
  problem: Problem | null
  problem_since: Date | null
  checked_at: Date | null
  /** The smallest is checked next. */
  due_from: Date
}

export interface IntegrityRunRow {
  id: string
  kind: RunKind
  organization_id: string | null
  document_id: string | null
  asked_by: string | null
  state: 'waiting' | 'running' | 'done' | 'cancelled' | 'failed'
  reason: string | null
  total: number
  done: number
  bytes: number
  place: Place | null
  report: Partial<Report>
  created_at: Date
  started_at: Date | null
  finished_at: Date | null
}

declare module 'knex/types/tables.js' {
  interface Tables {
    stored_objects: Knex.CompositeTableType<
      StoredObjectRow,
      never,
      { problem?: Problem | null; problem_since?: Knex.Raw | null; checked_at?: Knex.Raw; due_from?: Knex.Raw }
    >
    integrity_runs: Knex.CompositeTableType<
      IntegrityRunRow,
      Pick<IntegrityRunRow, 'kind'> & Partial<Pick<IntegrityRunRow, 'organization_id' | 'document_id' | 'asked_by'>>,
      Partial<Pick<IntegrityRunRow, 'state' | 'reason' | 'total'>> & {
        done?: Knex.Raw
        bytes?: Knex.Raw
        place?: string
        report?: string
        started_at?: Knex.Raw
        finished_at?: Knex.Raw
      }
    >
  }
}
