import { expect, it } from 'vitest'
import { stateWords } from './states.ts'

const now = Date.parse('2026-03-12T12:00:00Z')
const version = (
  state: 'scanning' | 'available' | 'infected' | 'held',
  code?: string,
  createdAt = '2026-03-12T11:59:00Z',
) => ({
  state,
  createdAt,
  reason: code === undefined ? null : { code, message: 'Because.' },
})

it('says nothing of what is available', () => {
  expect(stateWords(version('available'), now).label).toBe('')
})

it('names what is being checked, waits, is held or blocked', () => {
  expect(stateWords(version('scanning'), now).label).toBe('Checking for viruses')
  expect(stateWords(version('scanning', 'waiting_signatures'), now)).toMatchObject({
    label: 'Waiting for virus check',
    tone: 'warning',
  })
  expect(stateWords(version('infected', 'infected'), now)).toMatchObject({
    label: 'Blocked by virus check',
    tone: 'error',
  })
  expect(stateWords(version('held', 'encrypted'), now)).toMatchObject({ label: 'Held', tone: 'warning' })
})

it('admits after ten minutes that it takes long', () => {
  expect(stateWords(version('scanning', undefined, '2026-03-12T11:49:00Z'), now).next).toContain('longer than usual')
  expect(stateWords(version('scanning', undefined, '2026-03-12T11:51:00Z'), now).next).not.toContain(
    'longer than usual',
  )
})
