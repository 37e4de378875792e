import NodeClam from 'clamscan'
import type { Socket } from 'node:net'
import { pipeline, Transform, type Readable } from 'node:stream'

export interface ClamdOptions {
  host: string
  port: number
  /** No byte taken for so long: clamd hangs. Milliseconds. */
  sendTimeout?: number
  /** No verdict for so long after the last byte; longer than its own MaxScanTime (600 s). */
  verdictTimeout?: number
  signal?: AbortSignal
}

/** What clamd said of one stream. Only `clean` lets a file pass. */
export type ClamdVerdict =
  | { result: 'clean' }
  | { result: 'infected'; signature: string }
  | { result: 'held'; code: 'encrypted' | 'limits_exceeded'; detail: string }
  /** It answered, but with an error: worth another try, and a hold if that goes on. */
  | { result: 'failed'; detail: string }

/** clamd cannot be reached, hangs, or went away in mid-scan: the file waits. */
export class ScannerUnreachable extends Error {
  constructor(detail: string, options?: ErrorOptions) {
    super(`The virus scanner does not answer: ${detail}`, options)
    this.name = 'ScannerUnreachable'
  }
}

const connectTimeout = 10_000

/** Gives access to the socket of one scan: clamscan itself neither waits for it to drain nor gives it up. */
class OneScan extends NodeClam {
  socket: Socket | null = null
  readonly #connected: () => void

  constructor(connected: () => void) {
    super()
    this.#connected = connected
  }

  override async _initSocket(label?: string): Promise<Socket> {
    this.socket = await super._initSocket(label)
    this.#connected()
    return this.socket
  }
}

/** Judges clamd's answer by its exact words; whatever is not understood does not pass. */
export function readAnswer(answer: string): ClamdVerdict {
  const line = answer.replaceAll('\0', '').trim()
  if (line === 'stream: OK') return { result: 'clean' }
  const signature = /^stream: (.+) FOUND$/.exec(line)?.[1]
  if (signature?.startsWith('Heuristics.Limits.Exceeded')) {
    return { result: 'held', code: 'limits_exceeded', detail: signature }
  }
  if (signature?.startsWith('Heuristics.Encrypted')) return { result: 'held', code: 'encrypted', detail: signature }
  if (signature) return { result: 'infected', signature }
  if (/size limit exceeded/i.test(line)) return { result: 'held', code: 'limits_exceeded', detail: line }
  return { result: 'failed', detail: line }
}

/** clamscan rejects for an answer it does not like and for a broken connection alike. */
function readFailure(error: unknown): ClamdVerdict {
  const message = error instanceof Error ? error.message : String(error)
  const answer =
    /^(?:Scan aborted. Reply from server:|An error occurred while scanning the piped-through stream:)(.*)$/s
  const said = answer.exec(message)?.[1]?.replaceAll('\0', '').trim()
  if (!said) throw new ScannerUnreachable(message, { cause: error })
  return readAnswer(said)
}

/**
 * Sends one stream, which must not be empty, to clamd and gives its verdict. Reads no faster than clamd takes. Throws
 * ScannerUnreachable when clamd cannot be reached, hangs or goes away, and the stream's own error when that fails.
 */
export async function scanStream(stream: Readable, options: ClamdOptions): Promise<ClamdVerdict> {
  const { sendTimeout = 60_000, verdictTimeout = 660_000 } = options
  const failure = Promise.withResolvers<never>()
  const stop = (): void => failure.reject(options.signal?.reason)
  options.signal?.addEventListener('abort', stop, { once: true })
  let timer: NodeJS.Timeout | undefined
  const waitFor = (what: string, milliseconds: number): void => {
    clearTimeout(timer)
    timer = setTimeout(() => failure.reject(new ScannerUnreachable(`${what} for ${milliseconds} ms`)), milliseconds)
  }
  let allSent = false
  const scan = new OneScan(() => {
    if (!allSent) clearTimeout(timer)
  })
  await scan.init({
    preference: 'clamdscan',
    clamscan: { active: false, path: '' },
    clamdscan: {
      host: options.host,
      port: options.port,
      // Never reached: at its end clamscan would close the connection and still not settle.
      timeout: sendTimeout + verdictTimeout,
      localFallback: false,
      bypassTest: true,
      path: '',
      active: true,
    },
  })

  const feed = new Transform({
    transform(chunk, _encoding, done) {
      const { socket } = scan
      if (!socket?.writableNeedDrain) return done(null, chunk)
      waitFor('it took no bytes', sendTimeout)
      return socket.once('drain', () => {
        clearTimeout(timer)
        done(null, chunk)
      })
    },
    flush(done) {
      allSent = true
      waitFor('it gave no verdict', verdictTimeout)
      done()
    },
  })
  waitFor('it took no connection', connectTimeout)
  const answered = scan.scanStream(feed)
  pipeline(stream, feed, (error) => {
    if (error) failure.reject(error)
  })
  try {
    const { resultString } = await Promise.race([answered, failure.promise])
    if (resultString.trim() === '') throw new ScannerUnreachable('it went away')
    return readAnswer(resultString)
  } catch (error) {
    const ours = error instanceof ScannerUnreachable || error === stream.errored || options.signal?.aborted
    if (ours) throw error
    return readFailure(error)
  } finally {
    clearTimeout(timer)
    options.signal?.removeEventListener('abort', stop)
    stream.destroy()
    feed.destroy()
    scan.socket?.destroy()
  }
}
