import type { Knex } from 'knex'

export interface UploadRow {
  id: string
  organization_id: string
  member_id: string
  room_id: string
  folder_id: string | null
  name: string
  media_type: string | null
  /** Null while a deferred length is not declared. */
  size: number | null
  received: number
  /** When bytes were last known to have come, and how many had then, kept or not. */
  moved_at: Date
  arrived: number
  multipart_id: string | null
  tail: Buffer
  lease_holder: string | null
  lease_until: Date | null
  created_at: Date
  expires_at: Date
  document_id: string | null
  version_id: string | null
  /** The document that gets a version; null: it becomes a document of its own. */
  version_of: string | null
  note: string
  /** Ended by its maker: nothing is kept free for it any more. */
  cancelled: boolean
}

export interface UploadPartRow {
  upload_id: string
  number: number
  etag: string
  size: number
}

declare module 'knex/types/tables.js' {
  interface Tables {
    uploads: Knex.CompositeTableType<
      UploadRow,
      Pick<
        UploadRow,
        'id' | 'organization_id' | 'member_id' | 'room_id' | 'folder_id' | 'name' | 'media_type' | 'size' | 'expires_at'
      >,
      Partial<Omit<UploadRow, 'lease_until' | 'expires_at' | 'moved_at'>> & {
        lease_until?: Knex.Raw | null
        expires_at?: Knex.Raw
        moved_at?: Knex.Raw
      }
    >
    upload_parts: UploadPartRow
  }
}
