import { describe, expect, it } from 'vitest'
import { count, formatDate, formatDevice, formatDuration, formatKind, formatSize, formatUntil } from './format.ts'

describe('sizes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1 kB'],
    [820_000, '820 kB'],
    [999_600, '1.0 MB'],
    [1_440_000_000, '1.4 GB'],
    [12_300_000, '12 MB'],
    [5_000_000_000_000_000, '5000 TB'],
  ])('%i bytes read as %s', (bytes, text) => {
    expect(formatSize(bytes)).toBe(text)
  })
})

describe('dates', () => {
  const now = new Date(2026, 2, 14, 15, 30)
  it.each([
    [new Date(2026, 2, 14, 15, 29, 40), 'Just now'],
    [new Date(2026, 2, 14, 15, 25), '5 min ago'],
    [new Date(2026, 2, 14, 9, 5), 'Today 09:05'],
    [new Date(2026, 2, 13, 14, 5), 'Yesterday 14:05'],
    [new Date(2026, 2, 12, 14, 5), '12 Mar 2026, 14:05'],
  ])('%s reads as %s', (date, text) => {
    expect(formatDate(date.toISOString(), now)).toBe(text)
  })

  it('a server clock slightly ahead is still now, not the future', () => {
    expect(formatDate(new Date(now.getTime() + 20_000).toISOString(), now)).toBe('Just now')
  })

  it('tells how long a link is good for', () => {
    expect(formatUntil(new Date(now.getTime() + 12 * 60_000).toISOString(), now)).toBe('in 12 min')
    expect(formatUntil(new Date(now.getTime() + 3 * 3_600_000).toISOString(), now)).toBe('in 3 h')
    expect(formatUntil(new Date(2026, 2, 21, 15, 30).toISOString(), now)).toBe('on 21 Mar 2026, 15:30')
    expect(formatUntil(new Date(now.getTime() - 1).toISOString(), now)).toBe('already')
  })
})

it('durations are short words', () => {
  expect(formatDuration(0.2)).toBe('1 s')
  expect(formatDuration(179)).toBe('3 min')
  expect(formatDuration(4800)).toBe('1 h 20 min')
})

it('counts have their plural and separators', () => {
  expect(count(1, 'document')).toBe('1 document')
  expect(count(1240, 'document')).toBe('1,240 documents')
})

it('names kinds of files and devices', () => {
  expect(formatKind('application/pdf')).toBe('PDF document')
  expect(formatKind('image/png')).toBe('PNG image')
  expect(formatKind('application/x-strange')).toBe('application/x-strange')
  expect(formatDevice('Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/141.0 Safari/537.36')).toBe(
    'Chrome on Linux',
  )
  expect(formatDevice(null)).toBe('Unknown device')
})
