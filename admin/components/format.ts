const minute = 60_000
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })
const full = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
})
const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'long' })

/** "5 min ago" within the hour, "Yesterday 14:05", else the date. */
export function ago(iso: string, now = Date.now()): string {
  const then = new Date(iso)
  const passed = now - then.getTime()
  if (passed >= 0 && passed < minute) return 'Just now'
  if (passed >= 0 && passed < 60 * minute) return `${Math.round(passed / minute)} min ago`
  const days = Math.round(
    (new Date(now).setHours(0, 0, 0, 0) - new Date(then).setHours(0, 0, 0, 0)) / (24 * 60 * minute),
  )
  if (days !== 0 && days !== 1) return full.format(then)
  const day = relative.format(-days, 'day')
  return `${day.charAt(0).toUpperCase()}${day.slice(1)} ${clock.format(then)}`
}

export function moment(iso: string): string {
  return full.format(new Date(iso))
}

/** With seconds and zone, for tooltips. */
export function precise(iso: string): string {
  return exact.format(new Date(iso))
}

/** Decimal: "820 kB", "1.4 GB". */
export function size(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  const digits = unit === 0 || value >= 99.5 ? 0 : 1
  return `${value.toFixed(digits).replace(/\.0$/, '')} ${bytes === 1 ? 'byte' : units[unit]}`
}
