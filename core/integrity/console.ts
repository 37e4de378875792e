import { z } from 'zod'
import type { OperatorContext } from '../context.ts'
import { reading } from '../db.ts'
import { defineListing } from '../listing.ts'
import { Report, RunKind, type Example, type Problem } from './schema.ts'

const RunState = z.enum(['waiting', 'running', 'done', 'cancelled', 'failed'])

const figure = (number: number): string => number.toLocaleString('en-GB')

const problemWords: Record<Problem, string> = {
  missing: 'missing',
  size: 'of another size',
  sha256: 'of another SHA-256',
  unreadable: 'unreadable',
}
const findingWords: Record<Example['what'], string> = {
  damaged: 'Damaged',
  recovered: 'Whole again',
  orphan: 'Without a row',
  removed: 'Removed',
  'lost upload': 'Upload without bytes',
  preview: 'Preview with gaps',
}

/** What a run found, in one line for people; `soFar` says that it did not come to its end. */
export function summaryOf(kind: RunKind, report: Report, soFar = false): string {
  const { damaged, recovered, orphans, removed, lostUploads, previews } = report
  const parts = [
    damaged > 0 && `${figure(damaged)} damaged or missing`,
    recovered > 0 && `${figure(recovered)} whole again`,
    orphans > 0 && `${figure(orphans)} without a row (${(report.orphanBytes / 1e6).toFixed(1)} MB)`,
    removed > 0 && `${figure(removed)} removed`,
    lostUploads > 0 && `${figure(lostUploads)} unchecked or locked uploads without bytes`,
    previews > 0 && `${figure(previews)} previews ${kind === 'repair' ? 'made anew' : 'with gaps'}`,
  ].filter((part) => part !== false)
  if (parts.length === 0) return soFar ? 'Nothing so far' : 'Everything in order'
  return parts.join(', ')
}

const Row = z.object({
  id: z.uuid(),
  kind: RunKind,
  state: RunState,
  reason: z.string().nullable(),
  byHand: z.boolean(),
  total: z.number().int(),
  done: z.number().int(),
  bytes: z.number().int(),
  report: Report,
  createdAt: z.date(),
  startedAt: z.date().nullable(),
  finishedAt: z.date().nullable(),
})

/** A run as the console shows it. */
export const IntegrityRunLine = Row.transform(({ report, total, done, ...run }) => {
  const { young, examples } = report
  const lines = examples.map(
    ({ what, bucket, key, problem }) =>
      `${findingWords[what]}${problem ? `, ${problemWords[problem]}` : ''}: ${bucket}/${key}`,
  )
  const share = total === 0 ? 100 : Math.min(100, Math.floor((100 * done) / total))
  return {
    ...run,
    progress:
      run.finishedAt === null ? `${figure(done)} of ${figure(Math.max(total, done))} (${share} %)` : figure(done),
    found: run.startedAt === null ? null : summaryOf(run.kind, report, run.state !== 'done'),
    toRepair: report.orphans + report.previews - report.removed,
    young,
    examples: lines.length === 0 ? null : lines.join('\n'),
  }
})
export type IntegrityRunLine = z.infer<typeof IntegrityRunLine>

/** Every check and comparison of what is stored, for the operator: counts and keys, no names. */
export const integrityRunLines = defineListing<OperatorContext, IntegrityRunLine>({
  line: IntegrityRunLine,
  rows: (trx) =>
    trx
      .from('integrity_runs as r')
      .whereNull('r.document_id')
      .select({
        id: 'r.id',
        kind: 'r.kind',
        state: 'r.state',
        reason: 'r.reason',
        total: 'r.total',
        done: 'r.done',
        bytes: 'r.bytes',
        report: 'r.report',
        createdAt: 'r.created_at',
        startedAt: 'r.started_at',
        finishedAt: 'r.finished_at',
      })
      .select(trx.raw('r.asked_by is not null as "byHand"')),
  columns: {
    kind: { sql: 'r.kind', match: 'equals' },
    state: { sql: 'r.state', match: 'equals' },
    createdAt: { sql: 'r.created_at', match: 'between', sortable: true },
  },
  key: { sql: 'r.id', form: 'uuid' },
})

export interface IntegrityState {
  damaged: number
  /** When the object was checked that has waited longest; null where nothing is stored. */
  oldest: Date | null
  running: { kind: RunKind; progress: string }[]
}

/** How what is stored stands, at a glance, for the operator. */
export async function integrityState(ctx: OperatorContext): Promise<IntegrityState> {
  const [state, running] = await Promise.all([
    reading(ctx, (trx) =>
      trx.raw<{ rows: { damaged: number; oldest: Date | null }[] }>('select * from access.integrity_state()'),
    ),
    integrityRunLines.list(ctx, {
      filters: { state: 'running' },
      sortBy: 'createdAt',
      direction: 'desc',
      limit: 3,
      offset: 0,
    }),
  ])
  const { damaged = 0, oldest = null } = state.rows[0] ?? {}
  return { damaged, oldest, running: running.map(({ kind, progress }) => ({ kind, progress })) }
}
