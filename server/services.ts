import type { Knex } from 'knex'
import type { Auth } from '@muniment/core/accounts/auth.ts'
import type { ProviderDesk } from '@muniment/core/providers/desk.ts'
import type { Logger } from '@muniment/core/log.ts'
import type { Disk } from '@muniment/core/status/disk.ts'
import type { Storage } from '@muniment/core/storage.ts'
import type { OpenStreams } from './streams.ts'
import type { Uploads } from './uploads/tus.ts'

/** What a process of the server has one of. */
export interface Services {
  db: Knex
  /** The same database as the role that keeps the accounts; for links, passwords and sessions only. */
  accountsDb: Knex
  auth: Auth
  providers: ProviderDesk
  /** For tests: sign-in providers on this machine, without TLS. */
  allowLocalProviders: boolean
  storage: Storage
  disk: Disk
  log: Logger
  openStreams: OpenStreams
  uploads: Uploads
  origin: string
  version: string
  uploadLimitBytes: number
}
