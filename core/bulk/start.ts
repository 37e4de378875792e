import { randomUUID } from 'node:crypto'
import type { MemberContext } from '../context.ts'
import { transaction, type Transaction } from '../db.ts'
import { AppError, found } from '../errors.ts'
import { recordEvent } from '../events/record.ts'
import { owe } from '../jobs/define.ts'
import { runBulk } from './jobs.ts'
import { showBulk } from './queries.ts'
import { takenAtMost, type Bulk, type BulkItemReference, type BulkSource, type NewBulk } from './schema.ts'
import { authorizeSource, thingsIn } from './source.ts'
import { tellBulk } from './tell.ts'

/** How many acts one person may have under way. */
const underWayAtMost = 20

/** Writes down what was selected, with the names that the actor sees; what they can't see has none, and is refused in its turn. */
async function addSelection(
  trx: Transaction,
  ctx: MemberContext,
  bulkId: string,
  items: readonly BulkItemReference[],
): Promise<number> {
  const result = await trx.raw<{ rowCount: number }>(
    `insert into bulk_items (organization_id, bulk_id, kind, thing_id, name)
     select :organizationId, :bulkId, i.kind, i.id, coalesce(d.name, f.name, t.name, '')
     from unnest(:kinds::text[], :ids::uuid[]) with ordinality as i (kind, id, at)
     left join documents d on i.kind = 'document' and d.id = i.id
     left join folders f on i.kind = 'folder' and f.id = i.id
     left join lateral (select s.name from access.trash_shown(i.id, null, null, 1) s where i.kind = 'trash') t on true
     order by i.at`,
    {
      organizationId: ctx.actor.organizationId,
      bulkId,
      kinds: items.map(({ kind }) => kind),
      ids: items.map(({ id }) => id),
    },
  )
  return result.rowCount
}

/** Writes down what the actor sees of a place. */
async function addThings(trx: Transaction, ctx: MemberContext, bulkId: string, from: BulkSource): Promise<number> {
  await authorizeSource(trx, ctx, from)
  const result = await trx.raw<{ rowCount: number }>(
    `insert into bulk_items (organization_id, bulk_id, kind, thing_id, name)
     select :organizationId, :bulkId, t.kind, t.id, t.name from (:things) t`,
    { organizationId: ctx.actor.organizationId, bulkId, things: thingsIn(trx, from) },
  )
  return result.rowCount
}

/**
 * Owes an act on many things. Nothing is decided here: the worker does each in its turn, with the rights that the person
 * has then.
 */
export async function startBulk(ctx: MemberContext, input: NewBulk): Promise<Bulk> {
  const { organizationId, memberId } = ctx.actor
  return transaction(ctx, async (trx) => {
    const running = await trx('bulk_acts').where({ member_id: memberId }).whereNull('finished_at').limit(underWayAtMost)
    if (running.length === underWayAtMost) {
      throw new AppError('too_many', `${underWayAtMost} of your acts are under way. Wait until one is done.`)
    }
    const id = randomUUID()
    await trx('bulk_acts').insert({
      id,
      organization_id: organizationId,
      member_id: memberId,
      act: JSON.stringify(input.act),
      total: 0,
    })
    const total = input.items
      ? await addSelection(trx, ctx, id, input.items)
      : await addThings(trx, ctx, id, found(input.from))
    if (total === 0) throw new AppError('invalid', 'There is nothing to do this to.')
    if (total > takenAtMost) {
      throw new AppError('invalid', `More than ${takenAtMost} things are too many at once. Take a part of them.`)
    }
    await trx('bulk_acts').where({ id }).update({ total })
    await owe(trx, runBulk, organizationId, { bulkId: id })
    await recordEvent(trx, ctx, 'bulk.started', {
      organizationId,
      data: { bulkId: id, act: input.act, total },
    })
    const act = found(await trx('bulk_acts').where({ id }).first())
    await tellBulk(trx, act)
    return showBulk(act)
  })
}
