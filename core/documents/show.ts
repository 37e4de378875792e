import { abilitiesOf } from '../access/policy.ts'
import { Access, type AccessLevel } from '../access/levels.ts'
import type { MemberActor } from '../context.ts'
import { referenceOf } from '../people.ts'
import { sensitivityName } from '../roles/schema.ts'
import { documentPolicy, versionPolicy } from './policy.ts'
import type { Document, DocumentLock, Version } from './schema.ts'
import type { DocumentRow, VersionRow } from './table.ts'

export interface VersionView extends VersionRow {
  uploader_name: string | null
  /** Where the same bytes were before, as far as the reader may know; undefined where nobody looked. */
  same_as?: Version['sameAs']
}

export interface DocumentView extends DocumentRow {
  access: AccessLevel
  /** Its room is read-only. */
  archived: boolean
  creator_name: string | null
  /** Names of the others that the document speaks of, by member id. */
  names: ReadonlyMap<string, string>
  version: VersionView
  /** The newest, where that is not the current one. */
  newer: VersionView | null
}

export function showVersion(actor: MemberActor, version: VersionView, access: AccessLevel): Version {
  const { download } = abilitiesOf(actor, documentPolicy, { access, department_id: null, state: version.state }, [
    'download',
  ])
  return {
    id: version.id,
    number: version.number,
    state: version.state,
    reason: version.reason_code === null ? null : { code: version.reason_code, message: version.reason_message ?? '' },
    size: version.size,
    sha256: version.sha256?.toString('hex') ?? null,
    mediaType: version.media_type,
    note: version.note,
    restoredFrom: version.restored_from,
    ...(version.same_as !== undefined && { sameAs: version.same_as }),
    createdAt: version.created_at.toISOString(),
    scannedAt: version.scanned_at?.toISOString() ?? null,
    uploadedBy: referenceOf(version.uploaded_by, version.uploader_name),
    abilities: { download, note: versionPolicy.note(actor, { access, uploaded_by: version.uploaded_by }) },
  }
}

/** Who has the document checked out, or null: a lock whose time is over is none. */
export function lockOf(actor: MemberActor, document: DocumentView, now: Date): DocumentLock | null {
  const { locked_by, locked_at, locked_until } = document
  if (locked_by === null || locked_at === null || locked_until === null || locked_until <= now) return null
  return {
    by: { id: locked_by, name: document.names.get(locked_by) ?? '' },
    mine: locked_by === actor.memberId,
    since: locked_at.toISOString(),
    until: locked_until.toISOString(),
  }
}

export function showDocument(actor: MemberActor, document: DocumentView, now: Date = new Date()): Document {
  const seen = { access: document.access, department_id: document.department_id, state: document.version.state }
  const rights = abilitiesOf(actor, documentPolicy, seen, [
    'rename',
    'edit',
    'addVersion',
    'lock',
    'move',
    'trash',
    'copy',
    'share',
    'classify',
    'download',
  ])
  const lock = lockOf(actor, document, now)
  const free = lock === null || lock.mine
  const nameOf = (id: string | null) => referenceOf(id, id === null ? null : (document.names.get(id) ?? null))
  return {
    id: document.id,
    roomId: document.room_id,
    folderId: document.folder_id,
    name: document.name,
    title: document.title,
    description: document.description,
    tags: document.tags,
    documentDate: document.document_date,
    kind: document.kind,
    owner: nameOf(document.owner_id),
    abilities: {
      ...rights,
      rename: rights.rename && free,
      edit: rights.edit && free,
      addVersion: rights.addVersion && free,
      classify: rights.classify && free,
      lock: rights.lock && free,
      move: rights.move && free,
      trash: rights.trash && free,
      unlock: lock !== null && !document.archived && (lock.mine || document.access >= Access.manage),
    },
    sensitivity: sensitivityName(document.sensitivity),
    sensitivitySet:
      document.sensitivity_set_at === null
        ? null
        : {
            by: nameOf(document.sensitivity_set_by),
            at: document.sensitivity_set_at.toISOString(),
            reason: document.sensitivity_reason ?? '',
          },
    departmentId: document.department_id,
    lock,
    revision: document.revision,
    createdAt: document.created_at.toISOString(),
    updatedAt: document.updated_at.toISOString(),
    createdBy: referenceOf(document.created_by, document.creator_name),
    version: showVersion(actor, document.version, document.access),
    newer: document.newer && showVersion(actor, document.newer, document.access),
  }
}
