import { z } from 'zod'
import type { MemberContext } from '../context.ts'
import { reading, type Transaction } from '../db.ts'
import { decodeCursor, pageFrom, type Page, type PageRequest } from '../page.ts'
import type { Upload } from './schema.ts'
import type { UploadPartRow, UploadRow } from './table.ts'

/** An upload without its tail, which may be megabytes. */
export interface UploadState extends Omit<UploadRow, 'tail' | 'cancelled' | 'moved_at' | 'arrived'> {
  tail_length: number
}

/** What `UploadState` is read by; for select lists and `returning`. */
export const uploadColumns = `id, organization_id, member_id, room_id, folder_id, name, media_type, size, received,
  multipart_id, lease_holder, lease_until, created_at, expires_at, document_id, version_id, version_of, note,
  length(tail) as tail_length`

/** An upload of the actor's own, or undefined. */
export async function findUpload(trx: Transaction, uploadId: string): Promise<UploadState | undefined> {
  const result = await trx.raw<{ rows: UploadState[] }>(`select ${uploadColumns} from uploads where id = ?`, [uploadId])
  return result.rows[0]
}

/** As `findUpload`, in a transaction of its own. */
export function readUpload(ctx: MemberContext, uploadId: string): Promise<UploadState | undefined> {
  return reading(ctx, (trx) => findUpload(trx, uploadId))
}

/** The parts that are stored, in order. */
export function readParts(ctx: MemberContext, uploadId: string): Promise<UploadPartRow[]> {
  return reading(ctx, (trx) => trx('upload_parts').where({ upload_id: uploadId }).orderBy('number'))
}

const tailSlice = 1_048_576

/** Copies the tail to the start of `target`, slice by slice: as text it is twice as large as it is. */
export async function readTail(ctx: MemberContext, uploadId: string, length: number, target: Buffer): Promise<void> {
  await reading(ctx, async (trx) => {
    for (let at = 0; at < length; at += tailSlice) {
      const slice = await trx.raw<{ rows: { bytes: Buffer }[] }>(
        `select substring(tail from ? for ?) as bytes from uploads where id = ?`,
        [at + 1, tailSlice, uploadId],
      )
      slice.rows[0]?.bytes.copy(target, at)
    }
  })
}

interface Listed extends UploadRow {
  sending: boolean
}

/** The actor's own uploads that are not finished and have not expired, newest first. */
export async function listUploads(ctx: MemberContext, page: PageRequest): Promise<Page<Upload>> {
  const after = decodeCursor(page.cursor, z.tuple([z.iso.datetime(), z.uuid()]))
  const rows = await reading(ctx, async (trx): Promise<Listed[]> => {
    const query = trx
      .from('uploads')
      .where({ member_id: ctx.actor.memberId })
      .whereNull('document_id')
      .whereRaw('expires_at > now()')
      // Between its beginning and its first bytes nobody holds it.
      .select(trx.raw(`(coalesce(lease_until > now(), false) or created_at > now() - interval '5 seconds') as sending`))
      .select<Listed[]>(
        'id',
        'name',
        'size',
        'received',
        'room_id',
        'folder_id',
        'version_of',
        'created_at',
        'expires_at',
      )
      .orderByRaw(`date_trunc('milliseconds', created_at) desc, id desc`)
      .limit(page.limit + 1)
    if (after) query.whereRaw(`(date_trunc('milliseconds', created_at), id) < (?::timestamptz, ?::uuid)`, [...after])
    return query
  })
  return pageFrom(
    rows,
    page.limit,
    (row) => [row.created_at.toISOString(), row.id],
    (row) => ({
      id: row.id,
      name: row.name,
      size: row.size,
      offset: row.received,
      roomId: row.room_id,
      folderId: row.folder_id,
      documentId: row.version_of,
      sending: row.sending,
      createdAt: row.created_at.toISOString(),
      expiresAt: row.expires_at.toISOString(),
    }),
  )
}
