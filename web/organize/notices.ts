import type { ReactNode } from 'react'
import { createStore } from '../frame/store.ts'

export interface Notice {
  id: string
  text: ReactNode
  tone: 'done' | 'failed' | 'running' | 'stopped'
  /** 0 to 100, while something runs. */
  progress?: number | undefined
  /** `pending` once it was asked for and until the notice changes: the button keeps its focus and does nothing. */
  action?: { label: string; run: () => void; pending?: boolean } | undefined
}

/** What stands at the foot of the page: what was done and can be undone, and what is being done. */
export const notices = createStore<readonly Notice[]>([])

/** Long enough to read it and reach the button; what runs, failed or was stopped stays until it is closed. */
const shownFor = 12_000
const timers = new Map<string, number>()

export function dismiss(id: string): void {
  window.clearTimeout(timers.get(id))
  timers.delete(id)
  notices.update((now) => now.filter((one) => one.id !== id))
}

/** Shows a notice, or shows it anew where one of that id stands already. */
export function notify(notice: Notice): void {
  window.clearTimeout(timers.get(notice.id))
  notices.update((now) =>
    now.some((one) => one.id === notice.id)
      ? now.map((one) => (one.id === notice.id ? notice : one))
      : [...now, notice],
  )
  if (notice.tone === 'done')
    timers.set(
      notice.id,
      window.setTimeout(() => dismiss(notice.id), shownFor),
    )
}
