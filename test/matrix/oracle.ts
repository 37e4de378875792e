import type { Permission } from '@muniment/core/access/permissions.ts'

// What the design says of who may do what, in as few words as it takes; shares nothing with the code that decides it.

/** What a grant gives on a room and all in it. */
export const level = { none: 0, view: 1, download: 2, edit: 3, manage: 4 } as const
export type Level = (typeof level)[keyof typeof level]

/** Somebody with one role. Everything that is asked about belongs to one department of one organization. */
export interface Asker {
  permissions: ReadonlySet<Permission>
  clearance: number
  /** Where the role is held: everywhere in its organization, or for the things of one department. */
  held: 'everywhere' | 'same department' | 'other department'
  /** Whether that is the organization of the things; null: a member of none. */
  member: 'ours' | 'theirs' | null
  operator: boolean
}

/** A room with a folder and a document in it, and what every asker was granted there. */
export interface Place {
  granted: Level
  /** Of its document. */
  sensitivity: number
}

export interface Rule {
  /**
   * Who may ask at all, as the route itself says: `anybody`, any `person` who is signed in, the `operator`, or whoever
   * holds a permission somewhere.
   */
  opens: 'anybody' | 'person' | 'operator' | 'member' | Permission
  /** What the question names; `theirs`: something that is only for the one person it belongs to. */
  about?: 'room' | 'folder' | 'document' | 'organization' | 'theirs'
  /** Of a room, folder or document: the level that it takes. */
  level?: Level
  /** One of these must be held for the department of the thing to see it at all. */
  sees?: readonly Permission[]
  /** Must be held for the department of the thing. */
  needs?: Permission
  /** Must be held everywhere, for what it is about belongs to no department. */
  everywhere?: Permission
  /** Who sees the thing and yet is told that there is nothing. */
  hides?: (may: {
    holds: (permission: Permission) => boolean
    everywhere: (permission: Permission) => boolean
    level: Level
  }) => boolean
}

export type Verdict = 'yes' | 401 | 403 | 404

/** Whether somebody may ask that: first what the route says, then whether they see what it names, then whether they may. */
export function judge(asker: Asker | null, rule: Rule, place: Place): Verdict {
  if (rule.opens === 'anybody') return 'yes'
  if (asker === null) return 401
  const { permissions, held } = asker
  const counts = asker.member === 'ours' && held !== 'other department'
  const holds = (permission: Permission): boolean => counts && permissions.has(permission)
  const everywhere = (permission: Permission): boolean => held === 'everywhere' && permissions.has(permission)

  if (rule.opens === 'operator') return asker.operator ? 'yes' : 403
  if (rule.opens !== 'person') {
    if (asker.member === null) return 403
    if (rule.opens !== 'member' && !permissions.has(rule.opens)) return 403
  }
  if (rule.about === 'theirs') return 404
  if (rule.everywhere !== undefined && !everywhere(rule.everywhere)) return 403
  if (rule.about !== undefined && asker.member !== 'ours') return 404
  if (rule.sees?.some(holds) === false) return 404
  const has = holds('content.all') ? level.manage : place.granted
  if (rule.level !== undefined) {
    if (has === level.none) return 404
    if (rule.about === 'document' && !(counts && asker.clearance >= place.sensitivity)) return 404
    if (rule.hides?.({ holds, everywhere, level: has }) === true) return 404
    if (has < rule.level) return 403
  }
  if (rule.needs !== undefined && !holds(rule.needs)) return 403
  return 'yes'
}
