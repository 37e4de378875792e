import { z } from 'zod'
import type { MemberContext } from '../context.ts'
import { reading, type Transaction } from '../db.ts'
import { found } from '../errors.ts'
import { decodeCursor, pageFrom, type Page, type PageRequest } from '../page.ts'
import type { Bulk, BulkItem } from './schema.ts'
import type { BulkActRow, BulkItemRow } from './table.ts'

export function showBulk(row: BulkActRow): Bulk {
  return {
    id: row.id,
    act: row.act,
    state: row.state,
    total: row.total,
    done: row.done,
    refused: row.refused,
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
  }
}

/** The actor's own acts on many things, newest first; they are forgotten 30 days after their end. */
export async function listBulks(ctx: MemberContext, page: PageRequest): Promise<Page<Bulk>> {
  const after = decodeCursor(page.cursor, z.tuple([z.iso.datetime(), z.uuid()]))
  const rows = await reading(ctx, (trx) => {
    const query = trx('bulk_acts')
      .where({ member_id: ctx.actor.memberId })
      .orderByRaw('created_at desc, id desc')
      .limit(page.limit + 1)
    if (after) void query.whereRaw('(created_at, id) < (?::timestamptz, ?::uuid)', [...after])
    return query
  })
  return pageFrom(rows, page.limit, (row) => [row.created_at.toISOString(), row.id], showBulk)
}

/** One of them, or 404. */
export async function getBulk(ctx: MemberContext, bulkId: string): Promise<Bulk> {
  return showBulk(found(await reading(ctx, (trx) => trx('bulk_acts').where({ id: bulkId }).first())))
}

function itemsOf(
  trx: Transaction,
  bulkId: string,
  state: BulkItemRow['state'] | undefined,
  after: number,
  most: number,
) {
  const query = trx('bulk_items')
    .where({ bulk_id: bulkId })
    .where('position', '>', after)
    .orderBy('position')
    .limit(most)
  if (state !== undefined) void query.where({ state })
  return query
}

function showItem(row: BulkItemRow): BulkItem {
  return {
    position: row.position,
    kind: row.kind,
    thingId: row.thing_id,
    name: row.name,
    state: row.state,
    reason: row.reason,
    resultId: row.result_id,
  }
}

/** What it was done to, in order; by their state if one is named. */
export async function listBulkItems(
  ctx: MemberContext,
  bulkId: string,
  state: BulkItemRow['state'] | undefined,
  page: PageRequest,
): Promise<Page<BulkItem>> {
  const after = decodeCursor(page.cursor, z.tuple([z.number().int()]))?.[0] ?? 0
  const rows = await reading(ctx, async (trx) => {
    found(await trx('bulk_acts').where({ id: bulkId }).first('id'))
    return itemsOf(trx, bulkId, state, after, page.limit + 1)
  })
  return pageFrom(rows, page.limit, (row) => [row.position], showItem)
}

const readAtOnce = 1000
const words = { waiting: 'waiting', done: 'done', refused: 'not done' }

/** One field of CSV. What a spreadsheet would take for a formula gets an apostrophe. */
export function csvField(text: string): string {
  const harmless = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return `"${harmless.replaceAll('"', '""')}"`
}

/** The report as CSV, line by line, read in pieces. 404 before the first line for an act that isn't the actor's. */
export async function* bulkReport(ctx: MemberContext, bulkId: string): AsyncGenerator<string> {
  const { finishedAt } = await getBulk(ctx, bulkId)
  // What still waits when an act has ended was never begun: its person stopped it.
  const outcomes = finishedAt === null ? words : { ...words, waiting: 'not begun' }
  yield '"Kind","Name","Outcome","Reason","Id"\r\n'
  let after = 0
  for (;;) {
    const from = after
    const rows = await reading(ctx, (trx) => itemsOf(trx, bulkId, undefined, from, readAtOnce))
    for (const row of rows) {
      const fields = [row.kind, row.name, outcomes[row.state], row.reason ?? '', row.thing_id]
      yield `${fields.map(csvField).join(',')}\r\n`
      after = row.position
    }
    if (rows.length < readAtOnce) return
  }
}
