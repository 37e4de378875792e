import { Access, type AccessLevel } from '../access/levels.ts'
import { definePolicy, holds } from '../access/policy.ts'

export interface VisibleRoom {
  access: AccessLevel
  department_id: string | null
  archived_at: Date | null
}

export const roomPolicy = definePolicy<VisibleRoom>()({
  read: (_actor, room) => room.access >= Access.view,
  edit: (_actor, room) => room.access >= Access.manage && room.archived_at === null,
  archive: (_actor, room) => room.access >= Access.manage,
  share: (_actor, room) => room.access >= Access.manage,
  /** How much it holds tells of what may be hidden from others. */
  measure: (_actor, room) => room.access >= Access.manage,
  /** Takes what is moved here. */
  receive: (_actor, room) => room.access >= Access.edit && room.archived_at === null,
  createFolder: (actor, room) =>
    room.access >= Access.edit && room.archived_at === null && holds(actor, 'folders.create', room.department_id),
  upload: (actor, room) =>
    room.access >= Access.edit && room.archived_at === null && holds(actor, 'documents.upload', room.department_id),
})
