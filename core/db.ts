import knex, { type Knex } from 'knex'
import PostgresClient from 'knex/lib/dialects/postgres/index.js'
import PostgresTransaction from 'knex/lib/dialects/postgres/execution/pg-transaction.js'
import pg from 'pg'
import type { Actor, Context } from './context.ts'
import { createLog } from './log.ts'
import { isOutdatedPlan, refusalOf } from './refusals.ts'

// bigint columns hold sizes and positions, all far below 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number)
// A day has no zone: as a Date it would be another one elsewhere.
pg.types.setTypeParser(pg.types.builtins.DATE, String)

export type { Knex }
export type Transaction = Knex.Transaction

interface Acting extends Knex.TransactionConfig {
  /** What is sent with the begin: the statement that sets who acts, if anybody does. */
  first: string
  /** Takes that message's answer where the statements after it don't wait for it. */
  onBegin?: (begun: Promise<unknown>) => void
}

/** What is sent on a connection until the process turns to something else goes out in one write; each costs as much as a short statement. */
function withhold(connection: object): void {
  if (!(connection instanceof pg.Client)) return
  const { stream } = connection.connection
  stream.cork()
  setImmediate(() => stream.uncork())
}

/** Begins and sets the actor in one message: to send a statement costs more than Postgres spends on this one. */
class ActingTransaction extends PostgresTransaction {
  readonly #acting: Partial<Acting>

  constructor(client: ActingClient, container: unknown, config: Partial<Acting>, outer: unknown) {
    super(client, container, config, outer)
    this.#acting = config
  }

  override async begin(connection: object): Promise<unknown> {
    const { first = '', onBegin } = this.#acting
    if (onBegin !== undefined) withhold(connection)
    const begun = this.trxClient.query(connection, `begin; ${first}`).catch((error: unknown) => {
      // It may have begun, and knex doesn't roll back what failed to begin: such a connection must serve nobody else.
      Object.assign(connection, { __knex__disposed: error })
      throw error
    })
    if (onBegin === undefined) return begun
    onBegin(begun)
    return undefined
  }
}

class ActingClient extends PostgresClient {
  override transaction(container: unknown, config: Partial<Acting>, outer: unknown): Knex.Transaction
  override transaction(container: unknown, config: Partial<Acting>, outer: unknown): unknown {
    return new ActingTransaction(this, container, config, outer)
  }

  override async _query(connection: object, statement: unknown): Promise<unknown> {
    try {
      return await super._query(connection, statement)
    } catch (error) {
      // The statement would fail on this connection for as long as it lives: it must serve nobody else.
      if (isOutdatedPlan(error)) Object.assign(connection, { __knex__disposed: error })
      throw error
    }
  }
}

/** A pool of at most `size` connections. A connection that cannot be had in 10 s is an error, not a hang. */
export function connect(url: string, applicationName: string, size = 10, role?: 'muniment_app'): Knex {
  const connection: Knex.PgConnectionConfig & pg.ClientConfig & { pipeline: boolean } = {
    connectionString: url,
    application_name: applicationName,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    // A statement is sent though the one before it is not answered yet: see `reading`.
    pipeline: true,
    // Who connects may act for people without being able to by themselves: every statement is run as that role.
    ...(role !== undefined && { options: `-c role=${role}` }),
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 60_000,
  }
  const log = createLog(applicationName, 'warn')
  const tellOfDriver = (said: unknown): void => log.warn({ said }, 'the database driver says')
  return knex({
    client: ActingClient,
    connection,
    pool: { min: 0, max: size, acquireTimeoutMillis: 10_000, idleTimeoutMillis: 30_000 },
    asyncStackTraces: false,
    // Else it writes words between the lines of JSON.
    log: { warn: tellOfDriver, error: tellOfDriver, deprecate: tellOfDriver },
  })
}

function actAs(actor: Actor): string {
  // A part of the appliance acts by the policies of its database role alone.
  if (actor.kind === 'system') return ''
  const settings = [
    actor.kind === 'member' ? actor.memberId : null,
    actor.personId,
    actor.kind === 'operator' ? actor.personId : null,
  ]
  const written = settings.map((id) => (id === null ? 'null' : pg.escapeLiteral(id)))
  return `select access.act_as(${written.join(', ')});`
}

/**
 * Runs `work` in one transaction as the context's actor: the row-level policies read the actor from settings that end
 * with the transaction, and what is kept of the actor's access is brought up to date first. Everything is rolled back when
 * `work` throws; what the database refused by a number of ours is thrown in words (refusals.ts).
 */
export function transaction<T>(ctx: Context, work: (trx: Transaction) => Promise<T>): Promise<T> {
  const acting: Acting = { first: actAs(ctx.actor) }
  return ctx.db.transaction(work, acting).catch((error: unknown) => {
    throw refusalOf(error)
  })
}

/**
 * A `transaction` that can change nothing, so that nobody waits for its begin before the first statement is sent, nor for its
 * end: where a list takes 5 ms these are one of them. After a begin that failed Postgres refuses every statement.
 */
export function reading<T>(ctx: Context, work: (trx: Transaction) => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    let begun: Promise<unknown> = Promise.resolve()
    const acting: Acting = {
      first: `${actAs(ctx.actor)} set transaction read only`,
      onBegin: (answer) => {
        begun = answer
        // Asked for below, which may be after it failed.
        begun.catch(() => undefined)
      },
    }
    const read = async (trx: Transaction): Promise<void> => {
      const result = await work(trx).finally(() => begun)
      resolve(result)
    }
    ctx.db.transaction(read, acting).catch((error: unknown) => reject(refusalOf(error)))
  })
}

/**
 * What a statement asked on every page is sent with: a connection parses and plans it once. Under one name there is one
 * text, so what varies goes into its values.
 */
export function prepared(name: string): { readonly name: string } {
  return { name }
}

/** The SQLSTATE of a failed query; null for any other failure. Ours begin with MU (migrations/0006_roles/). */
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
