import type { Auth } from '@muniment/core/accounts/auth.ts'
import type { Knex } from '@muniment/core/db.ts'
import type { Logger } from '@muniment/core/log.ts'

/** What the console's process has one of. */
export interface Services {
  db: Knex
  /** The same database as the role that keeps the accounts: for confirming a password only. */
  accountsDb: Knex
  auth: Auth
  log: Logger
  origin: string
  version: string
}
