import type {
  Cause,
  EffectiveAccess,
  Subject,
  SubjectShown,
  ThingKind,
  ThingReference,
} from '@muniment/core/access/schema.ts'
import type { SensitivityName } from '@muniment/core/roles/schema.ts'

export type Level = EffectiveAccess['level']

export const LEVEL_WORDS: Record<Level, string> = {
  none: 'No access',
  view: 'Can view',
  download: 'Can view and download',
  edit: 'Can edit',
  manage: 'Can manage',
}

/** As choices, from most to least. */
export const LEVELS: readonly { value: Level; label: string }[] = (
  ['manage', 'edit', 'download', 'view', 'none'] as const
).map((value) => ({ value, label: LEVEL_WORDS[value] }))

export function readLevel(value: string): Level {
  return LEVELS.find((one) => one.value === value)?.value ?? 'none'
}

export const SENSITIVITY_WORDS: Record<SensitivityName, string> = {
  public: 'Public',
  internal: 'Internal',
  confidential: 'Confidential',
  restricted: 'Restricted',
}

/** What one grant is about, as a key: a place has at most one for each. */
export function subjectKey(subject: Pick<SubjectShown, 'kind' | 'id'>): string {
  return `${subject.kind}:${subject.id ?? ''}`
}

/** A shown subject as the API takes it. */
export function subjectOf(shown: Pick<SubjectShown, 'kind' | 'id'>): Subject {
  if (shown.kind === 'everyone' || shown.id === null) return { kind: 'everyone' }
  return { kind: shown.kind, id: shown.id }
}

/** Where a place is looked at, with the panel about its access open. All places of one chain are in one room. */
export function accessAddress(thing: Pick<ThingReference, 'kind' | 'id'>, roomId: string): string {
  if (thing.kind === 'room') return `/rooms/${thing.id}?access=${thing.id}`
  if (thing.kind === 'folder') return `/rooms/${roomId}/folders/${thing.id}?access=${thing.id}`
  return `/documents/${thing.id}?tab=access`
}

/** Where a room (no folder) or a folder is looked at as somebody else sees it. */
export function viewAsAddress(roomId: string, folderId: string | null, memberId: string): string {
  return `/rooms/${roomId}${folderId === null ? '' : `/folders/${folderId}`}/as/${memberId}`
}

const KIND_WORDS: Record<ThingKind, string> = { room: 'room', folder: 'folder', document: 'document' }

/** Why somebody has what they have, short; where the grant was given is a link beside it. */
export function causeWords(cause: Cause, thing: Pick<ThingReference, 'kind'>): string {
  if (cause.kind === 'content_all') return 'A role that manages every room'
  if (cause.kind === 'no_role') return 'No role now, or suspended'
  if (cause.kind === 'clearance') return 'Not cleared for this sensitivity'
  if (cause.kind === 'nothing') return 'Nothing was granted'
  if (!cause.inherited) return `Direct, this ${KIND_WORDS[thing.kind]}`
  return cause.at === null ? 'Inherited from above' : 'Inherited from'
}
