import { describe, expect, it } from 'vitest'
import type { BulkTold } from '../realtime.ts'
import { endWords, leftWords, progressWords } from './words.ts'

const told = (state: BulkTold['state'], done: number, refused: number, total: number): BulkTold => ({
  id: 'one',
  state,
  done,
  refused,
  total,
})

describe('an act on many things', () => {
  it('says how far it is', () => {
    expect(progressWords('move', told('running', 1200, 4, 5000))).toBe('Moving 1,204 of 5,000 things…')
    expect(progressWords('copy', told('waiting', 0, 0, 1))).toBe('Copying 0 of 1 thing…')
  })

  it('says what it did', () => {
    expect(endWords('tag', told('done', 1240, 0, 1240))).toBe('1,240 things tagged.')
    expect(endWords('trash', told('done', 1, 1003, 1004))).toBe('1 thing deleted; 1,003 could not be.')
    expect(leftWords(told('done', 1, 1003, 1004))).toBe('')
  })

  it('that was stopped says how much of it was done, and what was not begun', () => {
    expect(endWords('move', told('cancelled', 1204, 0, 5000))).toBe('Stopped: 1,204 of 5,000 moved.')
    expect(endWords('move', told('cancelled', 1204, 3, 5000))).toBe('Stopped: 1,204 of 5,000 moved; 3 could not be.')
    expect(leftWords(told('cancelled', 1204, 3, 5000))).toBe('3,793 things were left as they were.')
    expect(leftWords(told('cancelled', 1, 0, 2))).toBe('1 thing was left as it was.')
    expect(leftWords(told('cancelled', 2, 0, 2))).toBe('')
  })
})
