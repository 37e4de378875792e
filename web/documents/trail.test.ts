import { expect, it } from 'vitest'
import { placeIn } from './trail.ts'

it('a document knows its place in the list one came from, and its neighbours', () => {
  const list = { address: '/rooms/r', ids: ['a', 'b', 'c'] }
  expect(placeIn(list, 'b')).toEqual({ number: 2, count: 3, before: 'a', after: 'c' })
  expect(placeIn(list, 'a')).toMatchObject({ before: null, after: 'b' })
  expect(placeIn(list, 'x')).toBeNull()
  expect(placeIn(null, 'a')).toBeNull()
})
