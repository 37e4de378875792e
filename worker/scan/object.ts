import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type { Bucket, Storage } from '@muniment/core/storage.ts'
import type { ByteSource } from './source.ts'

export interface ObjectFacts {
  bucket: Bucket
  key: string
  size: number
  etag: string
}

/** Nothing, or something else, lies under the key. Tried again, as storage may be on its way back, then given up. */
export class StoredOtherwise extends Error {
  constructor() {
    super('What is stored is not what was uploaded')
    this.name = 'StoredOtherwise'
  }
}

/**
 * One stored object as a source, bound to the size and ETag that were acknowledged: other bytes under its key, or
 * none, are an error.
 */
export async function openObject(storage: Storage, object: ObjectFacts, signal?: AbortSignal): Promise<ByteSource> {
  const { bucket, key, size, etag } = object
  const stored = await storage.head(bucket, key)
  if (!stored || stored.size !== size || stored.etag !== etag) throw new StoredOtherwise()

  const options = { ifMatch: etag, ...(signal && { signal }) }
  async function* bytes(start: number, length: number): AsyncGenerator<Buffer> {
    if (length === 0) return
    const { stream } = await storage.open(bucket, key, { ...options, range: { start, end: start + length - 1 } })
    yield* stream
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
