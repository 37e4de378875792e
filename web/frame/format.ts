const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** Decimal sizes, as people's file managers show them: "820 kB", "1.4 GB". */
export function formatSize(bytes: number): string {
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000
    unit += 1
  }
  const digits = unit > 1 && value < 9.95 ? 1 : 0
  return `${value.toFixed(digits)} ${UNITS[unit] ?? 'TB'}`
}

const MINUTE = 60_000
const HOUR = 60 * MINUTE

function formatsOf(locale: string, zone: { timeZone?: string }) {
  return {
    locale,
    zone,
    clock: new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', ...zone }),
    day: new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', ...zone }),
    calendarDay: new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }),
    exact: new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long', ...zone }),
    // As 2026-03-12, to count days by.
    steady: new Intl.DateTimeFormat('en-CA', zone),
  }
}

let formats = formatsOf('en-GB', {})

/** How this person wants dates: as their profile says, else as in the United Kingdom and as the device's clock. */
export function setDates(locale: string | null, timeZone: string | null): void {
  const wanted = locale ?? 'en-GB'
  if (formats.locale === wanted && formats.zone.timeZone === (timeZone ?? undefined)) return
  formats = formatsOf(wanted, timeZone === null ? {} : { timeZone })
}

/** "5 min ago", "Yesterday 14:05", then "12 Mar 2026, 14:05". */
export function formatDate(iso: string, now: Date = new Date()): string {
  const date = new Date(iso)
  const age = now.getTime() - date.getTime()
  if (age > -MINUTE && age < MINUTE) return 'Just now'
  if (age >= MINUTE && age < HOUR) return `${Math.floor(age / MINUTE)} min ago`
  const days = daysBetween(date, now)
  if (days === 0) return `Today ${formats.clock.format(date)}`
  if (days === 1) return `Yesterday ${formats.clock.format(date)}`
  return `${formats.day.format(date)}, ${formats.clock.format(date)}`
}

/** A day by itself: "12 Mar 2026". */
export function formatDay(iso: string): string {
  return formats.day.format(new Date(iso))
}

/** A day that is the same in every time zone, as "2026-03-12": "12 Mar 2026". */
export function formatCalendarDay(date: string): string {
  return formats.calendarDay.format(new Date(`${date}T00:00:00Z`))
}

/** The full date with its zone, for tooltips. */
export function formatExact(iso: string): string {
  return formats.exact.format(new Date(iso))
}

/** "in 12 min", "in 3 h", "on 12 Mar 2026, 14:05": how long a link is good for. */
export function formatUntil(iso: string, now: Date = new Date()): string {
  const date = new Date(iso)
  const left = date.getTime() - now.getTime()
  if (left <= 0) return 'already'
  if (left < HOUR) return `in ${Math.max(1, Math.round(left / MINUTE))} min`
  if (left < 24 * HOUR) return `in ${Math.round(left / HOUR)} h`
  return `on ${formats.day.format(date)}, ${formats.clock.format(date)}`
}

/** A time of today to the second: "14:05:30". */
export function formatTime(iso: string): string {
  return new Date(iso).toLocaleTimeString(formats.locale, formats.zone)
}

/** How long something takes: "8 s", "3 min", "1 h 20 min". */
export function formatDuration(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** "1,240". */
export function figure(number: number): string {
  return number.toLocaleString('en-GB')
}

/** "1 document", "1,240 documents". */
export function count(number: number, one: string, many: string = `${one}s`): string {
  return `${figure(number)} ${number === 1 ? one : many}`
}

function daysBetween(from: Date, to: Date): number {
  const start = (date: Date) => Date.parse(formats.steady.format(date))
  return Math.round((start(to) - start(from)) / (24 * HOUR))
}

const KINDS: Record<string, string> = {
  'application/pdf': 'PDF document',
  'application/zip': 'ZIP archive',
  'application/msword': 'Word document',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'Word document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'Excel workbook',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'PowerPoint presentation',
  'application/vnd.oasis.opendocument.text': 'OpenDocument text',
  'application/vnd.oasis.opendocument.spreadsheet': 'OpenDocument spreadsheet',
  'application/vnd.oasis.opendocument.presentation': 'OpenDocument presentation',
  'message/rfc822': 'E-mail message',
  'text/plain': 'Plain text',
  'text/csv': 'CSV table',
  'text/markdown': 'Markdown text',
}

/** What a media type is called by people; the type itself where there is no word for it. */
export function formatKind(mediaType: string): string {
  const known = KINDS[mediaType]
  if (known !== undefined) return known
  const [group, format] = mediaType.split('/')
  if (group === 'image' && format) return `${format.replace('+xml', '').toUpperCase()} image`
  return mediaType
}

/** Which browser and system a session came from, as far as its user agent tells. */
export function formatDevice(userAgent: string | null): string {
  if (userAgent === null || userAgent === '') return 'Unknown device'
  const browser = /Edg\//.test(userAgent)
    ? 'Edge'
    : /Firefox\//.test(userAgent)
      ? 'Firefox'
      : /Chrom(e|ium)\//.test(userAgent)
        ? 'Chrome'
        : /Safari\//.test(userAgent)
          ? 'Safari'
          : 'A program'
  const system = /Android/.test(userAgent)
    ? 'Android'
    : /iPhone|iPad/.test(userAgent)
      ? 'iOS'
      : /Windows/.test(userAgent)
        ? 'Windows'
        : /Mac OS X/.test(userAgent)
          ? 'macOS'
          : /Linux/.test(userAgent)
            ? 'Linux'
            : 'an unknown system'
  return `${browser} on ${system}`
}
