import { describe, expect, it } from 'vitest'
import { readableSize, requireWithinLimit } from './limit.ts'

describe('sizes for people', () => {
  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1000, '1 kB'],
    [820_000, '820 kB'],
    [1_440_000_000, '1.4 GB'],
    [6_200_000_000, '6.2 GB'],
    [100_000_000, '100 MB'],
    [3e15, '3000 TB'],
  ])('%i is %s', (bytes, shown) => {
    expect(readableSize(bytes)).toBe(shown)
  })
})

describe('the limit', () => {
  it('lets through what is just as large', () => {
    expect(() => requireWithinLimit('a', 100, 100)).not.toThrow()
  })

  it('is named with the size, so that both can be told apart', () => {
    expect(() => requireWithinLimit('Report.pdf', 6_200_000_000, 5_000_000_000)).toThrow(
      'Report.pdf is 6.2 GB; the limit here is 5 GB. Split it or ask your administrator.',
    )
    expect(() => requireWithinLimit('Report.pdf', 100_000_001, 100_000_000)).toThrow(
      'Report.pdf is 100,000,001 bytes; the limit here is 100,000,000 bytes.',
    )
  })
})
