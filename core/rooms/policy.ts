import { Access, type AccessLevel } from '../access/levels.ts'
import { definePolicy } from '../access/policy.ts'

export interface VisibleRoom {
  access: AccessLevel
}

export const roomPolicy = definePolicy<VisibleRoom>()({
  read: (_actor, room) => room.access >= Access.view,
  edit: (_actor, room) => room.access >= Access.manage,
  createFolder: (actor, room) => room.access >= Access.edit && actor.permissions.has('folders.create'),
  upload: (actor, room) => room.access >= Access.edit && actor.permissions.has('documents.upload'),
})
