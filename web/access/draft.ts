import type { AccessChange, Grant, SubjectShown } from '@muniment/core/access/schema.ts'
import type { z } from 'zod'
import { createStore } from '../frame/store.ts'
import { subjectKey, subjectOf, type Level } from './words.ts'

/** A change of one grant that was not saved yet; `level` null takes it away. */
export interface DraftGrant {
  subject: SubjectShown
  level: Level | null
  endsAt: string | null
}

/** Everything about one place's access that was changed and not saved yet. */
export interface Draft {
  grants: ReadonlyMap<string, DraftGrant>
  inherits: boolean | null
}

export const EMPTY: Draft = { grants: new Map(), inherits: null }

/** Kept outside of the panel, so that looking at another tab loses nothing. By the id of the place. */
export const drafts = createStore<ReadonlyMap<string, Draft>>(new Map())

export function keepDraft(thingId: string, draft: Draft): void {
  drafts.update((all) => {
    const next = new Map(all)
    if (isEmpty(draft)) next.delete(thingId)
    else next.set(thingId, draft)
    return next
  })
}

export function isEmpty(draft: Draft): boolean {
  return draft.grants.size === 0 && draft.inherits === null
}

/** Sets what a subject is to have. What equals the saved grant again is no change. */
export function withGrant(draft: Draft, saved: readonly Grant[], change: DraftGrant): Draft {
  const key = subjectKey(change.subject)
  const before = saved.find((one) => subjectKey(one.subject) === key)
  const grants = new Map(draft.grants)
  const same = before ? change.level === before.level && change.endsAt === before.endsAt : change.level === null
  if (same) grants.delete(key)
  else grants.set(key, change)
  return { ...draft, grants }
}

/** Turns inheritance on or off; back to how it is saved is no change. */
export function withInherits(draft: Draft, saved: boolean, inherits: boolean): Draft {
  return { ...draft, inherits: inherits === saved ? null : inherits }
}

export interface GrantLine extends DraftGrant {
  key: string
  state: 'saved' | 'changed' | 'new' | 'removed'
  saved: Grant | null
}

/** The grants of a place with the draft laid over them: saved ones in their order, then the new ones. */
export function linesOf(saved: readonly Grant[], draft: Draft): GrantLine[] {
  const lines: GrantLine[] = saved.map((grant) => {
    const key = subjectKey(grant.subject)
    const change = draft.grants.get(key)
    if (!change)
      return { key, subject: grant.subject, level: grant.level, endsAt: grant.endsAt, state: 'saved', saved: grant }
    // A removed grant still says what it was.
    if (change.level === null) return { key, ...change, level: grant.level, state: 'removed', saved: grant }
    return { key, ...change, state: 'changed', saved: grant }
  })
  const known = new Set(lines.map(({ key }) => key))
  for (const [key, change] of draft.grants) {
    if (!known.has(key)) lines.push({ key, ...change, state: 'new', saved: null })
  }
  return lines
}

/** The draft as the API takes it. */
export function changeOf(draft: Draft): z.input<typeof AccessChange> {
  return {
    grants: [...draft.grants.values()].map(({ subject, level, endsAt }) => ({
      subject: subjectOf(subject),
      level,
      endsAt,
    })),
    ...(draft.inherits !== null && { inherits: draft.inherits }),
  }
}

/** The end of a day that was chosen (as `2026-03-12`), in the time of whoever chose it; null for none. */
export function endOfDay(day: string): string | null {
  const [year, month, date] = day.split('-').map(Number)
  if (!year || !month || !date) return null
  return new Date(year, month - 1, date, 23, 59, 59).toISOString()
}

/** The day of a moment as an input of dates wants it. */
export function dayOf(iso: string | null): string {
  if (iso === null) return ''
  const at = new Date(iso)
  const two = (number: number) => String(number).padStart(2, '0')
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}
