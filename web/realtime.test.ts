import { expect, it } from 'vitest'
import { Positions } from './realtime.ts'

it('notices what was missed, once per gap', () => {
  const positions = new Positions()
  expect(positions.missing('room', 10)).toBeUndefined()
  positions.note('room', 10)
  expect(positions.missing('room', 10)).toBeUndefined()
  expect(positions.missing('room', 12)).toBe(10)
  positions.note('room', 12)
  expect(positions.missing('room', 12)).toBeUndefined()
})

it('an event that comes late does not turn the position back', () => {
  const positions = new Positions()
  expect(positions.note('room', 5)).toBe(true)
  expect(positions.note('room', 4)).toBe(false)
  expect(positions.last('room')).toBe(5)
})

it('knows each room apart, and forgets those no longer watched', () => {
  const positions = new Positions()
  positions.note('a', 5)
  positions.note('b', 9)
  positions.forget('a')
  expect(positions.last('a')).toBeUndefined()
  expect(positions.missing('b', 10)).toBe(9)
})
