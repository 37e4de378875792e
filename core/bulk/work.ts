import { actingAs, chooseMembership, membershipsOf } from '../accounts/actor.ts'
import type { MemberContext, SystemContext } from '../context.ts'
import type { Knex } from '../db.ts'
import { AppError } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { performItem } from './performItem.ts'
import type { BulkActRow } from './table.ts'
import { tellBulk } from './tell.ts'

const batch = 20

async function tell(ctx: SystemContext, bulkId: string): Promise<void> {
  const act = await ctx.db('bulk_acts').where({ id: bulkId }).first()
  if (act !== undefined) await tellBulk(ctx.db, act)
}

/** The act, now under way; undefined when it has ended, of itself or because its person stopped it. */
async function goOnWith(ctx: SystemContext, bulkId: string): Promise<BulkActRow | undefined> {
  const [act] = await ctx
    .db('bulk_acts')
    .where({ id: bulkId })
    .whereNull('finished_at')
    .update({ state: 'running' })
    .returning('*')
  return act
}

/** How the person may act now, or null when they are no longer let in. */
async function contextOf(people: Knex, ctx: SystemContext, act: BulkActRow): Promise<MemberContext | null> {
  const member = await ctx.db('members').where({ id: act.member_id }).first('user_id')
  if (member === undefined) return null
  try {
    const membership = chooseMembership(await membershipsOf(people, member.user_id), act.organization_id)
    return { db: people, log: ctx.log, now: ctx.now, actor: actingAs(member.user_id, membership) }
  } catch (error) {
    if (error instanceof AppError) return null
    throw error
  }
}

/** Ends an act: what still waits is refused for this reason; its person is told, once. */
export async function finishBulk(
  ctx: SystemContext,
  bulkId: string,
  state: 'done' | 'failed',
  reason: string,
): Promise<void> {
  await ctx.db.transaction(async (trx) => {
    const act = await trx('bulk_acts').where({ id: bulkId }).whereNull('finished_at').forUpdate().first()
    if (act === undefined) return
    const left = await trx('bulk_items')
      .where({ bulk_id: bulkId, state: 'waiting' })
      .update({ state: 'refused', reason })
    await trx('bulk_acts')
      .where({ id: bulkId })
      .update({ state, finished_at: ctx.now(), refused: trx.raw('refused + ?', [left]) })
    await recordEvent(trx, ctx, 'bulk.finished', {
      organizationId: act.organization_id,
      data: { bulkId, state, done: act.done, refused: act.refused + left },
    })
  })
  await tell(ctx, bulkId)
}

/**
 * Works through an act, each thing in a transaction of its own and in the name of its person, with the rights that they
 * have when its turn comes. Begun again, it goes on where it was, unless its person stopped it. `people` connects as the
 * role that acts for people.
 */
export async function workBulk(people: Knex, ctx: SystemContext, bulkId: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted()
    const act = await goOnWith(ctx, bulkId)
    if (act === undefined) return
    const member = await contextOf(people, ctx, act)
    if (member === null) {
      await finishBulk(ctx, bulkId, 'done', 'You no longer belong to this organization.')
      return
    }
    const items = await ctx
      .db('bulk_items')
      .where({ bulk_id: bulkId, state: 'waiting' })
      .orderBy('position')
      .limit(batch)
      .select('position')
    if (items.length === 0) break
    for (const { position } of items) {
      signal.throwIfAborted()
      await performItem(member, act.act, bulkId, position)
    }
    await tell(ctx, bulkId)
  }
  await finishBulk(ctx, bulkId, 'done', '')
}

const rememberedDays = 30

/** Forgets acts that ended long ago; gives how many. */
export async function forgetBulks(ctx: SystemContext): Promise<number> {
  const gone = await ctx.db.raw<{ rowCount: number }>(
    `delete from bulk_acts where finished_at < now() - make_interval(days => ?)`,
    [rememberedDays],
  )
  return gone.rowCount
}
