import { open, type FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'

/** Bytes that can be read at any place without holding them all: an object, a file, a part of either. */
export interface ByteSource {
  readonly size: number
  /** Exactly `length` bytes from `start`; asking beyond the end is an error. */
  read(start: number, length: number): Promise<Buffer>
  /** The same as a stream; meant for much, where `read` is meant for little. */
  stream(start: number, length: number): Readable
}

function checkRange(source: ByteSource, start: number, length: number): void {
  if (start < 0 || length < 0 || start + length > source.size) {
    throw new RangeError(`The bytes ${start}+${length} are not within ${source.size}`)
  }
}

/** Bytes that are in memory already. */
export function bufferSource(bytes: Buffer): ByteSource {
  const source: ByteSource = {
    size: bytes.length,
    async read(start, length) {
      checkRange(source, start, length)
      return bytes.subarray(start, start + length)
    },
    stream(start, length) {
      checkRange(source, start, length)
      return Readable.from(length === 0 ? [] : [bytes.subarray(start, start + length)])
    },
  }
  return source
}

/** A file; whoever opens it closes `handle`. */
export async function fileSource(path: string): Promise<{ source: ByteSource; handle: FileHandle }> {
  const handle = await open(path, 'r')
  const { size } = await handle.stat()
  const source: ByteSource = {
    size,
    async read(start, length) {
      checkRange(source, start, length)
      const bytes = Buffer.allocUnsafe(length)
      const { bytesRead } = await handle.read(bytes, 0, length, start)
      if (bytesRead < length) throw new RangeError('The file is shorter than it was')
      return bytes
    },
    stream(start, length) {
      checkRange(source, start, length)
      if (length === 0) return Readable.from([])
      return handle.createReadStream({ start, end: start + length - 1, autoClose: false })
    },
  }
  return { source, handle }
}

/** A part of another source, counted from its own zero. */
export function sliceOf(source: ByteSource, from: number, size: number): ByteSource {
  checkRange(source, from, size)
  if (from === 0 && size === source.size) return source
  const slice: ByteSource = {
    size,
    async read(start, length) {
      checkRange(slice, start, length)
      return source.read(from + start, length)
    },
    stream(start, length) {
      checkRange(slice, start, length)
      return source.stream(from + start, length)
    },
  }
  return slice
}

/**
 * Reads in blocks and keeps the last few: headers lie close together, and each read of an object is a request.
 * Holds `blockSize * blocks` bytes at most (4 MB).
 */
export function cachedSource(source: ByteSource, blockSize = 256 * 1024, blocks = 16): ByteSource {
  const kept = new Map<number, Promise<Buffer>>()

  async function block(index: number): Promise<Buffer> {
    const known = kept.get(index)
    if (known) {
      // A Map keeps the order of insertion: putting it in again makes it the youngest.
      kept.delete(index)
      kept.set(index, known)
      return known
    }
    const start = index * blockSize
    const loading = source.read(start, Math.min(blockSize, source.size - start))
    kept.set(index, loading)
    for (const oldest of kept.keys()) {
      if (kept.size <= blocks) break
      kept.delete(oldest)
    }
    try {
      return await loading
    } catch (error) {
      kept.delete(index)
      throw error
    }
  }

  const cached: ByteSource = {
    size: source.size,
    async read(start, length) {
      checkRange(cached, start, length)
      if (length > blockSize * 4) return source.read(start, length)
      const parts: Buffer[] = []
      for (let at = start; at < start + length;) {
        const index = Math.floor(at / blockSize)
        const bytes = await block(index)
        const part = bytes.subarray(at - index * blockSize, Math.min(bytes.length, start + length - index * blockSize))
        if (part.length === 0) throw new RangeError('The object is shorter than it was')
        parts.push(part)
        at += part.length
      }
      return parts.length === 1 && parts[0] ? parts[0] : Buffer.concat(parts, length)
    },
    stream: (start, length) => source.stream(start, length),
  }
  return cached
}
