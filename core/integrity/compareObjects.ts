import type { SystemContext } from '../context.ts'
import { transaction } from '../db.ts'
import type { Bucket, ListedObject, Storage } from '../storage.ts'
import { expectedIn, inOrder, listedIn, type ExpectedObject } from './expected.ts'
import { judgeMissing, judgeSize, judgeUnknown, type Judgement } from './judge.ts'
import { advanceRun, beginRun, finishRun, type Progress } from './progress.ts'
import { Place, Report } from './schema.ts'

/** How many keys are looked at between two notes of how far it is. */
const notedEvery = 500
const order = ['documents', 'derived', 'quarantine'] as const satisfies readonly Bucket[]

async function estimate({ db }: SystemContext): Promise<number> {
  const { rows } = await db.raw<{ rows: { total: number }[] }>(
    `select (select count(*) from stored_objects) + (select coalesce(sum(made * case when kind in ('pages', 'picture') then 2 else 1 end), 0)
       from previews)::bigint as total`,
  )
  return rows[0]?.total ?? 0
}

type Pair = { expected: ExpectedObject; listed?: ListedObject } | { expected?: never; listed: ListedObject }

/** Both lists side by side: each key once, with who knows it. */
async function* merge(
  expected: AsyncGenerator<ExpectedObject>,
  listed: AsyncGenerator<ListedObject>,
): AsyncGenerator<Pair> {
  let [row, object] = await Promise.all([expected.next(), listed.next()])
  while (!row.done || !object.done) {
    const which = row.done ? 1 : object.done ? -1 : inOrder(row.value.key, object.value.key)
    if (which === 0 && !row.done && !object.done) yield { expected: row.value, listed: object.value }
    else if (which < 0 && !row.done) yield { expected: row.value }
    else if (!object.done) yield { listed: object.value }
    if (which <= 0) row = await expected.next()
    if (which >= 0) object = await listed.next()
  }
}

async function judge(
  ctx: SystemContext,
  storage: Storage,
  bucket: Bucket,
  pair: Pair,
  judgement: Judgement,
): Promise<Report> {
  const { expected, listed } = pair
  if (expected === undefined) return judgeUnknown(ctx, storage, bucket, listed, judgement)
  if (listed === undefined) return judgeMissing(ctx, storage, bucket, expected.key, judgement)
  if (bucket === 'documents' && expected.size !== listed.size) {
    return judgeSize(ctx, storage, expected.key, expected.size, judgement)
  }
  return judgement.report
}

/**
 * Goes through rows and objects side by side, in constant memory. An object that a row asks for and that is not there is
 * marked as missing; what no row asks for is counted, and with `repair` removed once it is old enough; previews with a gap
 * are made anew with `repair`. Stopped anywhere, it goes on where it noted to be.
 */
export async function compareObjects(
  ctx: SystemContext,
  storage: Storage,
  runId: string,
  signal: AbortSignal,
): Promise<void> {
  const run = await beginRun(ctx, runId, () => estimate(ctx))
  if (run === undefined) return
  const began = run.place === null ? null : Place.parse(run.place)
  let report = Report.parse(run.report)
  for (const bucket of order) {
    if (began !== null && order.indexOf(bucket) < order.indexOf(began.bucket)) continue
    const place: Place = began?.bucket === bucket ? { ...began } : { bucket, listed: '', expected: '' }
    const since: Pick<Progress, 'done' | 'bytes'> = { done: 0, bytes: 0 }
    const note = async (): Promise<void> => {
      await transaction(ctx, (trx) => advanceRun(trx, runId, { ...since, report, place }))
      Object.assign(since, { done: 0, bytes: 0 })
    }
    const pairs = merge(expectedIn(ctx.db, bucket, place.expected), listedIn(storage, bucket, place.listed, signal))
    let looked = 0
    for await (const pair of pairs) {
      signal.throwIfAborted()
      const before = report
      report = await judge(ctx, storage, bucket, pair, { repair: run.kind === 'repair', report })
      if (pair.expected) place.expected = pair.expected.key
      if (pair.listed) {
        place.listed = pair.listed.key
        since.done += 1
        since.bytes += pair.listed.size
      }
      looked += 1
      if (looked % notedEvery === 0 || report.removed !== before.removed) await note()
    }
    await note()
  }
  await finishRun(ctx, runId, 'done', null)
}
