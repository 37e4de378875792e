import knex, { type Knex } from 'knex'
import pg from 'pg'
import type { Actor, Context, SystemActor } from './context.ts'
import { refusalOf } from './refusals.ts'

// bigint columns hold sizes and positions, all far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)

export type { Knex }
export type Transaction = Knex.Transaction

/** A pool of at most `size` connections. A connection that cannot be had in 10 s is an error, not a hang. */
export function connect(url: string, applicationName: string, size = 10, role?: 'muniment_app'): Knex {
  return knex({
    client: 'pg',
    connection: {
      connectionString: url,
      application_name: applicationName,
      connectionTimeoutMillis: 10_000,
      keepAlive: true,
      // Who connects may act for people without being able to by themselves: every statement is run as that role.
      ...(role !== undefined && { options: `-c role=${role}` }),
      statement_timeout: 30_000,
      idle_in_transaction_session_timeout: 60_000,
    },
    pool: { min: 0, max: size, acquireTimeoutMillis: 10_000, idleTimeoutMillis: 30_000 },
    asyncStackTraces: false,
  })
}

function settingsOf(actor: Exclude<Actor, SystemActor>): {
  member: string | null
  person: string
  operator: string | null
} {
  return {
    member: actor.kind === 'member' ? actor.memberId : null,
    person: actor.personId,
    operator: actor.kind === 'operator' ? actor.personId : null,
  }
}

/**
 * Runs `work` in one transaction as the context's actor: the row-level policies read the actor from settings that end
 * with the transaction, and what is kept of the actor's access is brought up to date first. Everything is rolled back when
 * `work` throws; what the database refused by a number of ours is thrown in words (refusals.ts).
 */
export function transaction<T>(ctx: Context, work: (trx: Transaction) => Promise<T>): Promise<T> {
  const done = ctx.db.transaction(async (trx) => {
    // A part of the appliance acts by the policies of its database role alone.
    if (ctx.actor.kind !== 'system') {
      const { member, person, operator } = settingsOf(ctx.actor)
      await trx.raw('select access.act_as(?, ?, ?)', [member, person, operator])
    }
    return work(trx)
  })
  return done.catch((error: unknown) => {
    throw refusalOf(error)
  })
}

/** The SQLSTATE of a failed query; null for any other failure. Ours begin with MU (migrations/0006_roles.ts). */
export function errorCode(error: unknown): string | null {
  return error instanceof pg.DatabaseError ? (error.code ?? null) : null
}

/** True when a query failed because a unique index already holds the value. */
export function isUniqueViolation(error: unknown): boolean {
  return errorCode(error) === '23505'
}
