import { Access, type AccessLevel } from '../access/levels.ts'
import { definePolicy } from '../access/policy.ts'
import type { VersionState } from './table.ts'

/** A document with the state of the version in question. */
export interface VisibleDocument {
  access: AccessLevel
  state: VersionState
}

export const documentPolicy = definePolicy<VisibleDocument>()({
  read: (_actor, document) => document.access >= Access.view,
  rename: (_actor, document) => document.access >= Access.edit,
  download: (_actor, document) => document.access >= Access.download && document.state === 'available',
})
