import { z } from 'zod'
import { integrityRunLines } from '@muniment/core/integrity/console.ts'
import { cancelRun, startRun } from '@muniment/core/integrity/startRun.ts'
import { graceDays } from '@muniment/core/trash/grace.ts'
import { act } from '../acts.ts'
import { describeNoun } from '../resource.ts'
import { currentOperator, currentSession } from '../session.ts'
import { runKindWords, runStateWords } from '../words.ts'

const allowed = (): boolean => currentSession().operator !== null

export const integrity = () =>
  describeNoun({
    id: 'integrity',
    label: 'Stored files',
    icon: 'HardDrive',
    empty: 'Nothing was checked yet. A share of all files is checked each night by itself.',
    listing: integrityRunLines,
    context: currentOperator,
    allowed,
    title: 'kind',
    sort: { sortBy: 'createdAt', direction: 'desc' },
    list: ['kind', 'state', 'progress', 'found', 'createdAt'],
    show: {
      kind: { label: 'What', kind: 'title', words: runKindWords },
      state: { label: 'State', kind: 'state', words: runStateWords },
      reason: { label: 'Ended because' },
      found: { label: 'Found' },
      progress: { label: 'Files looked at' },
      bytes: {
        label: 'Read',
        kind: 'size',
        hint: 'A comparison reads no file: then it is how large they are together.',
      },
      toRepair: { label: 'To be repaired', kind: 'number', hint: 'Objects without a row, and previews with gaps.' },
      young: {
        label: 'Too young to judge',
        kind: 'number',
        hint: `Objects without a row that are less than ${graceDays} days old: uploads that were just ending, or what a backup may still know. They are never removed.`,
      },
      examples: { label: 'The first 200 findings', kind: 'code' },
      byHand: { label: 'Asked for', words: { true: 'By an operator', false: 'By itself' } },
      createdAt: { label: 'Asked for at', kind: 'when' },
      startedAt: { label: 'Begun', kind: 'moment' },
      finishedAt: { label: 'Ended', kind: 'moment' },
      id: { label: 'ID' },
    },
    actLabels: {
      checkAll: 'Check everything now',
      compare: 'Compare rows with files',
      repair: 'Repair what was found',
      cancel: 'Cancel',
    },
    acts: {
      checkAll: act({
        on: 'resource',
        icon: 'CheckCircle',
        explain:
          'Every stored file is read once and compared with its SHA-256, one after another and only while no upload waits for its virus check. Large installations need hours. What is damaged is not served any more, and administrators are told.',
        button: 'Check everything',
        input: z.object({}),
        confirm: () => true,
        allowed,
        run: async () => {
          await startRun(currentOperator(), 'all')
          return { message: 'The check begins within seconds. Its progress is in this list.' }
        },
      }),
      compare: act({
        on: 'resource',
        icon: 'Shuffle',
        explain:
          'Goes through everything that is stored and everything that the database knows of, and lists what only one side has. No file is read and none is removed; files that are missing are marked.',
        button: 'Compare',
        input: z.object({}),
        allowed,
        run: async () => {
          await startRun(currentOperator(), 'compare')
          return { message: 'The comparison begins within seconds. Its progress is in this list.' }
        },
      }),
      repair: act({
        on: 'record',
        icon: 'Tool',
        dangerous: true,
        explain: `Compares once more, and puts right what it finds then: stored objects that nothing refers to and that are older than ${graceDays} days are removed for good, and previews with gaps are made anew. Not while a restore is being tried: an older database knows less.`,
        button: 'Remove and repair',
        input: z.object({}),
        confirm: () => true,
        allowed,
        offered: (record) => record.get('kind') === 'compare' && Number(record.get('toRepair')) > 0,
        run: async () => {
          await startRun(currentOperator(), 'repair')
          return { message: 'The repair begins within seconds. Its progress is in this list.' }
        },
      }),
      cancel: act({
        on: 'record',
        icon: 'XCircle',
        explain: 'It stops at the next file. What it found until then stays written down.',
        button: 'Cancel it',
        input: z.object({}),
        allowed,
        offered: (record) => record.get('state') === 'waiting' || record.get('state') === 'running',
        run: async (_input, runId) => {
          await cancelRun(currentOperator(), runId)
          return { message: 'It was cancelled.' }
        },
      }),
    },
  })
