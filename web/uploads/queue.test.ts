import { describe, expect, it } from 'vitest'
import {
  happen,
  inOrder,
  nextWake,
  report,
  summarize,
  toStart,
  type Happening,
  type Stage,
  type UploadItem,
} from './queue.ts'

function item(stage: Stage, more: Partial<UploadItem> = {}): UploadItem {
  return {
    id: 'one',
    organization: 'org',
    roomId: 'room',
    folderId: null,
    place: 'Room',
    versionOf: null,
    note: '',
    name: 'Report.pdf',
    size: 100,
    type: 'application/pdf',
    sent: 0,
    uploadId: null,
    documentId: null,
    versionId: null,
    key: 'one',
    generation: 0,
    stage,
    ...more,
  }
}
const follow = (start: UploadItem, ...steps: Happening[]) => steps.reduce(happen, start)

describe('the way of a file', () => {
  it('is done when the virus check has passed, not when it is sent', () => {
    const sent = follow(
      item({ at: 'queued' }),
      { kind: 'start' },
      { kind: 'created', uploadId: 'u1' },
      { kind: 'progress', sent: 60 },
      { kind: 'transferred', documentId: 'd1', versionId: 'v1', now: 5 },
    )
    expect(sent).toMatchObject({ sent: 100, documentId: 'd1', stage: { at: 'checking', since: 5 } })
    expect(summarize([sent])).toMatchObject({ settled: 0, active: 1, checking: 1 })
    const ready = happen(sent, { kind: 'verdict', state: 'available', message: null })
    expect(summarize([ready])).toMatchObject({ settled: 1, active: 0, ready: 1 })
  })

  it('a blocked file keeps the reason', () => {
    const blocked = happen(item({ at: 'checking', since: 0, note: null }), {
      kind: 'verdict',
      state: 'infected',
      message: 'Eicar',
    })
    expect(blocked.stage).toEqual({ at: 'blocked', infected: true, message: 'Eicar' })
  })

  it('learns the reason after the verdict, and may still become ready', () => {
    const blocked = happen(item({ at: 'checking', since: 0, note: null }), {
      kind: 'verdict',
      state: 'held',
      message: null,
    })
    expect(blocked.stage).toMatchObject({ at: 'blocked', infected: false })
    const explained = happen(blocked, { kind: 'verdict', state: 'held', message: 'It has a password.' })
    expect(explained.stage).toMatchObject({ message: 'It has a password.' })
    expect(happen(explained, { kind: 'verdict', state: 'held', message: null }).stage).toEqual(explained.stage)
    expect(happen(explained, { kind: 'verdict', state: 'available', message: null }).stage.at).toBe('ready')
  })

  it('pauses and resumes where it was', () => {
    const paused = follow(item({ at: 'uploading' }, { sent: 40, uploadId: 'u1' }), { kind: 'pause' })
    expect(happen(paused, { kind: 'progress', sent: 50 })).toBe(paused)
    expect(happen(paused, { kind: 'resume' })).toMatchObject({ sent: 40, uploadId: 'u1', stage: { at: 'queued' } })
  })

  it('a transfer that ended just while it was paused counts', () => {
    const late = happen(item({ at: 'paused' }), { kind: 'transferred', documentId: 'd', versionId: 'v', now: 1 })
    expect(late.stage.at).toBe('checking')
  })

  it('begins again when the server has forgotten its part', () => {
    const lost = happen(item({ at: 'uploading' }, { sent: 40, uploadId: 'u1' }), { kind: 'lost' })
    expect(lost).toMatchObject({ sent: 0, uploadId: null, generation: 1, stage: { at: 'queued' } })
  })

  it('waits after reload until the file is chosen again', () => {
    const unfinished = item({ at: 'unfinished' }, { sent: 30, uploadId: 'u1' })
    expect(toStart([unfinished], 3, 0)).toEqual([])
    expect(toStart([happen(unfinished, { kind: 'adopt' })], 3, 0)).toEqual(['one'])
  })

  it('nothing happens to what is done', () => {
    const ready = item({ at: 'ready' })
    for (const kind of ['start', 'pause', 'resume', 'lost', 'adopt'] as const)
      expect(happen(ready, { kind })).toBe(ready)
  })
})

describe('choosing what to start', () => {
  it('keeps to the number at once, in order', () => {
    const items = ['a', 'b', 'c', 'd', 'e'].map((id) => item({ at: id === 'a' ? 'uploading' : 'queued' }, { id }))
    expect(toStart(items, 3, 0)).toEqual(['b', 'c'])
  })

  it('starts what waited, when its time has come', () => {
    const waiting = item({ at: 'waiting', message: '', attempt: 1, until: 1000 })
    expect(toStart([waiting], 3, 999)).toEqual([])
    expect(toStart([waiting], 3, 1000)).toEqual(['one'])
    expect(nextWake([waiting, item({ at: 'waiting', message: '', attempt: 1, until: null })])).toBe(1000)
  })

  it('what waits for a sign-in never starts by itself', () => {
    expect(toStart([item({ at: 'waiting', message: '', attempt: 1, until: null })], 3, 1e12)).toEqual([])
  })
})

it('sums up bytes of what is still under way or done, not of what failed', () => {
  const summary = summarize([
    item({ at: 'uploading' }, { sent: 50 }),
    item({ at: 'ready' }, { sent: 100 }),
    item({ at: 'failed', message: '', requestId: null, retry: true }, { sent: 10 }),
  ])
  expect(summary).toMatchObject({ total: 3, sentBytes: 150, totalBytes: 200, failed: 1, settled: 2 })
})

it('shows failures first and reports them with their reference', () => {
  const items = [
    item({ at: 'ready' }, { id: 'r', name: 'ok.txt' }),
    item({ at: 'uploading' }, { id: 'u' }),
    item({ at: 'failed', message: 'Storage is full.', requestId: 'req-1', retry: true }, { id: 'f', name: 'big.zip' }),
  ]
  expect(inOrder(items).map((one) => one.id)).toEqual(['f', 'u', 'r'])
  expect(report(items)).toBe('big.zip → Room: Storage is full. (reference req-1)')
})
