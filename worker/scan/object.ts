import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { isAbsent, type Bucket, type Storage } from '@muniment/core/storage.ts'
import { Hold } from './hold.ts'
import type { ByteSource } from './source.ts'

export interface ObjectFacts {
  bucket: Bucket
  key: string
  size: number
  etag: string
}

/** Other bytes lie under the key than those that were acknowledged. */
export function changed(): Hold {
  return new Hold(
    'scan_failed',
    'What is stored of this file is not what was uploaded, so it stays locked. Upload it again, and tell your administrator.',
  )
}

/**
 * One stored object as a source, bound to the size and ETag that were acknowledged: other bytes under its key are a
 * Hold, and so is an object that is gone.
 */
export async function openObject(storage: Storage, object: ObjectFacts, signal?: AbortSignal): Promise<ByteSource> {
  const { bucket, key, size, etag } = object
  const stored = await storage.head(bucket, key)
  if (!stored || stored.size !== size || stored.etag !== etag) throw changed()

  const options = { ifMatch: etag, ...(signal && { signal }) }
  async function* bytes(start: number, length: number): AsyncGenerator<Buffer> {
    if (length === 0) return
    try {
      const { stream } = await storage.open(bucket, key, { ...options, range: { start, end: start + length - 1 } })
      yield* stream
    } catch (error) {
      if (isAbsent(error)) throw changed()
      throw error
    }
  }
  return {
    size,
    async read(start, length) {
      const read = await buffer(bytes(start, length))
      if (read.length !== length) throw new Error(`Storage gave ${read.length} bytes instead of ${length}`)
      return read
    },
    stream: (start, length) => Readable.from(bytes(start, length)),
  }
}
