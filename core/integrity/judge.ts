import { z } from 'zod'
import type { SystemContext } from '../context.ts'
import { transaction, type Transaction } from '../db.ts'
import { recordEvent } from '../events/record.ts'
import type { Bucket, ListedObject, Storage } from '../storage.ts'
import { graceDays } from '../trash/grace.ts'
import { storedKeysOf } from './expected.ts'
import { add, type Report } from './schema.ts'
import { forgetPreviews, settleObject } from './settleObject.ts'

// What the comparison does with a key that only one side knows. The lists are read while people work, so nothing is believed
// of them: storage and rows are both asked once more, about that key.

export interface Judgement {
  repair: boolean
  report: Report
}

const Id = z.uuid()
const derivedKey = /^([0-9a-f-]{36})\/(?:pages|thumbnails)\/([1-9][0-9]{0,5})$/

/** Whether any row speaks of an object. Of a preview, its row is held: nobody begins to make it anew until we are done. */
async function isReferred(trx: Transaction, bucket: Bucket, key: string): Promise<boolean> {
  if (bucket === 'derived') {
    const [, versionId, page] = derivedKey.exec(key) ?? []
    if (versionId === undefined || !Id.safeParse(versionId).success) return false
    const preview = await trx('previews').where({ version_id: versionId }).forUpdate().first('state', 'made')
    if (preview === undefined) return false
    return preview.state === 'waiting' || preview.state === 'making' || Number(page) <= preview.made
  }
  if (!Id.safeParse(key).success) return false
  if (bucket === 'documents') {
    return (await trx('versions').where({ object_id: key }).first('id')) !== undefined
  }
  const version = await trx('versions').where({ id: key }).first('id')
  return version !== undefined || (await trx('uploads').where({ id: key }).first('id')) !== undefined
}

/** No younger object is ever removed: an upload may be ending, and a database that is restored may know it. */
function cutoff({ now }: SystemContext): Date {
  return new Date(now().getTime() - graceDays * 86_400_000)
}

/** An object that no row was found for. */
export async function judgeUnknown(
  ctx: SystemContext,
  storage: Storage,
  bucket: Bucket,
  { key, size, modified }: ListedObject,
  { repair, report }: Judgement,
): Promise<Report> {
  const young = modified >= cutoff(ctx)
  const example = { bucket, key } as const
  return transaction(ctx, async (trx) => {
    if (await isReferred(trx, bucket, key)) return report
    if (young) return add(report, { young: 1 })
    const orphan = { orphans: 1, orphanBytes: size }
    if (!repair) return add(report, orphan, { ...example, what: 'orphan' })
    const now = await storage.head(bucket, key)
    if (now === null || now.modified >= cutoff(ctx)) return report
    await recordEvent(trx, ctx, 'integrity.orphan_removed', {
      organizationId: null,
      data: { bucket, key: key.slice(0, 1000), size, modified: modified.toISOString() },
    })
    // Last, so that no removal goes unrecorded but by a failing commit.
    await storage.remove(bucket, key)
    return add(report, { ...orphan, removed: 1 }, { ...example, what: 'removed' })
  })
}

/** An object that a row asks for, and that was not listed. */
export async function judgeMissing(
  ctx: SystemContext,
  storage: Storage,
  bucket: Bucket,
  key: string,
  { repair, report }: Judgement,
): Promise<Report> {
  if ((await storage.head(bucket, key)) !== null) return report
  if (bucket === 'documents') {
    const outcome = await settleObject(ctx, key, 'missing')
    if (outcome === 'gone') return report
    return add(report, { damaged: 1 }, { what: 'damaged', bucket, key, problem: 'missing' })
  }
  if (bucket === 'quarantine') {
    const version = await ctx.db('versions').where({ id: key }).first('state')
    // Passed and taken over meanwhile, or erased.
    if (version === undefined || version.state === 'available' || version.state === 'damaged') return report
    return add(report, { lostUploads: 1 }, { what: 'lost upload', bucket, key })
  }
  const versionId = key.slice(0, 36)
  const last = report.examples.at(-1)
  if (last?.what === 'preview' && last.key === versionId) return report
  return transaction(ctx, async (trx) => {
    const preview = await trx('previews').where({ version_id: versionId }).forUpdate().first()
    if (!preview || !storedKeysOf(versionId, preview).includes(key)) return report
    if (repair) await forgetPreviews(trx, [versionId])
    return add(report, { previews: 1 }, { what: 'preview', bucket, key: versionId })
  })
}

/** An object in `documents` that is not as long as it should be. */
export async function judgeSize(
  ctx: SystemContext,
  storage: Storage,
  key: string,
  size: number | null,
  { report }: Judgement,
): Promise<Report> {
  const now = await storage.head('documents', key)
  if (now === null || now.size === size) return report
  const outcome = await settleObject(ctx, key, 'size')
  if (outcome === 'gone') return report
  return add(report, { damaged: 1 }, { what: 'damaged', bucket: 'documents', key, problem: 'size' })
}
