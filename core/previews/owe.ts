import type { Knex, Transaction } from '../db.ts'
import type { VersionRow } from '../documents/table.ts'
import { owe } from '../jobs/define.ts'
import { previewVersion } from './jobs.ts'

/** Owes the preview of a version, in the transaction that lets it be seen. */
export async function owePreview(trx: Transaction, version: Pick<VersionRow, 'id' | 'organization_id'>): Promise<void> {
  await trx('previews')
    .insert({ version_id: version.id, organization_id: version.organization_id })
    .onConflict('version_id')
    .ignore()
  await owe(trx, previewVersion, version.organization_id, { versionId: version.id })
}

/** So that an old installation's documents do not stand before what is uploaded today. */
const backlogAtOnce = 50

/**
 * Owes the previews that are missing, newest first: those of versions from before there were previews, and those whose
 * job was lost. No more than a few at once, and none while many are owed. How many.
 */
export async function oweMissingPreviews(db: Knex): Promise<number> {
  const { rows } = await db.raw<{ rows: unknown[] }>(
    `with owed as (
       select count(*) as jobs from jobs where name = :name and state <> 'failed'
     ), missing as (
       select v.id, v.organization_id from versions v
       left join previews p on p.version_id = v.id
       where v.state = 'available' and v.scanned_at < now() - interval '10 seconds'
         and (p.version_id is null or p.state in ('waiting', 'making'))
         and not exists (select from jobs j where j.name = :name and j.key = v.id::text)
         and (select jobs from owed) < :most
       order by v.created_at desc limit :most
     ), kept as (
       insert into previews (version_id, organization_id) select id, organization_id from missing
       on conflict (version_id) do nothing
     )
     insert into jobs (organization_id, name, key, payload)
     select organization_id, :name, id::text, jsonb_build_object('versionId', id) from missing
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
