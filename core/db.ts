import knex, { type Knex } from 'knex'
import PostgresClient from 'knex/lib/dialects/postgres/index.js'
import PostgresTransaction from 'knex/lib/dialects/postgres/execution/pg-transaction.js'
import pg from 'pg'
import type { Actor, Context } from './context.ts'
import { refusalOf } from './refusals.ts'

// bigint columns hold sizes and positions, all far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
// A day has no zone: as a Date it would be another one elsewhere.
pg.types.setTypeParser(pg.types.builtins.DATE, String)

export type { Knex }
export type Transaction = Knex.Transaction

interface Acting extends Knex.TransactionConfig {
  /** The statement that sets who acts. */
  actAs: string | null
}

/** Begins and sets the actor in one message: to send a statement costs more than Postgres spends on this one. */
class ActingTransaction extends PostgresTransaction {
  readonly #actAs: string | null

  constructor(client: ActingClient, container: unknown, config: Partial<Acting>, outer: unknown) {
    super(client, container, config, outer)
    this.#actAs = config.actAs ?? null
  }

  override async begin(connection: object): Promise<unknown> {
    if (this.#actAs === null) return super.begin(connection)
    try {
      return await this.trxClient.query(connection, `begin; ${this.#actAs}`)
    } catch (error) {
      // It may have begun, and knex doesn't roll back what failed to begin: such a connection must serve nobody else.
      Object.assign(connection, { __knex__disposed: error })
      throw error
    }
  }
}

class ActingClient extends PostgresClient {
  override transaction(container: unknown, config: Partial<Acting>, outer: unknown): Knex.Transaction
  override transaction(container: unknown, config: Partial<Acting>, outer: unknown): unknown {
    return new ActingTransaction(this, container, config, outer)
  }
}

/** A pool of at most `size` connections. A connection that cannot be had in 10 s is an error, not a hang. */
export function connect(url: string, applicationName: string, size = 10, role?: 'muniment_app'): Knex {
  return knex({
    client: ActingClient,
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

function actAs(actor: Actor): string | null {
  // A part of the appliance acts by the policies of its database role alone.
  if (actor.kind === 'system') return null
  const settings = [
    actor.kind === 'member' ? actor.memberId : null,
    actor.personId,
    actor.kind === 'operator' ? actor.personId : null,
  ]
  const written = settings.map((id) => (id === null ? 'null' : pg.escapeLiteral(id)))
  return `select access.act_as(${written.join(', ')})`
}

/**
 * Runs `work` in one transaction as the context's actor: the row-level policies read the actor from settings that end
 * with the transaction, and what is kept of the actor's access is brought up to date first. Everything is rolled back when
 * `work` throws; what the database refused by a number of ours is thrown in words (refusals.ts).
 */
export function transaction<T>(ctx: Context, work: (trx: Transaction) => Promise<T>): Promise<T> {
  const acting: Acting = { actAs: actAs(ctx.actor) }
  return ctx.db.transaction(work, acting).catch((error: unknown) => {
    throw refusalOf(error)
  })
}

/**
 * What a statement asked on every page is sent with: a connection parses and plans it once. Under one name there is one
 * text, so what varies goes into its values.
 */
export function prepared(name: string): { readonly name: string } {
  return { name }
}

/** The SQLSTATE of a failed query; null for any other failure. Ours begin with MU (migrations/0006_roles.ts). */
export function errorCode(error: unknown): string | null {
  return error instanceof pg.DatabaseError ? (error.code ?? null) : null
}

/** True when a query failed because what it refers to is not there, or is still referred to. */
export function isReferenceViolation(error: unknown): boolean {
  return errorCode(error) === '23503'
}

/** True when a query failed because a unique index already holds the value. */
export function isUniqueViolation(error: unknown): boolean {
  return errorCode(error) === '23505'
}
