import { createHash } from 'node:crypto'
import type { Knex } from 'knex'
import { AppError } from '../errors.ts'

/** What can be guessed. Each is counted by itself, so that wrong codes never use up the tries of a password. */
export type TryKind = 'password' | 'second_factor' | 'recovery_code' | 'confirmation'

interface Bound {
  /** Wrong tries before the first wait. */
  free: number
  /** The first wait in seconds; each further wrong try doubles it. */
  first: number
  most: number
}

/** An office may share one address, so that has more tries than an account. */
const ofAccount: Bound = { free: 5, first: 30, most: 15 * 60 }
const ofAddress: Bound = { free: 30, first: 30, most: 15 * 60 }
/** After so long without a wrong try counting starts anew. */
const rememberedFor = '1 day'
/** Rows about nobody go with the next wrong tries, so that invented addresses cannot fill the table. */
const tidiedAtOnce = 50

export interface Trier {
  /** An account as it was named, whether it exists or not. */
  account: string
  /** As the proxy says it. */
  address: string
}

export interface Try {
  /** Until when there is no further try if this one is wrong. */
  lockedUntil: Date | null
  /** To be called when it was right. */
  succeed: () => Promise<void>
}

/** The same words for everybody, whether the account exists or not. */
function locked(until: Date, now: Date): AppError {
  const seconds = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000))
  const wait = seconds > 90 ? `${Math.ceil(seconds / 60)} minutes` : `${seconds} seconds`
  const clock = `${until.toISOString().slice(11, 16)} UTC`
  return new AppError('too_many', `Too many wrong tries. Wait ${wait}, until ${clock}, then try again.`, {
    retryAt: until,
  })
}

function subjectOf(kind: 'account' | 'address', value: string): Buffer {
  return createHash('sha256').update(`${kind}:${value}`).digest()
}

/** Counts in one statement, so that many tries at once are as many tries. Throws 429 while there is a wait. */
async function count(trx: Knex, kind: string, subject: Buffer, bound: Bound, now: Date): Promise<Date | null> {
  const { rows } = await trx.raw<{ rows: { locked_until: Date | null }[] }>(
    `insert into auth.failures as f (kind, subject, count, last_at) values (:kind, :subject, 1, :now)
     on conflict (kind, subject) do update set
       count = case when f.last_at < :now::timestamptz - :remembered::interval then 1 else f.count + 1 end,
       last_at = :now,
       locked_until = case when f.last_at >= :now::timestamptz - :remembered::interval and f.count + 1 >= :free::integer
         then :now::timestamptz
           + make_interval(secs => least(:most::float8, :first::float8 * power(2, least(f.count + 1 - :free::integer, 30))))
         end
     where f.locked_until is null or f.locked_until <= :now
     returning locked_until`,
    { kind, subject, now, remembered: rememberedFor, ...bound },
  )
  const [counted] = rows
  if (counted !== undefined) return counted.locked_until
  const held = await trx('auth.failures').where({ kind, subject }).first('locked_until')
  throw locked(held?.locked_until ?? new Date(now.getTime() + bound.first * 1000), now)
}

/**
 * Counts a try before it is looked at: a wrong one needs no further step, a right one calls `succeed`. Counted per
 * account, from wherever it comes, and per address, whatever account it names. Throws 429 that says until when.
 */
export async function beginTry(db: Knex, kind: TryKind, { account, address }: Trier, now: Date): Promise<Try> {
  const byAccount = subjectOf('account', account)
  const byAddress = subjectOf('address', address)
  const lockedUntil = await db.transaction(async (trx) => {
    // The account first, in every transaction: two tries never wait for each other.
    const until = await count(trx, kind, byAccount, ofAccount, now)
    await count(trx, kind, byAddress, ofAddress, now)
    await trx.raw(
      `delete from auth.failures where ctid = any (array(
         select ctid from auth.failures where last_at < ?::timestamptz - interval '2 days' limit ? for update skip locked))`,
      [now, tidiedAtOnce],
    )
    return until
  })
  return {
    lockedUntil,
    succeed: () =>
      db.transaction(async (trx) => {
        await trx('auth.failures').where({ kind, subject: byAccount }).delete()
        // Only this try is taken back: signing in to one's own account must not give new tries at others'.
        await trx('auth.failures')
          .where({ kind, subject: byAddress })
          .decrement('count', 1)
          .update({ locked_until: null })
      }),
  }
}
