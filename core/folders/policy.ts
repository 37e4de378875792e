import { Access, type AccessLevel } from '../access/levels.ts'
import { definePolicy, holds } from '../access/policy.ts'

export interface VisibleFolder {
  access: AccessLevel
  depth: number
  /** Of its room. */
  department_id: string | null
}

export const folderPolicy = definePolicy<VisibleFolder>()({
  read: (_actor, folder) => folder.access >= Access.view,
  rename: (_actor, folder) => folder.access >= Access.edit,
  move: (_actor, folder) => folder.access >= Access.edit,
  trash: (_actor, folder) => folder.access >= Access.edit,
  copy: (_actor, folder) => folder.access >= Access.download,
  share: (_actor, folder) => folder.access >= Access.manage,
  /** Takes what is moved here. */
  receive: (_actor, folder) => folder.access >= Access.edit,
  createFolder: (actor, folder) => folder.access >= Access.edit && holds(actor, 'folders.create', folder.department_id),
  upload: (actor, folder) => folder.access >= Access.edit && holds(actor, 'documents.upload', folder.department_id),
})
