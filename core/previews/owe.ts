import type { Knex, Transaction } from '../db.ts'
import type { VersionRow } from '../documents/table.ts'
import { owe } from '../jobs/define.ts'
import { previewVersion } from './jobs.ts'

/** Owes the preview of a version, in the transaction that lets it be seen; its row is there by a trigger. */
export async function owePreview(trx: Transaction, version: Pick<VersionRow, 'id' | 'organization_id'>): Promise<void> {
  await owe(trx, previewVersion, version.organization_id, { versionId: version.id })
}

/** So that an old installation's documents do not stand before what is uploaded today. */
const backlogAtOnce = 50

/**
 * Owes the previews that wait without a job, newest first: of versions from before there were previews, of what was
 * restored or copied, and what lost its job. No more than a few at once, and none while many are owed. How many.
 */
export async function oweMissingPreviews(db: Knex): Promise<number> {
  const { rows } = await db.raw<{ rows: unknown[] }>(
    `insert into jobs (organization_id, name, key, payload)
     select p.organization_id, :name, p.version_id::text, jsonb_build_object('versionId', p.version_id)
     from previews p join versions v on v.id = p.version_id
     where p.state in ('waiting', 'making') and v.state = 'available'
       and not exists (select from jobs j where j.name = :name and j.key = p.version_id::text)
       and (select count(*) from jobs j where j.name = :name and j.state <> 'failed') < :most
     order by v.created_at desc limit :most
     on conflict (name, key) do nothing
     returning id`,
    { name: previewVersion.name, most: backlogAtOnce },
  )
  return rows.length
}

/** A person wants a preview tried again whose job had failed for good: it is tried again. How many. */
export async function wakeRetriedPreviews(db: Knex): Promise<number> {
  const { rows } = await db.raw<{ rows: unknown[] }>(
    `update jobs set state = 'waiting', attempts = 0, run_at = now(), heartbeat_at = null, updated_at = now()
     where name = ? and state = 'failed'
       and key in (select p.version_id::text from previews p where p.state = 'waiting')
     returning id`,
    [previewVersion.name],
  )
  return rows.length
}
