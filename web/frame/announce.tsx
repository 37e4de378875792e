import { VisuallyHidden } from '@mantine/core'
import { createStore, useStore } from './store.ts'

const spoken = createStore({ text: '', count: 0 })

/** Says something to screen readers without moving the focus. */
export function announce(text: string): void {
  spoken.update((last) => ({ text, count: last.count + 1 }))
}

/** The page's one live region. */
export function LiveRegion() {
  const { text, count } = useStore(spoken)
  return (
    <VisuallyHidden role="status" aria-live="polite" aria-atomic="true">
      {/* The same words twice must be a change, or they are not read again. */}
      <span key={count}>{text}</span>
    </VisuallyHidden>
  )
}
