import type { Knex } from 'knex'
import * as accounts from './0001_accounts.ts'
import * as organizations from './0002_organizations.ts'
import * as rooms from './0003_rooms.ts'
import * as documents from './0004_documents.ts'
import * as events from './0005_events.ts'
import * as roles from './0006_roles.ts'
import * as access from './0007_access.ts'
import * as secondFactors from './0008_second_factors.ts'
import * as settings from './0009_settings.ts'
import * as people from './0010_people.ts'
import * as whoIs from './0011_who_is.ts'
import * as versions from './0012_versions.ts'
import * as trash from './0013_trash.ts'
import * as previews from './0014_previews.ts'
import * as lists from './0015_lists.ts'
import * as archives from './0016_archives.ts'
import * as quotas from './0017_quotas.ts'
import * as integrity from './0018_integrity.ts'
import * as knownFolders from './0019_known_folders.ts'
import * as uploading from './0020_uploading.ts'
import * as cancelledActs from './0021_cancelled_acts.ts'
import { syncCatalogue } from './catalogue.ts'

interface Migration {
  up: (db: Knex) => Promise<void>
  down: (db: Knex) => Promise<void>
}

/** In order. The names are stored in the database: never rename one, never edit one that was released. */
const migrations: Record<string, Migration> = {
  '0001_accounts': accounts,
  '0002_organizations': organizations,
  '0003_rooms': rooms,
  '0004_documents': documents,
  '0005_events': events,
  '0006_roles': roles,
  '0007_access': access,
  '0008_second_factors': secondFactors,
  '0009_settings': settings,
  '0010_people': people,
  '0011_who_is': whoIs,
  '0012_versions': versions,
  '0013_trash': trash,
  '0014_previews': previews,
  '0015_lists': lists,
  '0016_archives': archives,
  '0017_quotas': quotas,
  '0018_integrity': integrity,
  '0019_known_folders': knownFolders,
  '0020_uploading': uploading,
  '0021_cancelled_acts': cancelledActs,
}

const source: Knex.MigrationSource<string> = {
  getMigrations: async () => Object.keys(migrations),
  getMigrationName: (name) => name,
  getMigration: async (name) => {
    const migration = migrations[name]
    if (migration === undefined) throw new Error(`there is no migration ${name}`)
    return migration
  },
}

const config: Knex.MigratorConfig = { migrationSource: source, tableName: 'migrations', schemaName: 'migrations' }

/** Brings the database to the newest shape, each migration in its own transaction; gives the names of those that ran. */
export async function migrateUp(db: Knex): Promise<string[]> {
  await db.raw('create schema if not exists migrations')
  const [, ran]: [number, string[]] = await db.migrate.latest(config)
  await syncCatalogue(db)
  return ran
}

/** Takes every migration back; for tests. */
export async function migrateDown(db: Knex): Promise<string[]> {
  const [, ran]: [number, string[]] = await db.migrate.rollback(config, true)
  return ran
}

/** Those that have not run yet. */
export async function pendingMigrations(db: Knex): Promise<string[]> {
  const [, pending]: [unknown, { name: string }[]] = await db.migrate.list(config)
  return pending.map(({ name }) => name)
}
