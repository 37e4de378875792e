import { expect, it } from 'vitest'
import { safeReturn } from './return.ts'

it.each([
  ['/rooms/1?item=2', '/rooms/1?item=2'],
  [null, '/'],
  ['https://elsewhere.example', '/'],
  ['//elsewhere.example', '/'],
  ['/\\elsewhere.example', '/'],
  ['/sign-in?return=/x', '/'],
  ['/setup', '/'],
  ['/rooms', '/rooms'],
])('after signing in, %s leads to %s', (wanted, path) => {
  expect(safeReturn(wanted)).toBe(path)
})
