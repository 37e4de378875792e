import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { systemContext } from '@muniment/core/context.ts'
import { connect, type Knex } from '@muniment/core/db.ts'
import { commonSettings, readSettings, redisSettings, scannerSettings, storageSettings } from '@muniment/core/env.ts'
import { queues } from '@muniment/core/jobs/queues.ts'
import { createLog, type Logger } from '@muniment/core/log.ts'
import { listenInside } from '@muniment/core/metrics/listen.ts'
import { Storage } from '@muniment/core/storage.ts'
import { startDispatch } from './dispatch.ts'
import { documentHandlers } from './documents.ts'
import { bind, perform } from './handle.ts'
import { watchHealth } from './health.ts'
import { measure } from './metrics.ts'
import { openQueue } from './queue.ts'
import { watchScanner } from './scan/watch.ts'
import { startSweeps } from './sweeps.ts'

// worker/main.ts documents|outbound|backups: one program, one queue each.

/** Scans at once: clamd has four threads, and two cores are usual. */
const concurrency = 2
/** Largest nested archive that is unpacked to disk while a file is judged. */
const scratchLimit = 1_000_000_000
/** For work under way when the worker is told to stop: to end by itself, then to hand itself back. */
const graceMilliseconds = 7000
const handBackMilliseconds = 2500

type Stop = () => Promise<void>

async function main(): Promise<void> {
  const role = z.enum(['documents', 'outbound', 'backups']).parse(process.argv[2])
  const { LOG_LEVEL, METRICS_PORT, DATABASE_URL } = readSettings(commonSettings)
  const log = createLog(role === 'documents' ? 'worker' : role, LOG_LEVEL)
  // Nothing may end the process but us: what is unexpected is told, and the work is found again.
  process.on('unhandledRejection', (error) => log.error({ error }, 'a promise was left alone'))

  const db = connect(DATABASE_URL, `muniment-${role}`)
  const health = watchHealth(db)
  const inner = await listenInside(METRICS_PORT, health.check)
  const stopWork = role === 'documents' ? await startDocuments(db, DATABASE_URL, log) : idle(role)
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

/** A process whose queue has no work in it yet. */
function idle(role: 'outbound' | 'backups'): Stop {
  bind(queues[role], [])
  return async () => {}
}

async function startDocuments(db: Knex, databaseUrl: string, log: Logger): Promise<Stop> {
  const settings = readSettings({
    ...redisSettings,
    ...storageSettings,
    ...scannerSettings,
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
  const handlers = bind(queues.documents, documentHandlers(tools))
  const names = [...handlers.keys()]
  const stopping = new AbortController()
  const ctx = systemContext(db, log, 'scan')

  const performing = new Set<Promise<void>>()
  const queue = openQueue({
    name: 'documents',
    redisUrl: settings.REDIS_URL,
    concurrency,
    log,
    perform: async (id) => {
      const work = perform(ctx, handlers, id, stopping.signal)
      performing.add(work)
      try {
        await work
      } catch (error) {
        log.warn({ error, jobId: id }, 'how work ended could not be written down')
      } finally {
        performing.delete(work)
      }
    },
  })
  const dispatch = startDispatch({ db, databaseUrl, queue, names, log })
  const sweeping = startSweeps(systemContext(db, log, 'sweep'), { storage, scanner, jobs: names })
  measure(db, scanner)

  return async () => {
    await Promise.all([dispatch.close(), queue.close()])
    await atMost(graceMilliseconds, Promise.allSettled(performing))
    stopping.abort(new Error('the worker stops'))
    await atMost(handBackMilliseconds, Promise.allSettled([...performing, sweeping.close()]))
    scanner.close()
    storage.close()
  }
}

/** Removes what a killed worker left in its scratch folder; another one may be using what is young. */
async function clearLeftovers(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const name of await readdir(folder)) {
    if (!name.startsWith('muniment-gate-')) continue
    const path = join(folder, name)
    const facts = await stat(path).catch(() => null)
    if (facts && Date.now() - facts.mtimeMs > 3_600_000) await rm(path, { recursive: true, force: true })
  }
}

async function atMost(milliseconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  await Promise.race([
    work,
    new Promise((resolve) => {
      timer = setTimeout(resolve, milliseconds)
    }),
  ])
  clearTimeout(timer)
}

await main()
