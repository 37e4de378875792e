import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { connect, type Knex } from '@muniment/core/db.ts'
import {
  commonSettings,
  integritySettings,
  readSettings,
  redisSettings,
  scannerSettings,
  sealSettings,
  storageSettings,
} from '@muniment/core/env.ts'
import { patience } from '@muniment/core/integrity/readObject.ts'
import { queues } from '@muniment/core/jobs/queues.ts'
import { createLog, type Logger } from '@muniment/core/log.ts'
import { listenInside } from '@muniment/core/metrics/listen.ts'
import { unlockSettings } from '@muniment/core/settings/seal.ts'
import { Storage } from '@muniment/core/storage.ts'
import { bulkHandlers } from './bulk.ts'
import { documentHandlers } from './documents.ts'
import { bind } from './handle.ts'
import { watchHealth } from './health.ts'
import { integrityHandlers, integritySweeps } from './integrity.ts'
import { mailHandlers, mailSweeps } from './mail.ts'
import { measure } from './metrics.ts'
import { probeConfinement } from './preview/contain.ts'
import { previewFolder, previewHandlers } from './preview/job.ts'
import { previewSweeps } from './preview/sweeps.ts'
import { watchScanner } from './scan/watch.ts'
import { sweeps } from './sweeps.ts'
import { startWork, type Stop } from './work.ts'

// worker/main.ts documents|outbound|backups: one program, its queues. Documents are checked and drawn by the same process.

/** Scans at once: clamd has four threads, and two cores are usual. */
const concurrency = 2
/** Documents that are drawn at once: each keeps a processor busy, and the other one is for scans. */
const previewsAtOnce = 1
/** Largest nested archive that is unpacked to disk while a file is judged. */
const scratchLimit = 1_000_000_000
async function main(): Promise<void> {
  const role = z.enum(['documents', 'outbound', 'backups']).parse(process.argv[2])
  const { LOG_LEVEL, METRICS_PORT, DATABASE_URL } = readSettings(commonSettings)
  const log = createLog(role === 'documents' ? 'worker' : role, LOG_LEVEL)
  // Nothing may end the process but us: what is unexpected is told, and the work is found again.
  process.on('unhandledRejection', (error) => log.error({ error }, 'a promise was left alone'))

  const db = connect(DATABASE_URL, `muniment-${role}`)
  const health = watchHealth(db)
  const inner = await listenInside(METRICS_PORT, health.check)
  const stopWork = await start(role, db, DATABASE_URL, log)
  log.info({ role }, 'the worker runs')

  let stopping = false
  const stop = async (signal: string): Promise<void> => {
    if (stopping) return
    stopping = true
    log.info({ signal }, 'the worker stops')
    await stopWork()
    health.close()
    await Promise.all([inner.close(), db.destroy()])
    log.info('the worker has stopped')
  }
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      stop(signal).then(
        () => process.exit(0),
        (error: unknown) => {
          log.error({ error }, 'the worker did not stop cleanly')
          process.exit(1)
        },
      )
    })
  }
}

async function start(
  role: 'documents' | 'outbound' | 'backups',
  db: Knex,
  databaseUrl: string,
  log: Logger,
): Promise<Stop> {
  if (role === 'documents') return startDocuments(db, databaseUrl, log)
  if (role === 'outbound') return startOutbound(db, databaseUrl, log)
  // A process whose queue has no work in it yet.
  bind(queues[role], [])
  return async () => {}
}

