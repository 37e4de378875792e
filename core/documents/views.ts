import type { AccessLevel } from '../access/levels.ts'
import { withAccess } from '../access/visible.ts'
import { prepared, type Knex, type Transaction } from '../db.ts'
import { found } from '../errors.ts'
import type { DocumentView, VersionView } from './show.ts'
import type { DocumentRow } from './table.ts'

/** A document as its table and the actor's rights give it, before its versions and people are looked up. */
export interface DocumentWithoutVersion extends DocumentRow {
  access: AccessLevel
  /** Its room is read-only. */
  archived: boolean
  creator_name: string | null
}

export function visibleVersions(trx: Transaction) {
  return trx
    .from('versions as n')
    .leftJoin('members as m', 'm.id', 'n.uploaded_by')
    .leftJoin('auth.users as u', 'u.id', 'm.user_id')
    .select<VersionView[]>('n.*', { uploader_name: 'u.name' })
}

/** Documents of a page that `page` reads under the row-level policies; see `withAccess` for the order. */
export function visibleDocuments<More extends object>(trx: Transaction, page: Knex.QueryBuilder) {
  return withAccess<DocumentWithoutVersion & More>(trx, page)
}

/** Adds what a list shows of each document: its current version, a newer one, and the people it speaks of. */
export async function withVersions(
  trx: Transaction,
  documents: readonly DocumentWithoutVersion[],
): Promise<DocumentView[]> {
  if (documents.length === 0) return []
  const wanted = documents.flatMap((one) => [one.current_version_id, one.newest_version_id])
  const versions: VersionView[] = await visibleVersions(trx)
    // Not as an array: Postgres would plan it anew for each, by how many there are.
    .whereRaw('n.id in (select jsonb_array_elements_text(?::jsonb)::uuid)', [JSON.stringify([...new Set(wanted)])])
    .options(prepared('versions-of-documents'))
  const byId = new Map(versions.map((version) => [version.id, version]))
  const names = await namesOf(
    trx,
    documents.flatMap((one) => [one.owner_id, one.sensitivity_set_by, one.locked_by]),
  )
  return documents.map((document) => ({
    ...document,
    names,
    version: found(byId.get(document.current_version_id)),
    newer:
      document.newest_version_id === document.current_version_id
        ? null
        : (byId.get(document.newest_version_id) ?? null),
  }))
}

/** The names of members, as far as the actor may know them. */
async function namesOf(trx: Transaction, ids: readonly (string | null)[]): Promise<ReadonlyMap<string, string>> {
  const known = [...new Set(ids.filter((id) => id !== null))]
  if (known.length === 0) return new Map()
  const people: { id: string; name: string }[] = await trx
    .from('members as m')
    .join('auth.users as u', 'u.id', 'm.user_id')
    .whereIn('m.id', known)
    .select({ id: 'm.id', name: 'u.name' })
  return new Map(people.map(({ id, name }) => [id, name]))
}
