// Knex describes its dialects by no types; only what db.ts uses is here. None of it is public, so the version is pinned.
declare module 'knex/lib/dialects/postgres/index.js' {
  import { knex } from 'knex'

  export default class PostgresClient extends knex.Client {
    _query(connection: object, statement: unknown): Promise<unknown>
  }
}

declare module 'knex/lib/dialects/postgres/execution/pg-transaction.js' {
  export default class PostgresTransaction {
    constructor(client: unknown, container: unknown, config: unknown, outer: unknown)
    trxClient: { query: (connection: object, sql: string) => Promise<unknown> }
    begin(connection: object): Promise<unknown>
  }
}
