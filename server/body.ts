import type { ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'
import { AppError } from '@muniment/core/errors.ts'

/** How the reading of a body ended: whole, by a broken or silent connection, or because it was told to. */
export type Ending = 'end' | 'cut' | 'stopped'

/**
 * Frees a chunk at once. Left to the garbage collector, the chunks of a large body make it run all the time: most of the
 * server's time, and a hundred megabytes, went there. A chunk that shares its memory with others is left alone.
 */
function free({ buffer, byteLength }: Buffer): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) buffer.transfer(0)
}

/** A fast body comes in many small chunks if each is taken at once: past so many bytes, it is let gather. */
const gatheredAfter = 1024 * 1024
/** Less than this in one chunk: there was no more to read yet (Node reads 64 KiB at a time). */
const smallChunk = 48 * 1024
/** How long small chunks are let gather (ms). */
const gatheredFor = 2

/**
 * Reads a body chunk by chunk until its end. `accept` takes a chunk at once (null) or says when it has (a promise;
 * reading pauses meanwhile), and the chunk is gone afterwards; what it throws ends the reading. `stop` ends it too, as
 * soon as the chunk in hand is taken, and a connection that is silent for `idleAfter` ms counts as broken. The stream
 * itself is left open: an answer can still go out on its connection.
 */
export function readBody(
  body: Readable,
  stop: AbortSignal,
  idleAfter: number,
  accept: (chunk: Buffer) => Promise<void> | null,
): Promise<Ending> {
  return new Promise((resolve, reject) => {
    let busy = false
    let ending: Ending | null = null
    let lastHeard = performance.now()
    let taken = 0
    let gathering: NodeJS.Timeout | undefined

    function finish(settle: () => void): void {
      body.off('data', onData).off('end', onEnd).off('close', onCut).off('error', onCut)
      body.on('error', ignore)
      body.pause()
      stop.removeEventListener('abort', onStop)
      clearInterval(idle)
      clearTimeout(gathering)
      settle()
    }

    function conclude(how: Ending): void {
      ending ??= how
      const reached = ending
      if (!busy) finish(() => resolve(reached))
    }

    function fail(error: unknown): void {
      finish(() => reject(error))
    }

    /** A read, an event and a wake-up of the sender for every 16 KiB cost a tenth of the speed. */
    function gather(): void {
      body.pause()
      gathering = setTimeout(() => body.resume(), gatheredFor)
    }

    function onData(chunk: Buffer): void {
      lastHeard = performance.now()
      taken += chunk.length
      const small = taken > gatheredAfter && chunk.length < smallChunk
      let taking: Promise<void> | null
      try {
        taking = accept(chunk)
      } catch (error) {
        fail(error)
        return
      }
      if (taking === null) {
        free(chunk)
        if (small) gather()
        return
      }
      busy = true
      body.pause()
      taking.then(() => {
        busy = false
        free(chunk)
        lastHeard = performance.now()
        if (ending !== null) conclude(ending)
        else body.resume()
      }, fail)
    }

    const ignore = (): void => undefined
    const onEnd = (): void => conclude('end')
    const onCut = (): void => conclude('cut')
    const onStop = (): void => conclude('stopped')
    const idle = setInterval(() => {
      if (!busy && performance.now() - lastHeard >= idleAfter) conclude('cut')
    }, idleAfter / 4)

    if (stop.aborted) {
      onStop()
    } else if (body.readableEnded) {
      onEnd()
    } else if (body.destroyed) {
      onCut()
    } else {
      stop.addEventListener('abort', onStop, { once: true })
      body.on('end', onEnd).on('close', onCut).on('error', onCut).on('data', onData)
    }
  })
}

/** Storage that gives nothing for so long, in the middle of an object, has gone away (ms). */
const storageIdleAfter = 60_000

/**
 * Sends all of `body`, `length` bytes, as the rest of an answer and ends it; resolves when the client's connection has taken
 * it all. Throws when the body breaks off or has another length, and when `stop` is given or the client goes away: what the
 * client has of the answer by then is to be seen as broken off. Chunk by chunk, each freed as soon as it is written: a
 * pipeline leaves them to the garbage collector, and half of the speed.
 */
export async function sendBody(
  body: Readable,
  length: number,
  response: ServerResponse,
  stop: AbortSignal,
): Promise<void> {
  const gone = new AbortController()
  let sent = 0
  let written = (): void => undefined
  response.once('close', () => {
    gone.abort()
    written()
  })
  if (response.destroyed) gone.abort()
  // A client that does not read would hold on to what it may have no more.
  const cut = (): void => {
    if (response.headersSent) response.destroy()
  }
  stop.addEventListener('abort', cut, { once: true })
  try {
    const ending = await readBody(body, AbortSignal.any([stop, gone.signal]), storageIdleAfter, (chunk) => {
      sent += chunk.length
      return new Promise((resolve) => {
        written = resolve
        response.write(chunk, () => resolve())
      })
    })
    if (ending !== 'end' || sent !== length || response.destroyed) {
      body.destroy()
      throw new AppError('unavailable', 'Storage broke off in the middle of this file. Try again in a minute.', {
        cause: new Error(`${ending} after ${sent} of ${length} bytes`),
      })
    }
    await new Promise<void>((resolve) => {
      response.once('close', resolve).end(resolve)
    })
  } finally {
    stop.removeEventListener('abort', cut)
  }
}
