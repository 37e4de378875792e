/** What a key does in the table. */
export type GridAction =
  | { kind: 'move'; to: number; range: boolean }
  | { kind: 'open' }
  | { kind: 'select' }
  | { kind: 'selectAll' }
  | { kind: 'clear' }
  | { kind: 'rename' }
  | { kind: 'delete' }
  | { kind: 'details' }
  | { kind: 'parent' }
  | { kind: 'menu' }

interface Press {
  key: string
  shiftKey: boolean
  altKey: boolean
  ctrlKey: boolean
  metaKey: boolean
}

interface Grid {
  active: number
  count: number
  /** Rows that fit into sight, for PageUp and PageDown. */
  page: number
  /** Whether keys without a modifier are switched on. */
  letters: boolean
}

/** Reads a key press on a row. Undefined when the table has nothing to do with it. */
export function gridAction(press: Press, grid: Grid): GridAction | undefined {
  const { key, shiftKey, altKey } = press
  const mod = press.ctrlKey || press.metaKey
  const move = (to: number): GridAction => ({
    kind: 'move',
    to: Math.max(0, Math.min(grid.count - 1, to)),
    range: shiftKey,
  })
  if (altKey) return key === 'ArrowUp' ? { kind: 'parent' } : undefined
  if (mod) {
    if (key === 'a') return { kind: 'selectAll' }
    if (key === 'Home') return move(0)
    return key === 'End' ? move(grid.count - 1) : undefined
  }
  switch (key) {
    case 'ArrowDown':
      return move(grid.active + 1)
    case 'ArrowUp':
      return move(grid.active - 1)
    case 'PageDown':
      return move(grid.active + grid.page)
    case 'PageUp':
      return move(grid.active - grid.page)
    case 'Home':
      return move(0)
    case 'End':
      return move(grid.count - 1)
    case 'Enter':
      return { kind: 'open' }
    case ' ':
      return { kind: 'select' }
    case 'Escape':
      return { kind: 'clear' }
    case 'F2':
      return { kind: 'rename' }
    case 'Delete':
      return { kind: 'delete' }
    case 'ContextMenu':
      return { kind: 'menu' }
    case 'F10':
      return shiftKey ? { kind: 'menu' } : undefined
  }
  if (!grid.letters) return undefined
  if (key === 'j') return move(grid.active + 1)
  if (key === 'k') return move(grid.active - 1)
  return key === 'i' ? { kind: 'details' } : undefined
}
