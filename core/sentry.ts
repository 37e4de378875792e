// Loaded by --import before everything else, so that it can watch the modules that come after. Without an address it
// sends nothing.
import * as Sentry from '@sentry/node'
import { commonSettings, readSettings } from './env.ts'

const settings = readSettings({
  SENTRY_DSN: commonSettings.SENTRY_DSN,
  MUNIMENT_VERSION: commonSettings.MUNIMENT_VERSION,
})

if (settings.SENTRY_DSN !== '') {
  Sentry.init({
    dsn: settings.SENTRY_DSN,
    release: settings.MUNIMENT_VERSION,
    tracesSampleRate: 0,
    // Bodies are people's documents: never copied, never sent.
    integrations: [Sentry.httpIntegration({ maxRequestBodySize: 'none' })],
  })
}

/** Tells Sentry of what is our fault; bad input never comes here. */
export function reportFault(error: unknown): void {
  Sentry.captureException(error)
}
