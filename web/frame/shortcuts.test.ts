import { expect, it } from 'vitest'
import { keyName, matchShortcut, type Shortcut } from './shortcuts.ts'

const shortcut = (keys: string, more: Partial<Shortcut> = {}): Shortcut => ({
  keys,
  label: keys,
  group: 'test',
  run: () => {},
  ...more,
})
const press = (key: string, more: Partial<KeyboardEvent> = {}) =>
  keyName({ key, altKey: false, ctrlKey: false, metaKey: false, ...more })

it('writes a press with its modifiers', () => {
  expect(press('u')).toBe('u')
  expect(press('ArrowUp', { altKey: true })).toBe('alt+ArrowUp')
  expect(press('k', { metaKey: true })).toBe('mod+k')
})

it('finds two keys after each other before one key', () => {
  const all = [shortcut('h'), shortcut('g h')]
  expect(matchShortcut(all, 'h', 'g')?.keys).toBe('g h')
  expect(matchShortcut(all, 'h', null)?.keys).toBe('h')
  expect(matchShortcut(all, 'x', 'g')).toBeUndefined()
})

it('the newest registration of a key wins, and listed ones are only for the sheet', () => {
  const older = shortcut('u', { label: 'older' })
  const newer = shortcut('u', { label: 'newer' })
  expect(matchShortcut([older, newer], 'u', null)?.label).toBe('newer')
  expect(matchShortcut([shortcut('F2', { listed: true })], 'F2', null)).toBeUndefined()
})
