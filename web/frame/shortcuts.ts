import { useEffect, useRef } from 'react'
import { preferences } from './preferences.ts'
import { createStore, useStore } from './store.ts'

export interface Shortcut {
  /** One key ("u", "F2"), with a modifier ("alt+ArrowUp"), or two after each other ("g h"). */
  keys: string
  label: string
  group: string
  run: () => void
  /** Listed in the sheet although something else (the table) listens for it. */
  listed?: boolean
}

const registered = createStore<readonly Shortcut[]>([])

export function useRegisteredShortcuts(): readonly Shortcut[] {
  return useStore(registered)
}

/** Makes shortcuts work while the calling component is shown. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  const latest = useRef(shortcuts)
  latest.current = shortcuts
  const shape = shortcuts.map((one) => `${one.keys}\n${one.label}`).join('\n')
  useEffect(() => {
    // The wrappers stay the same between renders, what they call does not.
    const mine = latest.current.map((shortcut, index) => ({ ...shortcut, run: () => latest.current[index]?.run() }))
    registered.update((all) => [...all, ...mine])
    return () => registered.update((all) => all.filter((one) => !mine.some((own) => own === one)))
  }, [shape])
}

/** How a key press is written in `Shortcut.keys`. */
export function keyName(event: Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey'>): string {
  const parts = []
  if (event.ctrlKey || event.metaKey) parts.push('mod')
  if (event.altKey) parts.push('alt')
  parts.push(event.key)
  return parts.join('+')
}

/** Which shortcut a press completes, given the key before it (for "g h"). */
export function matchShortcut(
  shortcuts: readonly Shortcut[],
  pressed: string,
  before: string | null,
): Shortcut | undefined {
  const sequence = before === null ? null : `${before} ${pressed}`
  // The newest wins: a dialog or page may take over a key of the frame.
  const backwards = shortcuts.toReversed().filter((one) => !one.listed)
  return backwards.find((one) => one.keys === sequence) ?? backwards.find((one) => one.keys === pressed)
}

/** Whether keys belong to what is focused: a field that is typed into, or an open dialog or menu. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false
  if (target.closest('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable=true]')) return true
  return target.closest('[role=dialog], [role=menu], [role=listbox]') !== null
}

/** Listens for the shortcuts of the whole page; used once, by the frame. */
export function useShortcutListener(): void {
  useEffect(() => {
    let before: string | null = null
    let timer = 0
    const listen = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || isTyping(event.target)) return
      if (document.querySelector('[role=dialog][aria-modal=true]')) return
      const pressed = keyName(event)
      const single = !event.altKey && !event.ctrlKey && !event.metaKey
      if (single && pressed.length === 1 && !preferences.get().shortcuts) return
      const shortcut = matchShortcut(registered.get(), pressed, before)
      window.clearTimeout(timer)
      before = shortcut || pressed.length > 1 ? null : pressed
      timer = window.setTimeout(() => (before = null), 1000)
      if (!shortcut) return
      event.preventDefault()
      shortcut.run()
    }
    window.addEventListener('keydown', listen)
    return () => {
      window.clearTimeout(timer)
      window.removeEventListener('keydown', listen)
    }
  }, [])
}
