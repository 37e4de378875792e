import { Access, type AccessLevel } from '../access/levels.ts'
import { definePolicy } from '../access/policy.ts'

export interface VisibleFolder {
  access: AccessLevel
  depth: number
}

export const folderPolicy = definePolicy<VisibleFolder>()({
  read: (_actor, folder) => folder.access >= Access.view,
  rename: (_actor, folder) => folder.access >= Access.edit,
  createFolder: (actor, folder) => folder.access >= Access.edit && actor.permissions.has('folders.create'),
  upload: (actor, folder) => folder.access >= Access.edit && actor.permissions.has('documents.upload'),
})
