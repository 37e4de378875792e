import type { AccessLevel } from '../access/levels.ts'
import { withAccess } from '../access/visible.ts'
import type { Knex, Transaction } from '../db.ts'
import { found } from '../errors.ts'
import type { DocumentView, VersionView } from './show.ts'
import type { DocumentRow, VersionRow } from './table.ts'

/** A version within the row of its document: JSON has no bytes and no dates. */
interface NestedVersion extends Omit<VersionRow, 'sha256' | 'created_at' | 'scanned_at'> {
  /** As Postgres writes bytes: \x and the hexadecimal digits. */
  sha256: string | null
  created_at: string
  scanned_at: string | null
}

/** A document with its current version as the actor sees it; `withOthers` adds the rest. */
export interface DocumentFound extends DocumentRow {
  access: AccessLevel
  /** Its room is read-only. */
  archived: boolean
  creator_name: string | null
  version: NestedVersion | null
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
 * version: a statement of its own would cost as much again as it reads.
 */
export function visibleDocuments<More extends object>(trx: Transaction, page: Knex.QueryBuilder) {
  return withAccess<DocumentFound & More>(trx, page).select(
    trx.raw('(select to_json(n) from versions n where n.id = x.current_version_id) as version'),
  )
}

function versionOf(nested: NestedVersion, uploader_name: string | null): VersionView {
  const { sha256, created_at, scanned_at } = nested
  return {
    ...nested,
    sha256: sha256 === null ? null : Buffer.from(sha256.slice(2), 'hex'),
    created_at: new Date(created_at),
    scanned_at: scanned_at === null ? null : new Date(scanned_at),
    uploader_name,
  }
}

/**
 * Adds what few documents have: a newest version that is not the current one, and other people than who made them. Most pages
 * need no statement for that, and the one that reads them is planned without.
 */
export async function withOthers(trx: Transaction, documents: readonly DocumentFound[]): Promise<DocumentView[]> {
  const overtaken = documents.filter((one) => one.newest_version_id !== one.current_version_id)
  const [newest, names] = await Promise.all([
    versionsOf(
      trx,
      overtaken.map((one) => one.newest_version_id),
    ),
    namesOf(
      trx,
      documents.flatMap((one) => [
        one.owner_id,
        one.sensitivity_set_by,
        one.locked_by,
        one.version?.uploaded_by === one.created_by ? null : (one.version?.uploaded_by ?? null),
      ]),
    ),
  ])
  return documents.map((document) => {
    const current = found(document.version)
    const own = current.uploaded_by === document.created_by
    return {
      ...document,
      names,
      version: versionOf(current, own ? document.creator_name : (names.get(current.uploaded_by ?? '') ?? null)),
      newer: newest.get(document.newest_version_id) ?? null,
    }
  })
}

async function versionsOf(trx: Transaction, ids: readonly string[]): Promise<ReadonlyMap<string, VersionView>> {
  if (ids.length === 0) return new Map()
  // One that passed its check since the documents were read is their current version by now.
  const versions: VersionView[] = await visibleVersions(trx).whereIn('n.id', ids).whereNot('n.state', 'available')
  return new Map(versions.map((version) => [version.id, version]))
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
