import pg from 'pg'
import type { Logger } from './log.ts'

export interface ListenOptions {
  log: Logger
  applicationName?: string
  /** The connection is gone: from now on notifications are missed. */
  onLost?: () => void
  /** Listening, at first and after each loss: what was said before is unknown, so look at once. */
  onBack?: () => void
}

export interface Listener {
  /** False while notifications would be missed. */
  readonly listening: boolean
  close: () => Promise<void>
}

const firstDelay = 250
const longestDelay = 5000
const pingEvery = 10_000
const answerWithin = 8000

/**
 * Keeps one connection that LISTENs to `channels`, makes a new one whenever it is lost, and calls `onNotification` for
 * each notification. A connection that does not answer for some seconds counts as lost. What Postgres said while there
 * was no connection is gone: use `onBack` to catch up.
 */
export function listen(
  url: string,
  channels: readonly string[],
  onNotification: (channel: string, payload: string) => void,
  options: ListenOptions,
): Listener {
  const { log } = options
  let closed = false
  let listening = false
  let client: pg.Client | null = null
  let timer: NodeJS.Timeout | undefined
  let delay = firstDelay

  function guarded(work: (() => void) | undefined): void {
    try {
      work?.()
    } catch (error) {
      log.error({ error }, 'a listener failed')
    }
  }

  function lost(gone: pg.Client, error: unknown): void {
    if (gone !== client) return
    client = null
    clearTimeout(timer)
    gone.end().catch(() => undefined)
    if (closed) return
    if (listening) guarded(options.onLost)
    listening = false
    log.warn(
      { error: error instanceof Error ? error.message : error, channels, delay },
      'not listening to the database',
    )
    timer = setTimeout(() => void open(), delay)
    delay = Math.min(2 * delay, longestDelay)
  }

  function pingLater(current: pg.Client): void {
    timer = setTimeout(() => {
      current.query('select 1').then(
        () => {
          if (current === client) pingLater(current)
        },
        (error: unknown) => lost(current, error),
      )
    }, pingEvery)
  }

  async function open(): Promise<void> {
    const current = new pg.Client({
      connectionString: url,
      application_name: options.applicationName ?? 'muniment-listener',
      connectionTimeoutMillis: answerWithin,
      query_timeout: answerWithin,
      keepAlive: true,
    })
    client = current
    current.on('error', (error) => lost(current, error))
    current.on('end', () => lost(current, new Error('the connection ended')))
    current.on('notification', ({ channel, payload }) => guarded(() => onNotification(channel, payload ?? '')))
    try {
      await current.connect()
      for (const channel of channels) await current.query(`listen ${current.escapeIdentifier(channel)}`)
    } catch (error) {
      lost(current, error)
      return
    }
    if (current !== client) return
    listening = true
    delay = firstDelay
    guarded(options.onBack)
    pingLater(current)
  }

  void open()
  return {
    get listening() {
      return listening
    },
    close: async () => {
      closed = true
      listening = false
      clearTimeout(timer)
      const last = client
      client = null
      await last?.end().catch(() => undefined)
    },
  }
}
