import { Access, type AccessLevel } from '../access/levels.ts'
import { definePolicy, holds } from '../access/policy.ts'

export interface VisibleRoom {
  access: AccessLevel
  department_id: string | null
}

export const roomPolicy = definePolicy<VisibleRoom>()({
  read: (_actor, room) => room.access >= Access.view,
  edit: (_actor, room) => room.access >= Access.manage,
  share: (_actor, room) => room.access >= Access.manage,
  createFolder: (actor, room) => room.access >= Access.edit && holds(actor, 'folders.create', room.department_id),
  upload: (actor, room) => room.access >= Access.edit && holds(actor, 'documents.upload', room.department_id),
})
