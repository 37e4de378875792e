import type { Knex } from '../db.ts'
import { scanVersion } from './jobs.ts'

/** Owes the check of versions that have waited for it a while without a job, which a lost transaction must not leave. How many. */
export async function oweMissingScans(db: Knex): Promise<number> {
  const { rows } = await db.raw<{ rows: unknown[] }>(
    `insert into jobs (organization_id, name, key, payload)
     select v.organization_id, ?, v.id::text, jsonb_build_object('versionId', v.id)
     from versions v
     where v.state = 'scanning' and v.created_at < now() - interval '10 seconds'
       and not exists (select from jobs j where j.name = ? and j.key = v.id::text)
     on conflict (name, key) do nothing
     returning id`,
    [scanVersion.name, scanVersion.name],
  )
  return rows.length
}

/** The scanner is ready: what waits for it need not wait for its time. How many. */
export async function wakeWaitingScans(db: Knex): Promise<number> {
  const { rows } = await db.raw<{ rows: unknown[] }>(
    `update jobs set run_at = now(), heartbeat_at = null, updated_at = now()
     where state = 'waiting' and name = ? and run_at > now() and key in (
       select v.id::text from versions v
       where v.state = 'scanning' and v.reason_code in ('waiting_scanner', 'waiting_signatures'))
     returning id`,
    [scanVersion.name],
  )
  return rows.length
}
