import { expect, it } from 'vitest'
import { summarize, type Stage, type UploadItem } from './queue.ts'
import { bytesWords, stageWords, summaryWords } from './words.ts'

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

it('says how far all of them are, and how long it takes', () => {
  const unfinished = item({ at: 'unfinished' })
  expect(summaryWords(summarize([ready, halfway]), 58_000)).toBe('1 of 2 · 10 s left')
  expect(summaryWords(summarize([ready, item({ at: 'paused' })]), 0)).toBe('1 of 2 · paused')
  expect(summaryWords(summarize([item({ at: 'checking', since: 0, note: null })]), 0)).toBe(
    '0 of 1 · checking for viruses',
  )
  expect(summaryWords(summarize([ready]), 0)).toBe('1 ready')
  expect(summaryWords(summarize([ready, item({ at: 'blocked', infected: true, message: '' })]), 0)).toBe(
    '1 of 2 ready · 1 needs attention',
  )
  expect(summaryWords(summarize([unfinished]), 0)).toBe('1 unfinished')
})
