import { execFileSync } from 'node:child_process'
import { createTestDatabase, prepareTemplate } from './database.ts'
import { services } from './services.ts'

// Prints the schema of a freshly migrated database: `npm run schema` keeps it in migrations/schema.sql.

function hasPgDump(major: number): boolean {
  try {
    const said = execFileSync('pg_dump', ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    return Number(/\d+/.exec(said)?.[0]) >= major
  } catch {
    return false
  }
}

function dump(database: string): string {
  const args = ['--schema-only', '--dbname', `postgres://postgres:test@${services.postgres}/${database}`]
  // A machine for development may have an older one: then that of the database's own image.
  const [command, before] = hasPgDump(17)
    ? ['pg_dump', []]
    : ['docker', ['run', '--rm', '--network', 'host', '--entrypoint', 'pg_dump', 'muniment/postgres:dev']]
  return execFileSync(command, [...before, ...args], { encoding: 'utf8', maxBuffer: 50_000_000 })
}

/** Without what differs from one run or release of PostgreSQL to the next. */
function steady(sql: string): string {
  return sql
    .split('\n')
    .filter((line) => !/^(\\(un)?restrict |-- Dumped |SET transaction_timeout)/.test(line))
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim()
}

await prepareTemplate()
const database = await createTestDatabase()
try {
  process.stdout.write(`${steady(dump(database.name))}\n`)
} finally {
  await database.drop()
}
