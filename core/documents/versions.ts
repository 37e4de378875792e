import { z } from 'zod'
import type { MemberContext } from '../context.ts'
import { prepared, reading, type Transaction } from '../db.ts'
import { found } from '../errors.ts'
import { decodeCursor, pageFrom, type Page, type PageRequest } from '../page.ts'
import { findDocument } from './queries.ts'
import type { Version } from './schema.ts'
import { showVersion, type DocumentView, type VersionView } from './show.ts'
import { visibleVersions } from './views.ts'

/** A version and what the actor may do with its document, or undefined when absent or unreadable. */
export async function findVersion(
  trx: Transaction,
  versionId: string,
): Promise<{ version: VersionView; document: DocumentView } | undefined> {
  const version: VersionView | undefined = await visibleVersions(trx).where('n.id', versionId).first()
  if (version === undefined) return undefined
  const document = await findDocument(trx, version.document_id)
  return document && { version, document }
}

/** The number of a version that is about to be added; the document is held by whoever asks. */
export async function nextVersionNumber(trx: Transaction, documentId: string): Promise<number> {
  const { rows } = await trx.raw<{ rows: { number: number }[] }>(
    'select coalesce(max(number), 0) + 1 as number from versions where document_id = ?',
    [documentId],
  )
  return found(rows[0]).number
}

/** The versions of a document, newest first, each with where the same bytes were before. */
export async function listVersions(ctx: MemberContext, documentId: string, page: PageRequest): Promise<Page<Version>> {
  const after = decodeCursor(page.cursor, z.tuple([z.number().int()]))
  return reading(ctx, async (trx) => {
    const document = found(await findDocument(trx, documentId))
    const query = visibleVersions(trx)
      .where('n.document_id', documentId)
      .orderBy('n.number', 'desc')
      .limit(page.limit + 1)
    if (after) query.where('n.number', '<', after[0])
    const versions: VersionView[] = await query
    return pageFrom(
      await withSame(trx, document, versions),
      page.limit,
      (version) => [version.number],
      (version) => showVersion(ctx.actor, version, document.access),
    )
  })
}

/**
 * Says of each version where the same bytes were before it: in an older version of the document, else in another document
 * of the folder. Both are read under the actor's own rights, so nobody learns of a document that they cannot see.
 */
export async function withSame(
  trx: Transaction,
  document: Pick<DocumentView, 'id' | 'name' | 'room_id' | 'folder_id'>,
  versions: readonly VersionView[],
): Promise<VersionView[]> {
  const known = versions.flatMap(({ sha256 }) => (sha256 === null ? [] : [sha256.toString('hex')]))
  if (known.length === 0) return versions.map((version) => ({ ...version, same_as: null }))
  const hasThem = (column: string) =>
    trx.raw(`${column} in (select decode(jsonb_array_elements_text(?::jsonb), 'hex'))`, [JSON.stringify(known)])
  const older = await trx('versions')
    .where({ document_id: document.id, state: 'available' })
    .where(hasThem('sha256'))
    .groupBy('sha256')
    .select('sha256', { number: trx.raw('min(number)') })
    .options(prepared('same-bytes-before'))
  const first = new Map(older.map((one) => [String(one.sha256?.toString('hex')), Number(one.number)]))
  const beside: { id: string; name: string; sha256: Buffer; number: number }[] = await trx
    .from('documents as d')
    .join('versions as n', 'n.id', 'd.current_version_id')
    .where({ 'd.room_id': document.room_id, 'd.folder_id': document.folder_id })
    .whereNot('d.id', document.id)
    .where(hasThem('d.sha256'))
    .distinctOn('d.sha256')
    .orderBy(['d.sha256', 'd.created_at', 'd.id'])
    .select('d.id', 'd.name', 'd.sha256', 'n.number')
    .options(prepared(`same-bytes-beside${document.folder_id === null ? '-at-the-top' : ''}`))
  const others = new Map(beside.map((one) => [one.sha256.toString('hex'), one]))
  return versions.map((version) => {
    const hash = version.sha256?.toString('hex')
    if (hash === undefined) return { ...version, same_as: null }
    const number = first.get(hash)
    if (number !== undefined && number < version.number) {
      return { ...version, same_as: { documentId: document.id, name: document.name, version: number } }
    }
    const other = others.get(hash)
    return { ...version, same_as: other ? { documentId: other.id, name: other.name, version: other.number } : null }
  })
}
