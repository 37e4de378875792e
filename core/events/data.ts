import { z } from 'zod'
import type { Transaction } from '../db.ts'
import type { EventRow } from './table.ts'

type Data = EventRow['data']

/** Names of places and documents in what events say; whatever else has an id there is no secret of its own. */
const named: ReadonlySet<string> = new Set(['roomId', 'folderId', 'parentId', 'documentId', 'from'])
const Id = z.uuid()
const Within = z.record(z.string(), z.unknown())

function idsIn(data: Data): string[] {
  return Object.entries(data).flatMap(([key, value]) => {
    if (named.has(key)) return Id.safeParse(value).data ?? []
    const within = Within.safeParse(value)
    return within.success ? idsIn(within.data) : []
  })
}

function without(data: Data, seen: ReadonlySet<string>): Data {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => {
      const id = named.has(key) ? Id.safeParse(value).data : undefined
      if (id !== undefined) return [key, seen.has(id) ? id : null]
      const within = Within.safeParse(value)
      return [key, within.success ? without(within.data, seen) : value]
    }),
  )
}

/** Events as the actor may read them: the place that something was in, came from or went to is null if
 * that is hidden from who reads. */
export async function showData<Row extends EventRow>(trx: Transaction, rows: readonly Row[]): Promise<Row[]> {
  const ids = [
    ...new Set(
      rows.flatMap(({ data, document_id, folder_id }) => {
        const lain = document_id === null ? [] : [folder_id].filter((id) => id !== null)
        return [...lain, ...idsIn(data)]
      }),
    ),
  ]
  if (ids.length === 0) return [...rows]
  const result = await trx.raw<{ rows: { id: string }[] }>(
    `select id from rooms where id = any(:ids) union all select id from folders where id = any(:ids)
     union all select id from documents where id = any(:ids)`,
    { ids },
  )
  const seen = new Set(result.rows.map(({ id }) => id))
  return rows.map((row) => ({
    ...row,
    folder_id: row.document_id === null || row.folder_id === null || seen.has(row.folder_id) ? row.folder_id : null,
    data: without(row.data, seen),
  }))
}

/** What everybody who sees a thing may know of its changes, as open browsers are told it (server/publish.ts). */
export function publicData({ state, reason }: Data): Data {
  return { ...(state !== undefined && { state }), ...(reason !== undefined && { reason }) }
}
