import { describe, expect, it } from 'vitest'
import { passkeysPossible } from './passkeys.ts'
import { requireGoodPassword } from './passwordRules.ts'

const person = { name: 'Ana Ruiz-Ortega', email: 'ana.ruiz@harbour-vale.example' }

describe('a password', () => {
  it.each([
    'passwordpassword',
    'Password123456!',
    'qwertyuiop1234',
    '1234567890123',
    '111111111111',
    'iloveyou2026!',
    'AnaRuiz-Ortega1',
    'ana.ruiz@harbour-vale.example',
    'ortega-ruiz-2026',
    'harbour-vale-1',
  ])('such as %s is refused', async (password) => {
    await expect(requireGoodPassword(password, person)).rejects.toMatchObject({
      code: 'invalid',
      faults: [{ path: 'password' }],
    })
  })

  it.each([
    'plum lantern orbit seven',
    'correct horse battery',
    'v8#Lq2!zRt0w',
    'Ana likes quiet harbours at dawn',
    '𝓐𝓫𝓬 ünïcode wörter',
  ])('such as %s is taken', async (password) => {
    await expect(requireGoodPassword(password, person)).resolves.toBeUndefined()
  })
})

describe('passkeys', () => {
  it.each([
    ['https://rooms.example.com', true],
    ['http://localhost:8000', true],
    ['https://192.0.2.7', false],
    ['https://[2001:db8::7]', false],
    ['http://rooms.example.com', false],
  ])('at %s: %s', (origin, possible) => {
    expect(passkeysPossible(origin)).toBe(possible)
  })
})
