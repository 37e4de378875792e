import { Tooltip } from '@mantine/core'
import { useSyncExternalStore } from 'react'
import { formatDate, formatExact } from './format.ts'

// One timer for all dates on the page, so that "5 min ago" does not stay so for an hour.
const listeners = new Set<() => void>()
let minute = Math.floor(Date.now() / 60_000)
window.setInterval(() => {
  minute = Math.floor(Date.now() / 60_000)
  for (const listener of listeners) listener()
}, 30_000)

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The current minute; what calls this is drawn again in the next one. */
export function useMinute(): number {
  return useSyncExternalStore(subscribe, () => minute)
}

/** A date as people say it (`inside` a sentence: without its capital); the exact one with its zone on hover. */
export function When({ date, tooltip = true, inside = false }: { date: string; tooltip?: boolean; inside?: boolean }) {
  useMinute()
  const words = formatDate(date)
  const text = inside ? words.charAt(0).toLowerCase() + words.slice(1) : words
  if (!tooltip) {
    return (
      <time dateTime={date} title={formatExact(date)}>
        {text}
      </time>
    )
  }
  return (
    <Tooltip label={formatExact(date)} events={{ hover: true, focus: true, touch: true }}>
      <time dateTime={date}>{text}</time>
    </Tooltip>
  )
}
