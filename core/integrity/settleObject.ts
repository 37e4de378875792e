import type { SystemContext } from '../context.ts'
import { transaction, type Transaction } from '../db.ts'
import { recordEvents, type EventFacts } from '../events/record.ts'
import { owePreview } from '../previews/owe.ts'
import { graceDays } from '../trash/grace.ts'
import type { Finding, Problem } from './schema.ts'
import type { StoredObjectRow } from './table.ts'

const days = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' })

const sentences: Record<Problem, string> = {
  missing: 'is missing on disk',
  size: 'is damaged on disk: it has another size than was uploaded',
  sha256: 'is damaged on disk: its bytes are others than were uploaded',
  unreadable: 'is damaged on disk: it cannot be read to its end',
}

/** What people read beside a file that is not served any more. */
export function damageMessage(problem: Problem, since: Date): string {
  return `This file ${sentences[problem]}, noticed on ${days.format(since)}. Have it restored from a backup, or upload it again.`
}

/** `new` and `recovered` are news; `gone`: nobody needs the object any more. */
export type Outcome = 'whole' | 'new' | 'known' | 'recovered' | 'gone'

interface VersionPlace {
  id: string
  organization_id: string
  document_id: string
  number: number
  scope_id: string
  room_id: string
  folder_id: string | null
}

function factsOf(versions: readonly VersionPlace[], data: Record<string, unknown>): EventFacts[] {
  return versions.map((version) => ({
    organizationId: version.organization_id,
    scopeId: version.scope_id,
    roomId: version.room_id,
    folderId: version.folder_id,
    documentId: version.document_id,
    versionId: version.id,
    data: { ...data, number: version.number },
  }))
}

async function versionsOf(trx: Transaction, objectId: string, state: 'available' | 'damaged'): Promise<VersionPlace[]> {
  return trx('versions as n')
    .join('documents as d', 'd.id', 'n.document_id')
    .where({ 'n.object_id': objectId, 'n.state': state })
    .orderBy('n.id')
    .select<VersionPlace[]>('n.id', 'n.organization_id', 'n.document_id', 'n.number', 'd.scope_id', 'd.room_id')
    .select('d.folder_id')
}

async function isNeeded(trx: Transaction, objectId: string): Promise<boolean> {
  const { rows } = await trx.raw<{ rows: { needed: boolean }[] }>('select access.object_in_use(?, ?) as needed', [
    objectId,
    graceDays,
  ])
  return rows[0]?.needed !== false
}

async function markDamaged(trx: Transaction, ctx: SystemContext, object: StoredObjectRow, problem: Problem) {
  const reason = {
    reason_code: `damaged_${problem}`,
    reason_message: damageMessage(problem, object.problem_since ?? ctx.now()),
  }
  await trx('versions').where({ object_id: object.object_id, state: 'damaged' }).update(reason)
  const versions = await versionsOf(trx, object.object_id, 'available')
  if (versions.length === 0) return
  await trx('versions')
    .where({ object_id: object.object_id, state: 'available' })
    .update({ state: 'damaged', ...reason })
  await recordEvents(trx, ctx, 'documents.damaged', factsOf(versions, { problem, objectId: object.object_id }))
}

async function markWhole(trx: Transaction, ctx: SystemContext, object: StoredObjectRow): Promise<void> {
  const versions = await versionsOf(trx, object.object_id, 'damaged')
  if (versions.length === 0) return
  await trx('versions')
    .where({ object_id: object.object_id, state: 'damaged' })
    .update({ state: 'available', reason_code: null, reason_message: null })
  // Nobody knows since when the bytes were others, so what was drawn of them is drawn anew.
  await forgetPreviews(
    trx,
    versions.map(({ id }) => id),
  )
  await recordEvents(trx, ctx, 'documents.recovered', factsOf(versions, { objectId: object.object_id }))
}

/** Has the previews of these versions made anew. */
export async function forgetPreviews(trx: Transaction, versionIds: readonly string[]): Promise<void> {
  const waiting = { state: 'waiting', made: 0, pages: null, sizes: null, reason_code: null } as const
  const changed = await trx('previews')
    .whereIn('version_id', versionIds)
    .update({ ...waiting, reason_message: null, asked_at: new Date() })
    .returning(['version_id', 'organization_id'])
  for (const row of changed) await owePreview(trx, { id: row.version_id, organization_id: row.organization_id })
}

/**
 * Writes down what a check found of an object, marks its versions, and records that as events, in one transaction with
 * whatever `along` does there. What is damaged is refused from then on; what is whole again is given back.
 */
export async function settleObject(
  ctx: SystemContext,
  objectId: string,
  finding: Finding,
  along: (trx: Transaction, outcome: Outcome) => Promise<void> = async () => {},
): Promise<Outcome> {
  return transaction(ctx, async (trx) => {
    // Nearly always: it was whole, and is.
    if (finding === 'whole') {
      const checked = { checked_at: trx.raw('clock_timestamp()'), due_from: trx.raw('clock_timestamp()') }
      const still = await trx('stored_objects').where({ object_id: objectId }).whereNull('problem').update(checked)
      if (still > 0) {
        await along(trx, 'whole')
        return 'whole'
      }
    }
    // Versions, documents, object: in the order of all others that hold two of them.
    await trx('versions').where({ object_id: objectId }).orderBy('id').forUpdate().select('id')
    await trx.raw('select access.hold_object(?)', [objectId])
    const object = await trx('stored_objects').where({ object_id: objectId }).forUpdate().first()
    const outcome = await decide(trx, ctx, object, finding)
    await along(trx, outcome)
    return outcome
  })
}

async function decide(
  trx: Transaction,
  ctx: SystemContext,
  object: StoredObjectRow | undefined,
  finding: Finding,
): Promise<Outcome> {
  if (object === undefined) return 'gone'
  const stored = trx('stored_objects').where({ object_id: object.object_id })
  const checked = { checked_at: trx.raw('clock_timestamp()'), due_from: trx.raw('clock_timestamp()') }
  // The worker may be erasing it: whoever needs it no longer is told nothing.
  if (finding !== 'whole' && !(await isNeeded(trx, object.object_id))) {
    await stored.update(checked)
    return 'gone'
  }
  if (finding === 'whole') {
    await stored.update({ ...checked, problem: null, problem_since: null })
    if (object.problem === null) return 'whole'
    await markWhole(trx, ctx, object)
    ctx.log.info({ objectId: object.object_id }, 'a stored file is whole again')
    return 'recovered'
  }
  await stored.update({
    ...checked,
    problem: finding,
    ...(object.problem === null && { problem_since: trx.raw('clock_timestamp()') }),
  })
  await markDamaged(trx, ctx, object, finding)
  if (object.problem !== null) return 'known'
  ctx.log.error({ objectId: object.object_id, problem: finding }, 'a stored file is damaged')
  return 'new'
}
