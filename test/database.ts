import { createHash, randomUUID } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { connect, type Knex } from '@muniment/core/db.ts'
import { unlockSettings } from '@muniment/core/settings/seal.ts'
import pg from 'pg'
import { migrateUp } from '../migrations/migrate.ts'
import { services } from './services.ts'

// Every test file gets a database of its own, copied from one that was migrated once.

type Role = 'owner' | 'server' | 'admin' | 'auth' | 'worker' | 'outbound'

function urlOf(role: Role, database: string): string {
  return `postgres://muniment_${role}:test@${services.postgres}/${database}`
}

async function asSuperuser(database: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: `postgres://postgres:test@${services.postgres}/${database}` })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}

const migrationsFolder = new URL('../migrations/', import.meta.url)
const permissionsFile = new URL('../core/access/permissions.ts', import.meta.url)

/** The template's name says what it was made of, so that a changed migration makes a new one. */
function templateName(): string {
  const sources = readdirSync(migrationsFolder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => readFileSync(new URL(name, migrationsFolder)))
  const digest = createHash('sha256')
  for (const source of [...sources, readFileSync(permissionsFile)]) digest.update(source)
  return `muniment_template_${digest.digest('hex').slice(0, 16)}`
}

/** Makes the template unless it is there; run once, before the test files. */
export async function prepareTemplate(): Promise<void> {
  const name = templateName()
  await asSuperuser('postgres', async (client) => {
    // Two runs at once take turns.
    await client.query('select pg_advisory_lock(4711)')
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (rowCount !== 0) return
    const building = `${name}_${randomUUID().slice(0, 8)}`
    await createDatabase(client, building, 'template0')
    await asSuperuser(building, async (inside) => {
      await inside.query('create extension vector; create extension pg_trgm')
    })
    const owner = connect(urlOf('owner', building), 'test', 1)
    await migrateUp(owner)
    await owner.destroy()
    await client.query(`alter database ${building} rename to ${name}`)
  })
}

async function createDatabase(client: pg.Client, name: string, template: string): Promise<void> {
  await client.query(
    `create database ${name} owner muniment_owner template ${template} locale_provider builtin builtin_locale 'C.UTF-8'`,
  )
  await client.query(`revoke all on database ${name} from public`)
  await client.query(
    `grant connect on database ${name} to muniment_app, muniment_auth, muniment_worker, muniment_outbound, muniment_backup`,
  )
}

export interface TestDatabase {
  name: string
  url: (role: Role) => string
  owner: Knex
  server: Knex
  admin: Knex
  auth: Knex
  worker: Knex
  outbound: Knex
  /** Runs SQL as superuser, past every policy: for looking at the truth, and for factories. */
  peek: <Row extends pg.QueryResultRow>(sql: string, values?: unknown[]) => Promise<Row[]>
  drop: () => Promise<void>
}

/** A fresh migrated database with a connection for each role. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  unlockSettings(services.settingsKey)
  await asSuperuser('postgres', async (client) => {
    // Copying a template fails while another session copies it: an advisory lock lets them take turns.
    await client.query('select pg_advisory_lock(4711)')
    await createDatabase(client, name, templateName())
  })
  const superuser = new pg.Pool({ connectionString: `postgres://postgres:test@${services.postgres}/${name}`, max: 2 })
  superuser.on('error', () => undefined)
  const pools = {
    owner: connect(urlOf('owner', name), 'test', 3),
    server: connect(urlOf('server', name), 'test', 10),
    admin: connect(urlOf('admin', name), 'test', 3),
    auth: connect(urlOf('auth', name), 'test', 3),
    worker: connect(urlOf('worker', name), 'test', 10),
    outbound: connect(urlOf('outbound', name), 'test', 3),
  }
  return {
    name,
    url: (role) => urlOf(role, name),
    ...pools,
    peek: async (sql, values) => (await superuser.query(sql, values)).rows,
    drop: async () => {
      await Promise.all([...Object.values(pools).map((pool) => pool.destroy()), superuser.end()])
      await asSuperuser('postgres', async (client) => {
        await client.query(`drop database if exists ${name} with (force)`)
      })
    },
  }
}