async function startDocuments(db: Knex, databaseUrl: string, log: Logger): Promise<Stop> {
  const settings = readSettings({
    ...redisSettings,
    ...storageSettings,
    ...scannerSettings,
    ...integritySettings,
    WORK_FOLDER: z.string().default('/work'),
  })
  await clearLeftovers(settings.WORK_FOLDER)
  const clamd = { host: settings.CLAMD_HOST, port: settings.CLAMD_PORT }
  const scannerOptions = {
    ...clamd,
    signaturesFolder: settings.SIGNATURES_FOLDER,
    maxAgeDays: settings.SIGNATURES_MAX_AGE_DAYS,
  }
  const storage = new Storage(settings)
  const scanner = watchScanner(scannerOptions, db, log)
  const tools = { storage, scanner, clamd, scratch: { folder: settings.WORK_FOLDER, limit: scratchLimit } }
  const people = connect(databaseUrl, 'muniment-people', concurrency, 'muniment_app')
  const handlers = bind(queues.documents, [...documentHandlers(tools), ...bulkHandlers(people)])
  const stop = startWork({
    queue: 'documents',
    actor: 'scan',
    db,
    databaseUrl,
    redisUrl: settings.REDIS_URL,
    concurrency,
    handlers,
    sweeps,
    tools: { storage, scanner, jobs: [...handlers.keys()] },
    log,
  })
  const stopPreviews = await startPreviews(db, databaseUrl, { ...settings, storage }, log)
  const stopChecks = startChecks(db, databaseUrl, { ...settings, storage }, log)
  measure(db, scanner)
  return async () => {
    await Promise.all([stop(), stopPreviews(), stopChecks()])
    scanner.close()
    storage.close()
    await people.destroy()
  }
}

/** Previews have a queue of their own, so that drawing a book keeps no file from its virus check. */
async function startPreviews(
  db: Knex,
  databaseUrl: string,
  settings: { REDIS_URL: string; WORK_FOLDER: string; storage: Storage },
  log: Logger,
): Promise<Stop> {
  const { WORK_FOLDER: workFolder, storage } = settings
  const confinement = await probeConfinement(workFolder)
  const { landlock, filter } = confinement
  if (!landlock || filter === null) {
    log.warn({ landlock, filter: filter !== null }, 'this machine cannot confine readers of documents to their folder')
  }
  const handlers = bind(queues.previews, previewHandlers({ storage, confinement, workFolder }))
  return startWork({
    queue: 'previews',
    actor: 'preview',
    db,
    databaseUrl,
    redisUrl: settings.REDIS_URL,
    concurrency: previewsAtOnce,
    handlers,
    sweeps: previewSweeps,
    tools: { jobs: [...handlers.keys()] },
    log,
  })
}

/** So have checks of what is stored: one object is read at a time, for hours. */
function startChecks(
  db: Knex,
  databaseUrl: string,
  settings: z.infer<z.ZodObject<typeof integritySettings>> & { REDIS_URL: string; storage: Storage },
  log: Logger,
): Stop {
  const tools = {
    storage: settings.storage,
    days: settings.INTEGRITY_DAYS,
    bytesPerSecond: settings.INTEGRITY_MB_PER_SECOND * 1_000_000,
    pauses: patience,
  }
  const handlers = bind(queues.integrity, integrityHandlers(tools))
  return startWork({
    queue: 'integrity',
    actor: 'integrity',
    db,
    databaseUrl,
    redisUrl: settings.REDIS_URL,
    concurrency: 1,
    handlers,
    sweeps: integritySweeps,
    tools: { jobs: [...handlers.keys()], hour: settings.INTEGRITY_HOUR },
    log,
  })
}

function startOutbound(db: Knex, databaseUrl: string, log: Logger): Stop {
  const settings = readSettings({ ...redisSettings, ...sealSettings, MUNIMENT_ORIGIN: z.url() })
  unlockSettings(settings.SETTINGS_KEY)
  const handlers = bind(queues.outbound, mailHandlers(settings.MUNIMENT_ORIGIN))
  return startWork({
    queue: 'outbound',
    actor: 'mail',
    db,
    databaseUrl,
    redisUrl: settings.REDIS_URL,
    concurrency,
    handlers,
    sweeps: mailSweeps,
    tools: { jobs: [...handlers.keys()] },
    log,
  })
}

/** Removes what a killed worker left in its scratch folder; another one may be using what is young. */
async function clearLeftovers(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const name of await readdir(folder)) {
    if (!name.startsWith('muniment-gate-') && !name.startsWith(previewFolder)) continue
    const path = join(folder, name)
    const facts = await stat(path).catch(() => null)
    if (facts && Date.now() - facts.mtimeMs > 3_600_000) await rm(path, { recursive: true, force: true })
  }
}

await main()
