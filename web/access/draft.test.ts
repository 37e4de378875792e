import type { Grant } from '@muniment/core/access/schema.ts'
import { expect, it } from 'vitest'
import { changeOf, dayOf, EMPTY, endOfDay, isEmpty, linesOf, withGrant, withInherits } from './draft.ts'

const legal = { kind: 'department', id: '0197f0a0-0000-7000-8000-000000000001', name: 'Legal' } as const
const ben = { kind: 'member', id: '0197f0a0-0000-7000-8000-000000000002', name: 'Ben' } as const
const everyone = { kind: 'everyone', id: null, name: 'Everyone but guests' } as const

const saved: Grant[] = [
  {
    id: '0197f0a0-0000-7000-8000-00000000000a',
    subject: legal,
    level: 'edit',
    endsAt: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    createdBy: null,
  },
]

it('collects new, changed and removed grants into one change', () => {
  let draft = withGrant(EMPTY, saved, { subject: ben, level: 'view', endsAt: null })
  draft = withGrant(draft, saved, { subject: everyone, level: 'none', endsAt: null })
  draft = withGrant(draft, saved, { subject: legal, level: null, endsAt: null })
  expect(linesOf(saved, draft).map(({ subject, state, level }) => [subject.name, state, level])).toEqual([
    ['Legal', 'removed', 'edit'],
    ['Ben', 'new', 'view'],
    ['Everyone but guests', 'new', 'none'],
  ])
  expect(changeOf(draft)).toEqual({
    grants: [
      { subject: { kind: 'member', id: ben.id }, level: 'view', endsAt: null },
      { subject: { kind: 'everyone' }, level: 'none', endsAt: null },
      { subject: { kind: 'department', id: legal.id }, level: null, endsAt: null },
    ],
  })
})

it('has nothing to save when everything is as it was again', () => {
  let draft = withGrant(EMPTY, saved, { subject: legal, level: 'view', endsAt: null })
  expect(isEmpty(draft)).toBe(false)
  draft = withGrant(draft, saved, { subject: legal, level: 'edit', endsAt: null })
  draft = withGrant(draft, saved, { subject: ben, level: 'view', endsAt: null })
  draft = withGrant(draft, saved, { subject: ben, level: null, endsAt: null })
  draft = withInherits(draft, true, false)
  draft = withInherits(draft, true, true)
  expect(isEmpty(draft)).toBe(true)
})

it('sends the switch of inheritance only when it was turned', () => {
  expect(changeOf(withInherits(EMPTY, true, false))).toEqual({ grants: [], inherits: false })
  expect(changeOf(EMPTY)).toEqual({ grants: [] })
})

it('ends a grant with the chosen day, in the time of whoever chose it', () => {
  const end = endOfDay('2026-03-12')
  expect(dayOf(end)).toBe('2026-03-12')
  expect(end && new Date(end).getHours()).toBe(23)
  expect(endOfDay('')).toBeNull()
  expect(dayOf(null)).toBe('')
})
