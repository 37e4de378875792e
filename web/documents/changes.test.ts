import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Changes } from './changes.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

it('turns a burst of events into one request for each row once', () => {
  const flush = vi.fn()
  const changes = new Changes(flush)
  for (const id of ['a', 'b', 'a']) changes.add(id)
  expect(flush).not.toHaveBeenCalled()
  vi.advanceTimersByTime(300)
  expect(flush.mock.calls).toEqual([[['a', 'b']]])
})

it('does not wait for a steady stream to end', () => {
  const flush = vi.fn()
  const changes = new Changes(flush)
  for (let at = 0; at < 10; at += 1) {
    changes.add(`id-${at}`)
    vi.advanceTimersByTime(100)
  }
  expect(flush.mock.calls.length).toBeGreaterThanOrEqual(2)
})

it('asks for at most fifty rows at a time', () => {
  const flush = vi.fn()
  const changes = new Changes(flush)
  for (let at = 0; at < 120; at += 1) changes.add(`id-${at}`)
  vi.advanceTimersByTime(300)
  expect(flush.mock.calls.map(([ids]) => ids.length)).toEqual([50, 50, 20])
})

it('says nothing after it was stopped', () => {
  const flush = vi.fn()
  const changes = new Changes(flush)
  changes.add('a')
  changes.stop()
  vi.advanceTimersByTime(1000)
  expect(flush).not.toHaveBeenCalled()
})
