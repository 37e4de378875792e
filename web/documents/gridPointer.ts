import { useRef, type MouseEvent, type PointerEvent } from 'react'
import type { Row } from './rows.ts'

/** What the mouse or a finger does to a row. */
export interface RowActs {
  open(row: Row): void
  activate(row: Row): void
  select(row: Row, range: boolean): void
  menu(row: Row, at: { x: number; y: number }): void
}

/** How long a finger rests on a row to select it. */
const LONG_PRESS = 500

/** Handlers for the body of the table, which act on the row under the pointer. */
export function useGridPointer(rowOf: (id: string) => Row | undefined, acts: RowActs) {
  const timer = useRef(0)
  const held = useRef(false)

  const under = (target: EventTarget | null) => {
    const element = target instanceof Element ? target : null
    const id = element?.closest<HTMLElement>('[data-row]')?.dataset['row']
    const row = id === undefined ? undefined : rowOf(id)
    return row && { row, act: element?.closest<HTMLElement>('[data-act]') ?? null }
  }
  const release = () => window.clearTimeout(timer.current)

  return {
    onClick(event: MouseEvent) {
      const hit = under(event.target)
      // The click that ends a long press has had its effect.
      if (!hit || held.current) {
        if (held.current) event.preventDefault()
        held.current = false
        return
      }
      const { row, act } = hit
      const kind = act?.dataset['act']
      const modified = event.ctrlKey || event.metaKey
      if (kind === 'menu' && act) {
        const box = act.getBoundingClientRect()
        acts.menu(row, { x: box.right, y: box.bottom })
      } else if (kind === 'select') acts.select(row, event.shiftKey)
      else if (kind === 'open' && modified && act instanceof HTMLAnchorElement) return
      else if (event.shiftKey || modified) {
        event.preventDefault()
        acts.select(row, event.shiftKey)
      } else if (kind === 'open') {
        event.preventDefault()
        // Names open by one click. Who clicks twice must not open what came under the pointer meanwhile.
        if (event.detail > 1) return
        acts.open(row)
      } else acts.activate(row)
    },
    onDoubleClick(event: MouseEvent) {
      const hit = under(event.target)
      if (hit && !hit.act) acts.open(hit.row)
    },
    onContextMenu(event: MouseEvent) {
      const hit = under(event.target)
      if (!hit) return
      event.preventDefault()
      if (!held.current) acts.menu(hit.row, { x: event.clientX, y: event.clientY })
    },
    onPointerDown(event: PointerEvent) {
      held.current = false
      if (event.pointerType !== 'touch') return
      const hit = under(event.target)
      if (!hit) return
      timer.current = window.setTimeout(() => {
        held.current = true
        acts.select(hit.row, false)
      }, LONG_PRESS)
    },
    onPointerUp: release,
    onPointerMove: release,
    onPointerCancel: release,
  }
}
