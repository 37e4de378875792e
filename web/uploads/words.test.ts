import { expect, it } from 'vitest'
import { summarize, type Stage, type UploadItem } from './queue.ts'
import { bytesWords, othersWords, speedWords, stageWords, summaryWords } from './words.ts'

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
    size: 1_000_000,
    type: '',
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
const ready = item({ at: 'ready' }, { sent: 1_000_000 })
const halfway = item({ at: 'uploading' }, { sent: 420_000 })

it('says where a file is', () => {
  expect(stageWords(halfway)).toBe('Uploading 42%')
  expect(stageWords(item({ at: 'checking', since: 0, note: null }))).toBe('Checking for viruses')
  expect(stageWords(item({ at: 'blocked', infected: true, message: '' }))).toBe('Blocked by virus check')
  expect(stageWords(ready)).toBe('Ready')
  expect(bytesWords(halfway)).toBe('420 kB of 1.0 MB')
})

it('says how long many small files take by their number, and what was there already', () => {
  const many = summarize([ready, ...Array.from({ length: 3000 }, () => item({ at: 'queued' }, { size: 10 }))])
  expect(summaryWords(many, { bytes: 1_000_000, files: 50 })).toBe('1 of 3,001 · 1 min left')
  expect(speedWords(many, { bytes: 1_200_000, files: 50 })).toBe('1 sent · 1.0 MB of 1.0 MB · 1.2 MB/s · 50 files/s')
  const same = Array.from({ length: 1200 }, () => item({ at: 'same' }))
  const still = { bytes: 0, files: 0 }
  expect(summaryWords(summarize([ready, ...same]), still)).toBe('1 ready · 1,200 already there')
  expect(summaryWords(summarize(same), still)).toBe('1,200 already there')
})

it('says how far all of them are, and how long it takes', () => {
  const unfinished = item({ at: 'unfinished' })
  expect(summaryWords(summarize([ready, halfway]), { bytes: 58_000, files: 0 })).toBe('1 of 2 · 10 s left')
  expect(summaryWords(summarize([ready, item({ at: 'paused' })]), { bytes: 0, files: 0 })).toBe('1 of 2 · paused')
  expect(summaryWords(summarize([item({ at: 'checking', since: 0, note: null })]), { bytes: 0, files: 0 })).toBe(
    '0 of 1 · checking for viruses',
  )
  expect(summaryWords(summarize([ready]), { bytes: 0, files: 0 })).toBe('1 ready')
  expect(
    summaryWords(summarize([ready, item({ at: 'blocked', infected: true, message: '' })]), { bytes: 0, files: 0 }),
  ).toBe('1 of 2 ready · 1 needs attention')
  expect(summaryWords(summarize([unfinished]), { bytes: 0, files: 0 })).toBe('1 unfinished')
})

it('says what others are uploading, as far as it is known', () => {
  const files = { files: 3, bytes: 1_200_000_000, size: 4_000_000_000 }
  expect(othersWords({ name: 'Olga Owner', ...files })).toEqual({
    does: 'Olga Owner is uploading 3 files',
    far: '1.2 GB of 4.0 GB',
  })
  expect(othersWords({ name: null, files: 1, bytes: 0, size: null })).toEqual({
    does: 'Somebody is uploading 1 file',
    far: '0 B so far',
  })
})
