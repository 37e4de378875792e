import { beforeAll, describe, expect, it } from 'vitest'
import { seal, unlockSettings, unseal } from './seal.ts'

beforeAll(() => unlockSettings('a key that is long enough for a test'))

describe('what is sealed', () => {
  it('can be had back for the same purpose, and looks different each time', () => {
    const [one, two] = [seal('mail', 'geheim ß'), seal('mail', 'geheim ß')]
    expect(one).not.toBe(two)
    expect(one).not.toContain('geheim')
    expect([unseal('mail', one), unseal('mail', two)]).toEqual(['geheim ß', 'geheim ß'])
  })

  it('is nothing for another purpose, nor once it was altered, nor under another key', () => {
    const sealed = seal('provider:google', 'secret')
    expect(() => unseal('provider:github', sealed)).toThrow(/Enter it anew/)
    const flipped = sealed.slice(0, -1) + (sealed.endsWith('A') ? 'B' : 'A')
    for (const broken of [flipped, sealed.slice(0, 20), '', 'v0.a.b.c', sealed.replace('v1', 'v2')])
      expect(() => unseal('provider:google', broken)).toThrow(/Enter it anew/)
    unlockSettings('another key that is long enough too')
    expect(() => unseal('provider:google', sealed)).toThrow(/Enter it anew/)
  })
})
