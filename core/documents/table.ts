import type { Knex } from 'knex'
import type { SensitivityLevel } from '../access/permissions.ts'

export interface DocumentRow {
  id: string
  organization_id: string
  room_id: string
  folder_id: string | null
  scope_id: string
  department_id: string | null
  sensitivity: SensitivityLevel
  name: string
  /** The act that put it into the trash. People never see a row where it is set. */
  trash_id: string | null
  current_version_id: string
  size: number
  created_by: string | null
  revision: number
  created_at: Date
  updated_at: Date
}

export type VersionState = 'scanning' | 'available' | 'infected' | 'held'

export interface VersionRow {
  id: string
  organization_id: string
  document_id: string
  number: number
  state: VersionState
  reason_code: string | null
  reason_message: string | null
  size: number
  sha256: Buffer | null
  media_type: string | null
  etag: string
  /** The key of its bytes, which several versions may share. */
  object_id: string
  signatures: string | null
  uploaded_by: string | null
  created_at: Date
  scanned_at: Date | null
}

export type VersionDecision = Pick<
  VersionRow,
  'state' | 'reason_code' | 'reason_message' | 'sha256' | 'media_type' | 'signatures' | 'scanned_at'
>

declare module 'knex/types/tables.js' {
  interface Tables {
    documents: Knex.CompositeTableType<
      DocumentRow,
      Omit<
        DocumentRow,
        'scope_id' | 'trash_id' | 'department_id' | 'sensitivity' | 'revision' | 'created_at' | 'updated_at'
      >,
      Partial<Pick<DocumentRow, 'name' | 'sensitivity' | 'updated_at'>> & { revision?: Knex.Raw }
    >
    versions: Knex.CompositeTableType<
      VersionRow,
      Pick<
        VersionRow,
        'id' | 'organization_id' | 'document_id' | 'number' | 'size' | 'media_type' | 'etag' | 'uploaded_by'
      >,
      Partial<VersionDecision>
    >
  }
}
