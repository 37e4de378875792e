import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '../errors.ts'
import { isAbsent, type Storage } from '../storage.ts'
import type { Finding } from './schema.ts'
import type { StoredObjectRow } from './table.ts'

export interface Reading {
  bytesPerSecond: number
  /** Milliseconds before each further try of an object that cannot be read to its end. */
  pauses: readonly number[]
}

/** Storage that restarts is back within these; a file that fails all of them fails for itself. */
export const patience: readonly number[] = [2000, 10_000, 30_000]

/** What of storage a check needs. */
export type Readable = Pick<Storage, 'open' | 'list'>

type Stored = Pick<StoredObjectRow, 'object_id' | 'size' | 'sha256'>

async function readOnce(storage: Readable, object: Stored, rate: number, signal: AbortSignal): Promise<Finding> {
  const { stream, size } = await storage.open('documents', object.object_id, { signal })
  if (size !== object.size) {
    stream.destroy()
    return 'size'
  }
  const hash = createHash('sha256')
  const began = performance.now()
  let read = 0
  for await (const chunk of stream) {
    hash.update(chunk)
    read += Buffer.byteLength(chunk)
    // What is not taken from the stream waits in storage: so it is slowed down, and uploads are not.
    const ahead = (read / rate) * 1000 - (performance.now() - began)
    if (ahead > 20) await sleep(ahead, undefined, { signal })
  }
  if (read !== object.size) return 'size'
  return hash.digest().equals(object.sha256) ? 'whole' : 'sha256'
}

/**
 * Reads an object to its end, in constant memory and no faster than told, and says whether it is what it was. One that
 * cannot be read while storage answers otherwise is `unreadable`; storage that is away throws `unavailable`, and says nothing
 * about any object.
 */
export async function readObject(
  storage: Readable,
  object: Stored,
  { bytesPerSecond, pauses }: Reading,
  signal: AbortSignal,
): Promise<Finding> {
  for (const pause of [...pauses, null]) {
    try {
      return await readOnce(storage, object, bytesPerSecond, signal)
    } catch (error) {
      signal.throwIfAborted()
      if (isAbsent(error)) return 'missing'
      if (pause === null) break
      await sleep(pause, undefined, { signal })
    }
  }
  await storage.list('documents', '', { most: 1, signal }).catch((error: unknown) => {
    throw new AppError('unavailable', 'Storage does not answer, so nothing can be said of what is in it.', {
      cause: error,
    })
  })
  return 'unreadable'
}
