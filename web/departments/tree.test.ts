import type { Department } from '@muniment/core/departments/schema.ts'
import { expect, it } from 'vitest'
import { pathOf, treeOf, withBelow } from './tree.ts'

function department(id: string, parentId: string | null): Department {
  return { id, parentId, name: id.toUpperCase(), manager: null, people: 0, abilities: { change: true }, revision: 1 }
}

const all = [
  department('a', null),
  department('ab', 'a'),
  department('abc', 'ab'),
  department('b', null),
  department('ad', 'a'),
]

it('puts each department behind the one above it', () => {
  expect(treeOf(all).map(({ department: { id }, depth, below }) => [id, depth, below])).toEqual([
    ['a', 0, 2],
    ['ab', 1, 1],
    ['abc', 2, 0],
    ['ad', 1, 0],
    ['b', 0, 0],
  ])
})

it('shows one whose parent is not among them at the top', () => {
  expect(treeOf([department('x', 'hidden')]).map(({ depth }) => depth)).toEqual([0])
})

it('names the way to a department', () => {
  expect(pathOf(all, 'abc')).toBe('A › AB › ABC')
  expect(pathOf(all, 'nowhere')).toBe('')
})

it('knows what lies below one, where it cannot be moved to', () => {
  expect([...withBelow(all, 'a')]).toEqual(['a', 'ab', 'abc', 'ad'])
  expect([...withBelow(all, 'b')]).toEqual(['b'])
})
