import { z } from 'zod'
import { resetSecondFactors } from '@muniment/core/accounts/factors.ts'
import { systemContext } from '@muniment/core/context.ts'
import { connect } from '@muniment/core/db.ts'
import { createLink } from '@muniment/core/links/create.ts'
import { createLog } from '@muniment/core/log.ts'
import { scannerStatus } from '@muniment/core/status/scanner.ts'
import { loadDemo } from './demo.ts'
import { migrateUp, pendingMigrations } from './migrate.ts'
import { settings } from './settings.ts'
import { prepareStorage } from './storage.ts'

// The one-shot process: without a word it brings database and storage up to date; the words are for ./muniment.

const db = connect(settings.DATABASE_URL, 'muniment-migrate', 2)
const ctx = systemContext(db, createLog('migrate', settings.LOG_LEVEL), 'migrate')
const storageOwner = { url: settings.S3_URL, user: settings.MINIO_ROOT_USER, password: settings.MINIO_ROOT_PASSWORD }

/** For the person who ran the command, not for the log. */
function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

function fail(line: string): never {
  process.stderr.write(`${line}\n`)
  process.exit(1)
}

async function migrate(): Promise<void> {
  const ran = await migrateUp(db)
  await prepareStorage(storageOwner, {
    'muniment-server': settings.SERVER_S3_SECRET,
    'muniment-worker': settings.WORKER_S3_SECRET,
  })
  say(ran.length === 0 ? 'The database is up to date.' : `Migrated: ${ran.join(', ')}`)
}

async function setupNeeded(): Promise<boolean> {
  return (await db('auth.users').where({ operator: true }).first('id')) === undefined
}

async function setupLink(): Promise<void> {
  if (!(await setupNeeded())) fail('Muniment is set up already. For a lost password: ./muniment recover-admin EMAIL')
  const link = await db.transaction((trx) => createLink(trx, ctx, settings.MUNIMENT_ORIGIN, { purpose: 'setup' }))
  say(link.url)
}

async function recoverAdmin(given: string | undefined): Promise<void> {
  const email = z.email().safeParse(given?.trim().toLowerCase())
  if (!email.success) fail('Say whose account: ./muniment recover-admin EMAIL')
  const person = await db('auth.users')
    .where({ email: email.data })
    .where((any) =>
      any
        .where({ operator: true })
        .orWhereIn(
          'id',
          db('members as m')
            .join('user_roles as ur', 'ur.member_id', 'm.id')
            .join('roles as r', 'r.id', 'ur.role_id')
            .whereIn('r.key', ['owner', 'administrator'])
            .select('m.user_id'),
        ),
    )
    .first('id')
  if (person === undefined) fail(`${email.data} is not the operator or an administrator of an organization here.`)
  const link = await db.transaction((trx) =>
    createLink(trx, ctx, settings.MUNIMENT_ORIGIN, { purpose: 'recovery', email: email.data }),
  )
  say(link.url)
}

async function resetSecondFactor(given: string | undefined): Promise<void> {
  const email = z.email().safeParse(given?.trim().toLowerCase())
  if (!email.success) fail('Say whose: ./muniment reset-second-factor EMAIL')
  const person = await db('auth.users').where({ email: email.data }).first('id')
  if (person === undefined) fail(`${email.data} has no account here.`)
  await db.transaction((trx) => resetSecondFactors(trx, ctx, person.id))
  say(`${email.data} signs in by the password alone now, and should add a second factor again.`)
}

async function status(): Promise<void> {
  const pending = await pendingMigrations(db)
  if (pending.length > 0) {
    say(JSON.stringify({ migrated: false, pending }))
    return
  }
  const [organizations, waiting, failed] = await Promise.all([
    db('organizations').count({ count: '*' }).first(),
    db('versions').where({ state: 'scanning' }).count({ count: '*' }).first(),
    db('jobs').where({ state: 'failed' }).count({ count: '*' }).first(),
  ])
  say(
    JSON.stringify({
      migrated: true,
      setupNeeded: await setupNeeded(),
      organizations: Number(organizations?.count ?? 0),
      scanner: await scannerStatus(db, ctx.now()),
      waiting: Number(waiting?.count ?? 0),
      failedJobs: Number(failed?.count ?? 0),
    }),
  )
}

const [verb, argument] = process.argv.slice(2)
const verbs: Record<string, () => Promise<void>> = {
  migrate,
  'setup-link': setupLink,
  'recover-admin': () => recoverAdmin(argument),
  'reset-second-factor': () => resetSecondFactor(argument),
  status,
  demo: async () => say(await loadDemo(ctx, storageOwner)),
}
const work = verbs[verb ?? 'migrate']
if (work === undefined) fail(`There is no "${verb}". There are: ${Object.keys(verbs).join(', ')}`)
try {
  await work()
} finally {
  await db.destroy()
}
