import type { SystemContext } from '../context.ts'
import { advanceRun, beginRun, finishRun } from './progress.ts'
import { readObject, type Readable, type Reading } from './readObject.ts'
import { add, Report } from './schema.ts'
import { settleObject } from './settleObject.ts'
import type { IntegrityRunRow, StoredObjectRow } from './table.ts'

export interface CheckOptions extends Reading {
  /** Everything has its turn within so many days. */
  days: number
  /** Waits until uploads do not need what the check would take from them. */
  untilIdle: (signal: AbortSignal) => Promise<void>
}

const ofDocument = 'object_id in (select object_id from versions where document_id = :documentId)'

/** How many objects a run is to read. Of a night: its share, but at least whatever was not checked in time. */
async function countDue({ db }: SystemContext, run: IntegrityRunRow, days: number): Promise<number> {
  const { rows } = await db.raw<{ rows: { total: number }[] }>(
    `select ${
      run.kind === 'share'
        ? `greatest(ceil(count(*) / :days::numeric),
             count(*) filter (where due_from < :from::timestamptz - make_interval(days => :days))) + count(*) filter (where problem is not null)`
        : 'count(*)'
    } ::bigint as total from stored_objects
     where due_from < :from ${run.kind === 'document' ? `and ${ofDocument}` : ''}`,
    { days, from: run.created_at, documentId: run.document_id ?? null },
  )
  return rows[0]?.total ?? 0
}

/** What was not read since the run was asked for: what is damaged first, as it may be whole again, then the oldest check. */
async function nextDue({ db }: SystemContext, run: IntegrityRunRow): Promise<StoredObjectRow | undefined> {
  const due = (which: string): string => `(select o.*, ${which === '' ? 1 : 0} as later from stored_objects o
    where due_from < :from ${which} ${run.kind === 'document' ? `and ${ofDocument}` : ''} order by due_from, object_id limit 1)`
  const { rows } = await db.raw<{ rows: StoredObjectRow[] }>(
    `${due('and problem is not null')} union all ${due('')} order by later limit 1`,
    { from: run.created_at, documentId: run.document_id ?? null },
  )
  return rows[0]
}

/**
 * Reads objects one after another against their SHA-256, until the run has done its part or is cancelled. What was read is
 * written down with each object, so a run that was stopped anywhere goes on where it was.
 */
export async function checkObjects(
  ctx: SystemContext,
  storage: Readable,
  runId: string,
  options: CheckOptions,
  signal: AbortSignal,
): Promise<void> {
  const run = await beginRun(ctx, runId, (it) => countDue(ctx, it, options.days))
  if (run === undefined) return
  let report = Report.parse(run.report)
  for (let done = run.done; run.kind !== 'share' || done < run.total; done += 1) {
    signal.throwIfAborted()
    await options.untilIdle(signal)
    const object = await nextDue(ctx, run)
    if (object === undefined) break
    const finding = await readObject(storage, object, options, signal)
    await settleObject(ctx, object.object_id, finding, async (trx, outcome) => {
      const example = { bucket: 'documents', key: object.object_id } as const
      if (outcome === 'recovered') report = add(report, { recovered: 1 }, { ...example, what: 'recovered' })
      if ((outcome === 'new' || outcome === 'known') && finding !== 'whole') {
        report = add(report, { damaged: 1 }, { ...example, what: 'damaged', problem: finding })
      }
      await advanceRun(trx, runId, { done: 1, bytes: finding === 'whole' ? object.size : 0, report })
    })
  }
  await finishRun(ctx, runId, 'done', null)
}
