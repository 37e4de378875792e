import { Access, type AccessLevel } from '../access/levels.ts'
import type { Transaction } from '../db.ts'
import { AppError } from '../errors.ts'
import type { VersionState } from '../documents/table.ts'
import { createPaths } from './paths.ts'
import type { ArchiveRow } from './table.ts'

type Choice = Pick<ArchiveRow, 'name' | 'room_id' | 'folder_ids' | 'document_ids'>

/** More would make the listing too large to be held while the zip goes out. */
const filesAtMost = 50_000

export interface ArchiveEntry {
  path: string
  documentId: string
  versionId: string
  /** The key of its bytes. */
  objectId: string
  number: number
  size: number
  sha256: Buffer
  uploadedAt: Date
  uploader: string
}

interface FolderLine {
  id: string
  parent_id: string | null
  name: string
}

interface DocumentLine {
  id: string
  folder_id: string | null
  name: string
  level: AccessLevel
  version_id: string
  object_id: string
  number: number
  state: VersionState
  size: number
  sha256: Buffer | null
  created_at: Date
  uploader: string | null
}

/** The chosen folders and those below them, as far as the actor sees them, from the top down. */
async function chosenFolders(trx: Transaction, { room_id, folder_ids }: Choice): Promise<FolderLine[]> {
  const columns = ['id', 'parent_id', 'name'] as const
  if (room_id !== null) return trx('folders').where({ room_id }).orderBy('depth').orderBy('id').select(columns)
  const result = await trx.raw<{ rows: FolderLine[] }>(
    `with recursive chosen as (
       select id, parent_id, name, depth from folders where id = any(?)
       union
       select f.id, f.parent_id, f.name, f.depth from folders f join chosen c on f.parent_id = c.id
     ) select id, parent_id, name from chosen order by depth, id`,
    [folder_ids],
  )
  return result.rows
}

async function chosenDocuments(
  trx: Transaction,
  { room_id, document_ids }: Choice,
  folders: readonly FolderLine[],
): Promise<DocumentLine[]> {
  const chosen =
    room_id === null
      ? trx.raw('d.folder_id = any(?) or d.id = any(?)', [folders.map(({ id }) => id), document_ids])
      : trx.raw('d.room_id = ?', [room_id])
  return trx('documents as d')
    .join('versions as n', 'n.id', 'd.current_version_id')
    .joinRaw('join access.visible_scopes() v on v.scope_id = d.scope_id')
    .leftJoin('members as m', 'm.id', 'n.uploaded_by')
    .leftJoin('auth.users as u', 'u.id', 'm.user_id')
    .where(chosen)
    .orderByRaw('d.name collate natural_order, d.id')
    .limit(filesAtMost + 1)
    .select<DocumentLine[]>('d.id', 'd.folder_id', 'd.name', 'v.level', 'n.number', 'n.state', 'n.size', 'n.sha256', {
      version_id: 'n.id',
      object_id: 'n.object_id',
      created_at: 'n.created_at',
      uploader: 'u.name',
    })
}

/**
 * What an archive has in it now for this actor: each document in its folders, and how many of those in sight can't be
 * downloaded. A document whose folder is hidden, or was not chosen, is at the top. 413 for more than 50,000.
 */
export async function contentsOf(
  trx: Transaction,
  choice: Choice,
): Promise<{ entries: ArchiveEntry[]; withheld: number }> {
  const folders = await chosenFolders(trx, choice)
  const documents = await chosenDocuments(trx, choice, folders)
  if (documents.length > filesAtMost) {
    throw new AppError(
      'too_large',
      `That is more than ${filesAtMost} documents. Download some of the folders at a time.`,
    )
  }
  const paths = createPaths()
  const top = `${paths.add('', choice.name)}/`
  for (const name of [manifestName, indexName]) paths.add(top, name)
  const places = new Map<string | null, string>()
  for (const folder of folders) {
    places.set(folder.id, `${paths.add(places.get(folder.parent_id) ?? top, folder.name)}/`)
  }
  const entries = documents.flatMap((line): ArchiveEntry[] => {
    if (line.level < Access.download || line.state !== 'available' || line.sha256 === null) return []
    return [
      {
        path: paths.add(places.get(line.folder_id) ?? top, line.name),
        documentId: line.id,
        versionId: line.version_id,
        objectId: line.object_id,
        number: line.number,
        size: line.size,
        sha256: line.sha256,
        uploadedAt: line.created_at,
        uploader: line.uploader ?? '',
      },
    ]
  })
  return { entries, withheld: documents.length - entries.length }
}

export const manifestName = 'SHA256SUMS'
export const indexName = 'Index.csv'

/** Whoever opens it in a spreadsheet runs no formula that somebody gave a file as its name. */
function cell(value: string | number): string {
  const text = /^[=+\-@\t\r]/.test(String(value)) ? `'${value}` : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** The list of everything, as CSV in UTF-8 with a byte order mark, for spreadsheets. Paths are those beside it. */
export function indexOf(entries: readonly ArchiveEntry[]): Buffer {
  const lines = entries.map((entry) =>
    [
      relative(entry.path),
      entry.size,
      entry.number,
      entry.uploadedAt.toISOString(),
      entry.uploader,
      entry.sha256.toString('hex'),
      entry.documentId,
    ]
      .map(cell)
      .join(','),
  )
  return Buffer.from(`\ufeff${['Path,Bytes,Version,Uploaded,By,SHA-256,Document', ...lines].join('\r\n')}\r\n`)
}

/** In the form that `sha256sum -c` checks, from inside the folder. */
export function manifestOf(entries: readonly ArchiveEntry[]): Buffer {
  return Buffer.from(entries.map(({ sha256, path }) => `${sha256.toString('hex')}  ${relative(path)}\n`).join(''))
}

/** Without the folder that everything is in. */
function relative(path: string): string {
  return path.slice(path.indexOf('/') + 1)
}
