import type { Role } from '@muniment/core/roles/schema.ts'
import { expect, it } from 'vitest'
import { allowed, grouped, toggled } from './matrix.ts'

const role: Role = {
  id: 'r',
  key: null,
  name: 'Deal team',
  description: '',
  clearance: 'internal',
  guest: false,
  permissions: ['rooms.create'],
  people: 0,
  abilities: { change: true, assign: true },
  revision: 1,
}

it('groups permissions by their noun', () => {
  const names = ['documents.classify', 'documents.upload', 'rooms.create']
  const groups = grouped(names.map((name) => ({ name, description: '' })))
  expect(groups.map(({ noun, permissions }) => [noun, permissions.length])).toEqual([
    ['Documents', 2],
    ['Rooms', 1],
  ])
})

it('keeps edits by role, and none when a role is as it was again', () => {
  const once = toggled(role, new Map(), 'documents.upload')
  expect([...allowed(role, once)]).toEqual(['rooms.create', 'documents.upload'])
  expect(toggled(role, once, 'documents.upload').size).toBe(0)
})
