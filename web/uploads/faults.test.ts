import { describe, expect, it } from 'vitest'
import { ApiProblem } from '../api.ts'
import { afterFault, backOff, percent } from './faults.ts'
import type { UploadItem } from './queue.ts'
import { Speed } from './speed.ts'

const item: UploadItem = {
  id: 'one',
  organization: 'org',
  roomId: 'room',
  folderId: null,
  place: 'Room',
  versionOf: null,
  note: '',
  name: 'Report.pdf',
  size: 1000,
  type: '',
  sent: 710,
  uploadId: 'u1',
  documentId: null,
  versionId: null,
  key: 'one',
  generation: 0,
  stage: { at: 'uploading' },
}
const refused = (status: number, retryAfter: number | null = null) => ({
  kind: 'refused' as const,
  problem: new ApiProblem({ status, code: 'x', detail: 'Because.', requestId: 'r1' }),
  retryAfter,
})

describe('after a fault', () => {
  it('a dropped connection waits, says where it stands, and never gives up', () => {
    expect(afterFault(item, { kind: 'connection' }, 0, 1000, 0.5)).toEqual({
      kind: 'wait',
      message: 'Connection dropped at 71%. We’ll continue when it returns.',
      attempt: 1,
      until: 2000,
    })
    expect(afterFault(item, { kind: 'connection' }, 500, 0)).toMatchObject({ kind: 'wait' })
  })

  it.each([500, 502, 503, 504, 423, 409, 429])('%i goes on by itself', (status) => {
    expect(afterFault(item, refused(status), 2, 0)).toMatchObject({ kind: 'wait', attempt: 3 })
  })

  it('waits at least as long as the server asks', () => {
    expect(afterFault(item, refused(429, 30), 0, 0, 0)).toMatchObject({ until: 30_000 })
  })

  it('an ended session waits for the sign-in', () => {
    expect(afterFault(item, refused(401), 0, 0)).toMatchObject({ kind: 'wait', until: null })
  })

  it.each([404, 410])('%i of a known upload begins again, of a new one fails', (status) => {
    expect(afterFault(item, refused(status), 0, 0)).toEqual({ kind: 'lost' })
    expect(afterFault({ ...item, uploadId: null }, refused(status), 0, 0)).toMatchObject({ kind: 'fail' })
  })

  it.each([
    [400, false],
    [413, false],
    [403, true],
    [507, true],
  ])('%i fails with the reason and its reference; retry: %s', (status, retry) => {
    expect(afterFault(item, refused(status), 0, 0)).toEqual({
      kind: 'fail',
      message: 'Because.',
      requestId: 'r1',
      retry,
    })
  })
})

it('backs off up to a minute', () => {
  expect([0, 1, 2, 3].map((attempt) => backOff(attempt, 0.5))).toEqual([1000, 2000, 4000, 8000])
  expect(backOff(1000, 0.5)).toBe(60_000)
})

it('never says 100 % of something that is not done', () => {
  expect(percent({ ...item, sent: 1000 })).toBe('99%')
  expect(percent({ ...item, size: 0, sent: 0 })).toBe('0%')
})

it('measures speed over the last seconds only', () => {
  const speed = new Speed()
  speed.add(1000, 1, 0)
  speed.add(2000, 0, 2000)
  expect(speed.perSecond(2000)).toEqual({ bytes: 1500, files: 0.5 })
  expect(speed.perSecond(30_000)).toEqual({ bytes: 0, files: 0 })
})
