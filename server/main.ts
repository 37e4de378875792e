import { createServer } from 'node:http'
import { createAuth } from '@muniment/core/accounts/auth.ts'
import { connect } from '@muniment/core/db.ts'
import {
  accountSettings,
  commonSettings,
  port,
  providerSettings,
  readSettings,
  redisSettings,
  sealSettings,
  storageSettings,
  uploadSettings,
} from '@muniment/core/env.ts'
import { createLog } from '@muniment/core/log.ts'
import { listenInside } from '@muniment/core/metrics/listen.ts'
import { openProviderDesk } from '@muniment/core/providers/desk.ts'
import { unlockSettings } from '@muniment/core/settings/seal.ts'
import { watchDisk } from '@muniment/core/status/disk.ts'
import { Storage } from '@muniment/core/storage.ts'
import { createApp } from './app.ts'
import { connectRedis } from './limits.ts'
import { measureDisk } from './metrics.ts'
import { startRealtime } from './realtime.ts'
import type { Services } from './services.ts'
import { OpenStreams } from './streams.ts'
import { createUploads } from './uploads/tus.ts'

const settings = readSettings({
  ...commonSettings,
  ...storageSettings,
  ...redisSettings,
  ...accountSettings,
  ...uploadSettings,
  ...sealSettings,
  ...providerSettings,
  PORT: port.default(8000),
})
const log = createLog('server', settings.LOG_LEVEL)
unlockSettings(settings.SETTINGS_KEY)

const storage = new Storage(settings)
const disk = watchDisk(storage, settings.DISK_FLOOR_BYTES, log)
measureDisk(disk)
const auth = createAuth(settings, log)
const services: Services = {
  db: connect(settings.DATABASE_URL, 'muniment-server', 20),
  accountsDb: connect(settings.AUTH_DATABASE_URL, 'muniment-accounts', 5),
  auth,
  providers: openProviderDesk({
    journeys: auth.journeys,
    origin: settings.MUNIMENT_ORIGIN,
    allowLocal: settings.ALLOW_LOCAL_PROVIDERS,
  }),
  allowLocalProviders: settings.ALLOW_LOCAL_PROVIDERS,
  storage,
  disk,
  log,
  openStreams: new OpenStreams(),
  uploads: createUploads({
    storage,
    disk,
    log,
    limitBytes: settings.UPLOAD_LIMIT_BYTES,
    databaseUrl: settings.DATABASE_URL,
  }),
  origin: settings.MUNIMENT_ORIGIN,
  version: settings.MUNIMENT_VERSION,
  uploadLimitBytes: settings.UPLOAD_LIMIT_BYTES,
}
const redis = connectRedis(settings.REDIS_URL, log)
const http = createServer(createApp(services, redis))
// An upload of 2 GB over a slow line takes its time; a header does not.
http.requestTimeout = 0
http.headersTimeout = 20_000
http.keepAliveTimeout = 65_000
const realtime = startRealtime(http, services, settings.REDIS_URL, settings.DATABASE_URL)

// Storage and Redis may be away: reads go on, and what needs them says so. Without the database nothing can be answered,
// but a restart would not help either, so health is only about this process being able to answer at all.
const inside = await listenInside(settings.METRICS_PORT, async () => null)

await new Promise<void>((resolve, reject) => {
  http.once('error', reject)
  http.listen(settings.PORT, resolve)
})
log.info({ port: settings.PORT, version: settings.MUNIMENT_VERSION }, 'listening')

let stopping = false
async function stop(signal: string): Promise<void> {
  if (stopping) return
  stopping = true
  log.info({ signal }, 'stopping')
  // Requests under way get ten seconds; what an upload has by then is kept, and its client goes on elsewhere.
  setTimeout(() => process.exit(0), 10_000).unref()
  const closed = new Promise<void>((resolve) => http.close(() => resolve()))
  services.uploads.stop()
  await realtime.close()
  http.closeIdleConnections()
  await closed
  await services.uploads.close()
  await inside.close()
  redis.disconnect()
  await Promise.all([services.db.destroy(), services.accountsDb.destroy(), services.auth.close()])
  process.exit(0)
}
process.on('SIGTERM', (signal) => void stop(signal))
process.on('SIGINT', (signal) => void stop(signal))
