import { describe, expect, it } from 'vitest'
import { refusalWords } from './refusals.ts'

describe('why a provider did not open the door', () => {
  it('is said in words, with what to do, for whatever the address says', () => {
    for (const refusal of [
      'cancelled',
      'expired',
      'unreachable',
      'unknown',
      'taken',
      'known',
      'mismatch',
      'spent',
      'x',
    ]) {
      const words = refusalWords(refusal, 'Google')
      expect(words).toMatch(/(Try|Start|Choose|Open|Ask|ask) /)
      expect(words).not.toContain(`"${refusal}"`)
    }
  })
})
