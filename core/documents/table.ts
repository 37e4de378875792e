import type { Knex } from 'knex'
import type { SensitivityLevel } from '../access/permissions.ts'

export type DocumentKind = 'pdf' | 'image' | 'text' | 'sheet' | 'office' | 'archive' | 'other'

export interface DocumentRow {
  id: string
  organization_id: string
  room_id: string
  folder_id: string | null
  scope_id: string
  department_id: string | null
  sensitivity: SensitivityLevel
  sensitivity_set_by: string | null
  sensitivity_set_at: Date | null
  sensitivity_reason: string | null
  name: string
  title: string
  description: string
  tags: string[]
  /** A day without a zone, as YYYY-MM-DD. */
  document_date: string | null
  owner_id: string | null
  /** The act that put it into the trash. People never see a row where it is set. */
  trash_id: string | null
  current_version_id: string
  newest_version_id: string
  size: number
  state: VersionState
  kind: DocumentKind
  sha256: Buffer | null
  locked_by: string | null
  locked_at: Date | null
  /** A lock whose time is over is none. */
  locked_until: Date | null
  created_by: string | null
  revision: number
  created_at: Date
  updated_at: Date
}

export type VersionState = 'scanning' | 'available' | 'infected' | 'held' | 'damaged'

export interface VersionRow {
  id: string
  organization_id: string
  document_id: string
  /** The key of its bytes, which several versions, also of copies, may share. */
  object_id: string
  number: number
  state: VersionState
  reason_code: string | null
  reason_message: string | null
  size: number
  sha256: Buffer | null
  media_type: string | null
  etag: string
  signatures: string | null
  note: string
  /** Number of the version that was made current again by this one. */
  restored_from: number | null
  uploaded_by: string | null
  created_at: Date
  scanned_at: Date | null
}

export type VersionDecision = Pick<
  VersionRow,
  'state' | 'reason_code' | 'reason_message' | 'sha256' | 'media_type' | 'signatures' | 'scanned_at'
>

type NewVersion = Pick<
  VersionRow,
  'id' | 'organization_id' | 'document_id' | 'number' | 'size' | 'media_type' | 'etag' | 'uploaded_by'
>
type Restored = Pick<VersionRow, 'object_id' | 'state' | 'sha256' | 'signatures' | 'scanned_at' | 'restored_from'>

/** What people say about a document; the rest follows from its versions and its place. */
export type DocumentDetails = Pick<
  DocumentRow,
  | 'name'
  | 'title'
  | 'description'
  | 'tags'
  | 'document_date'
  | 'owner_id'
  | 'department_id'
  | 'sensitivity'
  | 'sensitivity_set_by'
  | 'sensitivity_set_at'
  | 'sensitivity_reason'
  | 'locked_by'
  | 'locked_at'
  | 'locked_until'
>

declare module 'knex/types/tables.js' {
  interface Tables {
    documents: Knex.CompositeTableType<
      DocumentRow,
      Pick<
        DocumentRow,
        'id' | 'organization_id' | 'room_id' | 'folder_id' | 'name' | 'current_version_id' | 'size' | 'created_by'
      >,
      Partial<DocumentDetails & Pick<DocumentRow, 'updated_at'>> & { revision?: Knex.Raw }
    >
    versions: Knex.CompositeTableType<
      VersionRow,
      NewVersion & Partial<Restored & Pick<VersionRow, 'note'>>,
      Partial<VersionDecision & Pick<VersionRow, 'note'>>
    >
  }
}
