import type { Knex, Transaction } from '../db.ts'
import type { JobRow } from './table.ts'

// How a row of `jobs` goes from owed to done. Postgres alone decides who works on what: a job is taken by one update,
// kept by a heartbeat, and free again when that stops. The worker's database role may do this, no other.

/** A job whose heartbeat is older belongs to a worker that is gone. Heartbeats come every third of it. */
export const abandonedAfterSeconds = 10

/** What was handed to the queue is handed over again after this, should the queue have lost it unnoticed. */
const lostAfterSeconds = 30

/**
 * Hands at most `most` due jobs, oldest first, to the queue by `hand`, and marks them as handed; gives how many. One
 * transaction: where `hand` fails, or whoever hands dies meanwhile, they are due as before.
 */
export async function handDueJobs(
  db: Knex,
  names: readonly string[],
  most: number,
  hand: (ids: string[]) => Promise<void>,
): Promise<number> {
  return db.transaction(async (trx) => {
    const { rows } = await trx.raw<{ rows: { id: string }[] }>(
      `update jobs set heartbeat_at = now() where id in (
         select id from jobs
         where state = 'waiting' and run_at <= now() and name = any(?)
           and (heartbeat_at is null or heartbeat_at < now() - make_interval(secs => ?))
         order by run_at limit ? for update skip locked)
       returning id`,
      [[...names], lostAfterSeconds, most],
    )
    if (rows.length > 0) await hand(rows.map(({ id }) => id))
    return rows.length
  })
}

/** The queue lost everything: whatever waits is handed over again. */
export async function forgetHandedJobs(db: Knex, names: readonly string[]): Promise<void> {
  await db('jobs').where({ state: 'waiting' }).whereIn('name', names).update({ heartbeat_at: null })
}

/**
 * Takes a job for this worker, or undefined when it is done, not due, failed or with somebody who is alive. Each take
 * counts as an attempt, so that work which kills its worker ends too.
 */
export async function claimJob(db: Knex, id: string): Promise<JobRow | undefined> {
  const { rows } = await db.raw<{ rows: JobRow[] }>(
    `update jobs set state = 'active', attempts = attempts + 1, heartbeat_at = now(), updated_at = now()
     where id = ? and (state = 'waiting' and run_at <= now()
       or state = 'active' and heartbeat_at < now() - make_interval(secs => ?))
     returning *`,
    [id, abandonedAfterSeconds],
  )
  return rows[0]
}

/** Says that a job is still worked on; false when it is no longer this worker's. */
export async function beatJob(db: Knex, id: string): Promise<boolean> {
  const { rows } = await db.raw<{ rows: unknown[] }>(
    `update jobs set heartbeat_at = now() where id = ? and state = 'active' returning id`,
    [id],
  )
  return rows.length > 0
}

/** The work is done: nothing is owed any more. */
export async function finishJob(db: Knex, id: string): Promise<void> {
  await db('jobs').where({ id, state: 'active' }).delete()
}

/** Another try later; this one counted. */
export async function retryJobLater(db: Knex, id: string, seconds: number, reason: string): Promise<void> {
  await db.raw(
    `update jobs set state = 'waiting', heartbeat_at = null, run_at = now() + make_interval(secs => ?),
       last_error = ?, updated_at = now()
     where id = ? and state = 'active'`,
    [seconds, reason.slice(0, 2000), id],
  )
}

/** Not now, through no fault of the work: a part of the appliance is away, or this worker stops. The try does not count. */
export async function postponeJob(db: Knex, id: string, seconds: number, reason: string): Promise<void> {
  await db.raw(
    `update jobs set state = 'waiting', attempts = greatest(attempts - 1, 0), heartbeat_at = null,
       run_at = now() + make_interval(secs => ?), last_error = ?, updated_at = now()
     where id = ? and state = 'active'`,
    [seconds, reason.slice(0, 2000), id],
  )
}

/** It is given up, with the reason that a person reads beside the button to try again; false if it was not ours to give up. */
export async function failJob(trx: Transaction, id: string, reason: string): Promise<boolean> {
  const change = {
    state: 'failed',
    heartbeat_at: null,
    last_error: reason.slice(0, 2000),
    updated_at: new Date(),
  } as const
  return (await trx('jobs').where({ id, state: 'active' }).update(change)) > 0
}

/** Frees the jobs of workers that are gone; how many. */
export async function releaseAbandonedJobs(db: Knex, names: readonly string[]): Promise<number> {
  const { rows } = await db.raw<{ rows: { id: string }[] }>(
    `update jobs set state = 'waiting', heartbeat_at = null, run_at = now(), updated_at = now()
     where state = 'active' and name = any(?) and heartbeat_at < now() - make_interval(secs => ?)
     returning id`,
    [[...names], abandonedAfterSeconds],
  )
  return rows.length
}
