import { authorizeTarget, type PlaceTarget } from '../access/place.ts'
import { authorize } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { errorCode, transaction, type Transaction } from '../db.ts'
import { AppError, found } from '../errors.ts'
import { tagDocument } from '../documents/tag.ts'
import { classifyDocument } from '../documents/classify.ts'
import { copyDocument } from '../documents/copy.ts'
import { moveDocument } from '../documents/move.ts'
import { findDocument } from '../documents/queries.ts'
import { recordEvent } from '../events/record.ts'
import { createFolder } from '../folders/create.ts'
import { moveFolder } from '../folders/move.ts'
import { folderPolicy } from '../folders/policy.ts'
import { findFolder, pathTo } from '../folders/queries.ts'
import { restoreThing } from '../trash/restoreThing.ts'
import { trashThing } from '../trash/trashThing.ts'
import type { BulkAct } from './schema.ts'
import type { BulkItemRow } from './table.ts'

/** Copies one folder, and puts what the person sees in it on the list of what is still to be copied, into the new one. */
async function copyFolder(trx: Transaction, ctx: MemberContext, item: BulkItemRow, to: PlaceTarget): Promise<string> {
  const inside = { ...ctx, db: trx }
  const source = await findFolder(trx, item.thing_id)
  authorize(ctx.actor, folderPolicy, 'copy', source)
  const above = await pathTo(trx, to.folderId)
  if (above.some(({ id }) => id === source.id)) {
    throw new AppError('invalid', "A folder can't be copied into itself. Choose another place.")
  }
  await authorizeTarget(trx, ctx, to)
  const made = await createFolder(inside, to.roomId, { name: source.name, parentId: to.folderId })
  const children = await trx.raw<{ rowCount: number }>(
    `insert into bulk_items (organization_id, bulk_id, kind, thing_id, name, room_id, folder_id)
     select :organizationId, :bulkId, x.kind, x.id, x.name, :roomId, :madeId from (
       select 'folder' as kind, f.id, f.name from folders f where f.room_id = :sourceRoom and f.parent_id = :sourceId and f.id <> :madeId
       union all select 'document', d.id, d.name from documents d where d.room_id = :sourceRoom and d.folder_id = :sourceId
     ) x order by x.kind, x.name collate natural_order`,
    {
      organizationId: ctx.actor.organizationId,
      bulkId: item.bulk_id,
      roomId: to.roomId,
      madeId: made.id,
      sourceRoom: source.room_id,
      sourceId: source.id,
    },
  )
  await trx('bulk_acts')
    .where({ id: item.bulk_id })
    .update({ total: trx.raw('total + ?', [children.rowCount]) })
  await recordEvent(trx, ctx, 'documents.taken', {
    organizationId: source.organization_id,
    scopeId: source.scope_id,
    roomId: source.room_id,
    folderId: source.id,
    data: { folder: true },
  })
  return made.id
}

async function perform(trx: Transaction, ctx: MemberContext, act: BulkAct, item: BulkItemRow): Promise<string | null> {
  const inside = { ...ctx, db: trx }
  const { kind, thing_id: id } = item
  switch (act.do) {
    case 'move':
      await (kind === 'folder' ? moveFolder : moveDocument)(inside, id, null, act.to)
      return null
    case 'copy': {
      const to = item.room_id === null ? act.to : { roomId: item.room_id, folderId: item.folder_id }
      if (kind === 'folder') return copyFolder(trx, ctx, item, to)
      return (await copyDocument(inside, id, to)).id
    }
    case 'trash':
      return (await trashThing(inside, kind === 'folder' ? 'folder' : 'document', id, null)).trashId
    case 'restore':
      return (await restoreThing(inside, id, { recreate: act.recreate })).id
    case 'classify': {
      if (kind !== 'document') throw new AppError('invalid', 'Only documents have a sensitivity.')
      const { revision } = found(await findDocument(trx, id))
      await classifyDocument(inside, id, revision, act)
      return null
    }
    case 'tag':
      if (kind !== 'document') throw new AppError('invalid', 'Only documents have tags.')
      await tagDocument(inside, id, act)
      return null
  }
}

/** Not the thing's fault: the work waits for a part of the appliance, or something is wrong with ourselves. */
function isOurs(error: unknown): boolean {
  if (!(error instanceof AppError)) return true
  return error.code === 'unavailable' || error.code === 'internal' || errorCode(error.cause) === '40P01'
}

/** The act was ended while one of its things was in hand. */
class ActEnded extends Error {}

/**
 * Does an act to one thing as the person may at this moment, and writes down what came of it, in one transaction: stopped
 * anywhere, either both happened or neither. What is done already is left alone, and all of an act that has ended: what
 * its report says at its end stays true.
 */
export async function performItem(ctx: MemberContext, act: BulkAct, bulkId: string, position: number): Promise<void> {
  const performing = transaction(ctx, async (trx) => {
    const item = await trx('bulk_items')
      .where({ bulk_id: bulkId, position, state: 'waiting' })
      .whereExists(trx('bulk_acts').where({ id: bulkId }).whereNull('finished_at'))
      .forUpdate()
      .first()
    if (item === undefined) return
    let outcome: { state: 'done'; result_id: string | null } | { state: 'refused'; reason: string }
    try {
      const result = await trx.transaction((savepoint) => perform(savepoint, ctx, act, item))
      outcome = { state: 'done', result_id: result }
    } catch (error) {
      if (isOurs(error) || !(error instanceof AppError)) throw error
      outcome = { state: 'refused', reason: error.message.slice(0, 1000) }
    }
    await trx('bulk_items').where({ bulk_id: bulkId, position }).update(outcome)
    const counted = await trx('bulk_acts')
      .where({ id: bulkId })
      .whereNull('finished_at')
      .update(outcome.state === 'done' ? { done: trx.raw('done + 1') } : { refused: trx.raw('refused + 1') })
    if (counted === 0) throw new ActEnded()
  })
  await performing.catch((error: unknown) => {
    if (!(error instanceof ActEnded)) throw error
  })
}
