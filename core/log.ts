import { AsyncLocalStorage } from 'node:async_hooks'
import { pino, stdSerializers, type Logger } from 'pino'

export type { Logger }

/** What every log line of one request or job carries. */
export interface LogScope {
  requestId?: string
  jobId?: string
}

const scopes = new AsyncLocalStorage<LogScope>()

/** Runs `work` with `scope` on each line that is logged inside it. */
export function withLogScope<T>(scope: LogScope, work: () => T): T {
  return scopes.run(scope, work)
}

export function currentLogScope(): LogScope {
  return scopes.getStore() ?? {}
}

/** JSON lines on stdout; messages are constant, values go into the object. Secrets are cut out by name, at any of two depths. */
export function createLog(process: string, level: string): Logger {
  const secretNames = ['password', 'token', 'secret', 'cookie', 'authorization', 'set-cookie', 'link']
  return pino({
    level,
    base: { process },
    // An Error has no enumerable properties: without this it would be logged as {}.
    serializers: { error: stdSerializers.err },
    mixin: () => scopes.getStore() ?? {},
    redact: {
      paths: secretNames.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]),
      censor: '[cut]',
    },
    timestamp: pino.stdTimeFunctions.isoTime,
  })
}
