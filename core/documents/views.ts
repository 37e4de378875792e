import type { AccessLevel } from '../access/levels.ts'
import { withAccess } from '../access/visible.ts'
import type { Knex, Transaction } from '../db.ts'
import { found } from '../errors.ts'
import type { DocumentView, VersionView } from './show.ts'
import type { DocumentRow } from './table.ts'

/** A version within the row of its document: JSON has no bytes and no dates. */
interface NestedVersion extends Omit<VersionView, 'sha256' | 'created_at' | 'scanned_at'> {
  /** As Postgres writes bytes: \x and the hexadecimal digits. */
  sha256: string | null
  created_at: string
  scanned_at: string | null
}

/** A document with its versions as the actor sees it, before other people's names are looked up. */
export interface DocumentFound extends DocumentRow {
  access: AccessLevel
  /** Its room is read-only. */
  archived: boolean
  creator_name: string | null
  version: NestedVersion | null
  newer: NestedVersion | null
}

export function visibleVersions(trx: Transaction) {
  return trx
    .from('versions as n')
    .leftJoin('members as m', 'm.id', 'n.uploaded_by')
    .leftJoin('auth.users as u', 'u.id', 'm.user_id')
    .select<VersionView[]>('n.*', { uploader_name: 'u.name' })
}

/**
 * Documents of a page that `page` reads under the row-level policies; see `withAccess` for the order. Each brings its current
 * version and the newest where that is another: a statement of their own would cost as much again as it reads.
 */
export function visibleDocuments<More extends object>(trx: Transaction, page: Knex.QueryBuilder) {
  const nested = (column: string) =>
    trx.raw('(select to_json(t) from (?) t)', [visibleVersions(trx).whereRaw(`n.id = x.${column}`)])
  return withAccess<DocumentFound & More>(trx, page).select(
    trx.raw('? as version', [nested('current_version_id')]),
    trx.raw('case when x.newest_version_id <> x.current_version_id then ? end as newer', [nested('newest_version_id')]),
  )
}

function versionOf(nested: NestedVersion): VersionView {
  const { sha256, created_at, scanned_at } = nested
  return {
    ...nested,
    sha256: sha256 === null ? null : Buffer.from(sha256.slice(2), 'hex'),
    created_at: new Date(created_at),
    scanned_at: scanned_at === null ? null : new Date(scanned_at),
  }
}

/** Adds the names of the people that the documents speak of. */
export async function withPeople(trx: Transaction, documents: readonly DocumentFound[]): Promise<DocumentView[]> {
  const names = await namesOf(
    trx,
    documents.flatMap((one) => [one.owner_id, one.sensitivity_set_by, one.locked_by]),
  )
  return documents.map((document) => ({
    ...document,
    names,
    version: versionOf(found(document.version)),
    newer: document.newer && versionOf(document.newer),
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
