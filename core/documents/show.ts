import { abilitiesOf } from '../access/policy.ts'
import type { AccessLevel } from '../access/levels.ts'
import type { MemberActor } from '../context.ts'
import { referenceOf } from '../people.ts'
import { sensitivityName } from '../roles/schema.ts'
import { documentPolicy } from './policy.ts'
import type { Document, Version } from './schema.ts'
import type { DocumentRow, VersionRow } from './table.ts'

export interface VersionView extends VersionRow {
  uploader_name: string | null
}

export interface DocumentView extends DocumentRow {
  access: AccessLevel
  /** Its room is read-only. */
  archived: boolean
  creator_name: string | null
  version: VersionView
}

export function showVersion(actor: MemberActor, version: VersionView, access: AccessLevel): Version {
  return {
    id: version.id,
    number: version.number,
    state: version.state,
    reason: version.reason_code === null ? null : { code: version.reason_code, message: version.reason_message ?? '' },
    size: version.size,
    sha256: version.sha256?.toString('hex') ?? null,
    mediaType: version.media_type,
    createdAt: version.created_at.toISOString(),
    scannedAt: version.scanned_at?.toISOString() ?? null,
    uploadedBy: referenceOf(version.uploaded_by, version.uploader_name),
    abilities: abilitiesOf(actor, documentPolicy, { access, department_id: null, state: version.state }, ['download']),
  }
}

export function showDocument(actor: MemberActor, document: DocumentView): Document {
  const seen = { access: document.access, department_id: document.department_id, state: document.version.state }
  return {
    id: document.id,
    roomId: document.room_id,
    folderId: document.folder_id,
    name: document.name,
    abilities: abilitiesOf(actor, documentPolicy, seen, [
      'rename',
      'move',
      'trash',
      'copy',
      'share',
      'classify',
      'download',
    ]),
    sensitivity: sensitivityName(document.sensitivity),
    departmentId: document.department_id,
    revision: document.revision,
    createdAt: document.created_at.toISOString(),
    updatedAt: document.updated_at.toISOString(),
    createdBy: referenceOf(document.created_by, document.creator_name),
    version: showVersion(actor, document.version, document.access),
  }
}
