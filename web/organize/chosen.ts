import type { BulkSourceInput, NewBulkInput } from '@muniment/core/bulk/schema.ts'
import { nameOf, type Row } from '../documents/rows.ts'
import { count } from '../frame/format.ts'

/** What an act is to be done to. */
export interface Chosen {
  rows: readonly Row[]
  /** Not only these rows: everything that is there. */
  source: BulkSourceInput | null
  total: number
}

export function chosenRows(rows: readonly Row[]): Chosen {
  return { rows, source: null, total: rows.length }
}

/** The one row that it is about, if it is one. */
export function onlyRow({ rows, source }: Chosen): Row | undefined {
  return source === null && rows.length === 1 ? rows[0] : undefined
}

/** "Report.pdf", "1,240 things". */
export function chosenWords(chosen: Chosen): string {
  const only = onlyRow(chosen)
  return only ? nameOf(only) : count(chosen.total, 'thing')
}

/** As the server is asked. */
export function chosenItems({ rows, source }: Chosen): Pick<NewBulkInput, 'items' | 'from'> {
  return source === null ? { items: rows.map(({ kind, id }) => ({ kind, id })) } : { from: source }
}
