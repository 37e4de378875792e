import { expect, it } from 'vitest'
import { leavesApp, safeReturn } from './return.ts'

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

it.each([
  ['/admin', true],
  ['/admin/resources/jobs?page=2', true],
  ['/admins', false],
  ['/rooms/admin', false],
])('%s is outside of the app: %s', (path, outside) => {
  expect(leavesApp(path)).toBe(outside)
})
