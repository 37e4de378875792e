import { Access, type AccessLevel } from '../access/levels.ts'
import { definePolicy, holds } from '../access/policy.ts'
import type { VersionState } from './table.ts'

/** A document with the state of the version in question. */
export interface VisibleDocument {
  access: AccessLevel
  department_id: string | null
  state: VersionState
}

/** What rights allow. Whether somebody has it checked out is asked besides (lock.ts). */
export const documentPolicy = definePolicy<VisibleDocument>()({
  read: (_actor, document) => document.access >= Access.view,
  view: (_actor, document) => document.access >= Access.view && document.state === 'available',
  rename: (_actor, document) => document.access >= Access.edit,
  edit: (_actor, document) => document.access >= Access.edit,
  addVersion: (actor, document) =>
    document.access >= Access.edit && holds(actor, 'documents.upload', document.department_id),
  lock: (_actor, document) => document.access >= Access.edit,
  move: (_actor, document) => document.access >= Access.edit,
  trash: (_actor, document) => document.access >= Access.edit,
  copy: (_actor, document) => document.access >= Access.download && document.state === 'available',
  share: (_actor, document) => document.access >= Access.manage,
  classify: (actor, document) =>
    document.access >= Access.edit && holds(actor, 'documents.classify', document.department_id),
  download: (_actor, document) => document.access >= Access.download && document.state === 'available',
})

interface VisibleVersion {
  access: AccessLevel
  uploaded_by: string | null
}

export const versionPolicy = definePolicy<VisibleVersion>()({
  note: (actor, version) =>
    version.access >= Access.manage || (version.access >= Access.edit && version.uploaded_by === actor.memberId),
})
