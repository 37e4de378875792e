import type { Knex } from 'knex'
import { ScannerStatus } from './schema.ts'

declare module 'knex/types/tables.js' {
  interface Tables {
    appliance_status: Knex.CompositeTableType<
      { name: string; state: unknown; updated_at: Date },
      { name: string; state: string; updated_at: Date }
    >
  }
}

const unknownScanner: ScannerStatus = { state: 'unknown', signatures: null, signaturesDate: null, checkedAt: null }

/** The worker reports every few seconds; what is older than this says nothing about now. */
const freshForMs = 60_000

/** Writes down how the virus check stands; the worker alone may. */
export async function reportScanner(db: Knex, status: Omit<ScannerStatus, 'checkedAt'>, now: Date): Promise<void> {
  const state = JSON.stringify({ ...status, checkedAt: now.toISOString() })
  await db('appliance_status').insert({ name: 'scanner', state, updated_at: now }).onConflict('name').merge()
}

/** How the virus check stands, or `unknown` when nobody reported lately or the report is not readable: never green. */
export async function scannerStatus(db: Knex, now: Date): Promise<ScannerStatus> {
  const row = await db('appliance_status').where({ name: 'scanner' }).first()
  const report = ScannerStatus.safeParse(row?.state)
  if (!row || !report.success) return unknownScanner
  const old = now.getTime() - row.updated_at.getTime() > freshForMs
  return old ? { ...report.data, state: 'unknown' } : report.data
}
