import { createGunzip } from 'node:zlib'
import { pipeline } from 'node:stream'
import { beginsAsZip, mayEndAsZip, tailSize } from './directory.ts'
import type { ByteSource } from './source.ts'

// What zips may be wrapped in. The virus scanner opens these by itself, but it skips the zip64 inside.

const block = 512

/** How many first bytes tell what a file is. */
export const headSize = block

export function isGzip(head: Buffer): boolean {
  return head.length >= 18 && head.readUInt16BE(0) === 0x1f8b && head[2] === 8
}

/** A tar is told by the checksum of its first header, as old ones have no other mark. */
export function isTar(head: Buffer): boolean {
  if (head.length < block) return false
  const stated = octal(head.subarray(148, 156))
  let sum = 8 * 0x20
  for (let at = 0; at < block; at++) if (at < 148 || at >= 156) sum += head[at] ?? 0
  return stated !== null && stated === sum && sum > 8 * 0x20
}

/** True when a file with this beginning and this end (`tailSize` bytes of it) may hold other files. */
export function mayHoldFiles(head: Buffer, tail: Buffer): boolean {
  return beginsAsZip(head) || isGzip(head) || isTar(head) || mayEndAsZip(tail.subarray(-tailSize))
}

function octal(field: Buffer): number | null {
  const text = field.toString('latin1').replaceAll('\0', ' ').trim()
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : null
}

/** The number in a header's size field, which large files write in binary. */
function tarSize(header: Buffer): number | null {
  const first = header[124] ?? 0
  if ((first & 0x80) === 0) return octal(header.subarray(124, 136))
  const size = header.readBigUInt64BE(128)
  return size > BigInt(Number.MAX_SAFE_INTEGER) ? null : Number(size)
}

/**
 * The plain files in a tar, where they lie, also those behind its end or behind a damaged header: unpackers differ in
 * how they go on there.
 */
export async function* tarMembers(source: ByteSource): AsyncGenerator<{ start: number; size: number }> {
  for (let at = 0; at + block <= source.size;) {
    const header = await source.read(at, block)
    const size = isTar(header) ? tarSize(header) : null
    at += block
    if (size === null) continue
    const kind = header.toString('latin1', 156, 157)
    const present = Math.min(size, source.size - at)
    if (['0', '\0', '7'].includes(kind) && present > 0) yield { start: at, size: present }
    at += Math.ceil(size / block) * block
  }
}

/** What a gzip holds, as far as it can be unpacked: of a damaged one that is what unpackers give, too. */
export async function* gunzip(source: ByteSource): AsyncGenerator<Buffer> {
  try {
    for await (const chunk of pipeline(
      source.stream(0, source.size),
      createGunzip({ chunkSize: 64 * 1024 }),
      () => {},
    )) {
      if (!Buffer.isBuffer(chunk)) throw new TypeError('A stream of bytes gave something else')
      yield chunk
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    if (typeof code !== 'string' || !/^Z_[A-Z]+_ERROR$/.test(code)) throw error
  }
}
