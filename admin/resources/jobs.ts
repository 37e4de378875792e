import { z } from 'zod'
import { jobLines } from '@muniment/core/jobs/console.ts'
import { queues } from '@muniment/core/jobs/queues.ts'
import { retryFailedJobs, retryJob } from '@muniment/core/jobs/retry.ts'
import { act } from '../acts.ts'
import { describeNoun } from '../resource.ts'
import { currentMember, currentSession } from '../session.ts'
import { jobWords } from '../words.ts'

const allowed = (): boolean => currentSession().member?.actor.permissions.has('jobs.retry') ?? false
const names = Object.values(queues).flatMap((jobs) => jobs.map(({ name }) => name))

export const jobs = () =>
  describeNoun({
    id: 'jobs',
    label: 'Jobs',
    icon: 'Activity',
    empty: 'Nothing is owed: every job is done.',
    listing: jobLines,
    context: currentMember,
    allowed,
    title: 'name',
    sort: { sortBy: 'updatedAt', direction: 'desc' },
    list: ['name', 'state', 'documentId', 'reason', 'attempts', 'updatedAt'],
    show: {
      name: { label: 'Queue', kind: 'title', words: Object.fromEntries(names.map((name) => [name, name])) },
      state: { label: 'State', kind: 'state', words: jobWords },
      reason: { label: 'Last reason' },
      documentId: { label: 'Document', reference: 'documents' },
      attempts: { label: 'Attempts', kind: 'number' },
      runAt: { label: 'Due', kind: 'moment' },
      createdAt: { label: 'Owed since', kind: 'when' },
      updatedAt: { label: 'Changed', kind: 'when' },
      key: { label: 'Key' },
      id: { label: 'ID' },
    },
    actLabels: { retry: 'Try again', retryAll: 'Try all failed again' },
    acts: {
      retry: act({
        on: 'record',
        icon: 'RefreshCw',
        explain: 'The job starts over with its first attempt, as soon as a worker is free.',
        button: 'Try again',
        input: z.object({}),
        allowed,
        offered: (record) => record.get('state') === 'failed',
        run: async (_input, jobId) => {
          await retryJob(currentMember(), jobId)
          return { message: 'The job waits to be tried again.' }
        },
      }),
      retryAll: act({
        on: 'resource',
        icon: 'RefreshCw',
        explain: 'Every failed job of this organization starts over, 1,000 at a time.',
        button: 'Try all again',
        input: z.object({}),
        confirm: () => true,
        allowed,
        run: async () => {
          const count = await retryFailedJobs(currentMember())
          return { message: count === 1 ? 'One job waits to be tried again.' : `${count} jobs wait to be tried again.` }
        },
      }),
    },
  })
