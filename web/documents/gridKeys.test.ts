import { describe, expect, it } from 'vitest'
import { gridAction } from './gridKeys.ts'

const grid = { active: 5, count: 10, page: 4, letters: true }
const press = (key: string, more: Partial<Parameters<typeof gridAction>[0]> = {}, state = grid) =>
  gridAction({ key, shiftKey: false, altKey: false, ctrlKey: false, metaKey: false, ...more }, state)

describe('keys of the table', () => {
  it.each([
    ['ArrowDown', 6],
    ['j', 6],
    ['ArrowUp', 4],
    ['k', 4],
    ['PageDown', 9],
    ['PageUp', 1],
    ['Home', 0],
    ['End', 9],
  ])('%s moves to row %i', (key, to) => {
    expect(press(key)).toEqual({ kind: 'move', to, range: false })
  })

  it('stays inside and selects a range with Shift', () => {
    expect(press('ArrowDown', { shiftKey: true }, { ...grid, active: 9 })).toEqual({ kind: 'move', to: 9, range: true })
  })

  it.each([
    ['Enter', 'open'],
    [' ', 'select'],
    ['Escape', 'clear'],
    ['F2', 'rename'],
    ['Delete', 'delete'],
    ['i', 'details'],
    ['ContextMenu', 'menu'],
  ])('%s: %s', (key, kind) => {
    expect(press(key)).toEqual({ kind })
  })

  it('leaves the browser its own keys', () => {
    expect(press('ArrowLeft', { altKey: true })).toBeUndefined()
    expect(press('j', { ctrlKey: true })).toBeUndefined()
    expect(press('ArrowUp', { altKey: true })).toEqual({ kind: 'parent' })
    expect(press('a', { metaKey: true })).toEqual({ kind: 'selectAll' })
  })

  it('single letters can be switched off, the others stay', () => {
    const off = { ...grid, letters: false }
    expect(press('j', {}, off)).toBeUndefined()
    expect(press('i', {}, off)).toBeUndefined()
    expect(press('ArrowDown', {}, off)).toBeDefined()
  })
})
