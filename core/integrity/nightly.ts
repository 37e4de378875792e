import type { SystemContext } from '../context.ts'
import { runIntegrity } from './jobs.ts'

/** A worker that was away at the hour may still begin within so many hours; after that it is the next night's. */
const beginsWithinHours = 3

/**
 * Begins what is due by itself: each night, from `hour` (UTC) on, a check of a share of all objects, and each week a
 * comparison of rows with objects. Gives how many were begun.
 */
export async function startNightlyRuns(ctx: SystemContext, hour: number): Promise<number> {
  const late = (ctx.now().getUTCHours() - hour + 24) % 24
  if (late >= beginsWithinHours) return 0
  const { rows } = await ctx.db.raw<{ rows: unknown[] }>(
    `insert into integrity_runs (kind)
     select due.kind from (values ('share', 20), ('compare', 7 * 24 - 4)) due (kind, hours)
     where not exists (select from integrity_runs r
       where r.kind = due.kind and r.created_at > ?::timestamptz - make_interval(hours => due.hours))
     on conflict do nothing returning id`,
    [ctx.now()],
  )
  return rows.length
}

/** Owes the job of each run that has none: one that was just asked for, or that a lost job left. How many. */
export async function oweRuns(ctx: SystemContext): Promise<number> {
  const { rows } = await ctx.db.raw<{ rows: unknown[] }>(
    `insert into jobs (organization_id, name, key, payload)
     select r.organization_id, :name, r.id::text, jsonb_build_object('runId', r.id) from integrity_runs r
     where r.finished_at is null and not exists (select from jobs j where j.name = :name and j.key = r.id::text)
     on conflict (name, key) do nothing returning id`,
    { name: runIntegrity.name },
  )
  return rows.length
}

const rememberedDays = 400

/** Forgets runs of long ago; gives how many. */
export async function forgetRuns(ctx: SystemContext): Promise<number> {
  const { rows } = await ctx.db.raw<{ rows: unknown[] }>(
    `delete from integrity_runs where finished_at < ?::timestamptz - make_interval(days => ?) returning id`,
    [ctx.now(), rememberedDays],
  )
  return rows.length
}
