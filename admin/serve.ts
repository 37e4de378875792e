import { createServer } from 'node:http'
import { createAuth } from '@muniment/core/accounts/auth.ts'
import { connect } from '@muniment/core/db.ts'
import { accountSettings, commonSettings, port, readSettings, sealSettings } from '@muniment/core/env.ts'
import { createLog } from '@muniment/core/log.ts'
import { listenInside } from '@muniment/core/metrics/listen.ts'
import { unlockSettings } from '@muniment/core/settings/seal.ts'
import { createApp } from './app.ts'
import { readManifest } from './assets.ts'

/** Starts the console and keeps it until a signal ends it. */
export async function serve(): Promise<void> {
  const settings = readSettings({
    ...commonSettings,
    ...accountSettings,
    ...sealSettings,
    ADMIN_PORT: port.default(8001),
  })
  const log = createLog('admin', settings.LOG_LEVEL)
  // For the links in the mails that it owes; what is kept sealed it cannot read from the database.
  unlockSettings(settings.SETTINGS_KEY)
  const db = connect(settings.DATABASE_URL, 'muniment-admin', 8)
  const accountsDb = connect(settings.AUTH_DATABASE_URL, 'muniment-admin-accounts', 2)
  const auth = createAuth(settings, log)

  const app = createApp(
    { db, accountsDb, auth, log, origin: settings.MUNIMENT_ORIGIN, version: settings.MUNIMENT_VERSION },
    readManifest(),
  )

  const server = createServer(app)
  // A browser or proxy that sends nothing must not keep a connection for ever.
  server.headersTimeout = 20_000
  server.requestTimeout = 60_000
  // Longer than the proxy keeps one, so that it never sends into one that is just being closed.
  server.keepAliveTimeout = 100_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(settings.ADMIN_PORT, resolve)
  })
  // Without the database nothing can be answered, but a restart would not help: health is about this process alone.
  const inner = await listenInside(settings.METRICS_PORT, async () => null)
  log.info({ port: settings.ADMIN_PORT }, 'the console answers')

  let stopping = false
  const stop = async (): Promise<void> => {
    if (stopping) return
    stopping = true
    server.closeIdleConnections()
    await new Promise((resolve) => {
      server.close(resolve)
      setTimeout(() => server.closeAllConnections(), 5000).unref()
    })
    await Promise.all([inner.close(), auth.close(), db.destroy(), accountsDb.destroy()])
  }
  process.once('SIGTERM', () => void stop())
  process.once('SIGINT', () => void stop())
}
