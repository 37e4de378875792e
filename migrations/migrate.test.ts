import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAuth } from '@muniment/core/accounts/auth.ts'
import { builtInRoles, permissionNames } from '@muniment/core/access/permissions.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { quiet } from '../test/factories.ts'
import { migrateDown, migrateUp } from './migrate.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

/** Row-level security, forced or not, and how many policies: of every table that is ours. */
const tables = `
  select n.nspname || '.' || c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
    (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies,
    pg_get_userbyid(c.relowner) as owner
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema', 'migrations')
  order by 1`

describe('the walls in the database', () => {
  it('forces row-level security with a policy on every table', async () => {
    const found = await database.peek<{ name: string; enabled: boolean; forced: boolean; policies: number }>(tables)
    expect(found.length).toBeGreaterThan(15)
    for (const table of found) {
      expect(table, table.name).toMatchObject({ enabled: true, forced: true })
      expect(table.policies, `policies of ${table.name}`).toBeGreaterThan(0)
    }
  })

  it('gives nothing to the roles that processes connect as: they own no table and pass no policy', async () => {
    const owned = await database.peek(tables)
    expect(new Set(owned.map((table) => table['owner']))).toEqual(new Set(['muniment_owner']))
    const roles = await database.peek(
      `select rolname from pg_roles where rolname like 'muniment%' and rolcanlogin and (rolsuper or rolbypassrls or rolcreaterole)`,
    )
    expect(roles).toEqual([])
  })

  it('grants nothing to everybody', async () => {
    const open = await database.peek(
      `select table_schema, table_name from information_schema.role_table_grants
       where grantee = 'PUBLIC' and table_schema in ('public', 'auth', 'access')`,
    )
    expect(open).toEqual([])
    const functions = await database.peek(
      `select p.proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
       where n.nspname = 'access' and p.prosecdef and p.prorettype <> 'trigger'::regtype
         and (p.proacl is null or exists (select from aclexplode(p.proacl) a where a.grantee = 0))`,
    )
    expect(functions).toEqual([])
  })

  it('pins the search path of every function that looks behind the policies', async () => {
    const loose = await database.peek(
      `select proname from pg_proc p join pg_namespace n on n.oid = p.pronamespace
       where n.nspname in ('access', 'auth', 'public') and prosecdef
         and not coalesce(proconfig::text like '%search_path=%', false)`,
    )
    expect(loose).toEqual([])
  })

  it('shows nothing to a connection without an actor', async () => {
    await database.peek(`insert into organizations (name) values ('Somebody else')`)
    for (const table of [
      'organizations',
      'members',
      'rooms',
      'folders',
      'documents',
      'versions',
      'uploads',
      'events',
      'jobs',
      'links',
    ]) {
      const rows = await database.server(table).select(database.server.raw('1'))
      expect(rows, table).toEqual([])
    }
  })
})

describe('the permission catalogue', () => {
  it('is the same in the database as in the code', async () => {
    const stored = await database.peek<{ name: string }>('select name from permissions')
    expect(stored.map(({ name }) => name).sort()).toEqual([...permissionNames].sort())
    const held = await database.peek<{ key: string; permission: string }>(
      'select r.key, rp.permission from role_permissions rp join roles r on r.id = rp.role_id',
    )
    const expected = Object.entries(builtInRoles).flatMap(([key, role]) =>
      role.permissions.map((name) => `${key} ${name}`),
    )
    expect(held.map((row) => `${row.key} ${row.permission}`).sort()).toEqual(expected.sort())
  })
})

describe('migrations', () => {
  it('leave nothing for better-auth to create or add', async () => {
    const settings = {
      AUTH_DATABASE_URL: database.url('auth'),
      AUTH_SECRET: 'x'.repeat(32),
      MUNIMENT_ORIGIN: 'https://localhost',
    }
    const auth = createAuth(settings, quiet)
    expect(await auth.missingTables()).toEqual([])
    await auth.close()
  })

  it('go down to nothing and up again', async () => {
    const own = await createTestDatabase()
    const ran = await migrateDown(own.owner)
    expect(ran.length).toBeGreaterThan(4)
    expect(await own.peek(tables)).toEqual([])
    expect(await migrateUp(own.owner)).toHaveLength(ran.length)
    expect(await migrateUp(own.owner)).toEqual([])
    await own.drop()
  })
})
