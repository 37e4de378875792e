import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline, Readable } from 'node:stream'
import { crc32, createInflateRaw, inflateRawSync } from 'node:zlib'
import { z } from 'zod'
import { headSize, mayHoldFiles } from './containers.ts'
import { hashName, tailSize, type Layout, type Member } from './directory.ts'
import { Hold, malformed } from './hold.ts'
import { bufferSource, fileSource, sliceOf, type ByteSource } from './source.ts'

const localHeaderSize = 30
const localSignature = 0x04034b50
const tinyCompressed = 64 * 1024
const tinySize = 1024 * 1024
/** Up to here a member is unpacked in memory in one go; above it is streamed. */
const smallCompressed = 1024 * 1024
const smallSize = 8 * 1024 * 1024

/** A member whose local header was read: where its bytes are, and where the next may begin. */
export interface PlacedMember extends Member {
  dataStart: number
  dataEnd: number
}

/**
 * Reads the local header in front of a member's bytes and compares it with the central directory: a program that
 * reads front to back must find the same file as one that starts from the directory.
 */
export async function placeMember(layout: Layout, member: Member): Promise<PlacedMember> {
  const { source } = layout
  if (member.offset + localHeaderSize > layout.directoryStart) throw malformed('a file lies outside of it')
  const header = await source.read(member.offset, localHeaderSize)
  if (header.readUInt32LE(0) !== localSignature) throw malformed('a file is not where its list says')
  const flags = header.readUInt16LE(6)
  const nameLength = header.readUInt16LE(26)
  const extraLength = header.readUInt16LE(28)
  const dataStart = member.offset + localHeaderSize + nameLength + extraLength
  const dataEnd = dataStart + member.compressedSize
  if (dataEnd > layout.directoryStart) throw malformed('a file reaches beyond its place')

  const variable = await source.read(member.offset + localHeaderSize, nameLength + extraLength)
  const local64 = readLocal64(variable.subarray(nameLength))
  const sizesFollow = (flags & 0x8) !== 0
  const declared = {
    compressedSize: header.readUInt32LE(18),
    size: header.readUInt32LE(22),
    crc32: header.readUInt32LE(14),
  }
  const sizesAgree =
    agrees(declared.size, local64, 0, member.size) &&
    agrees(declared.compressedSize, local64, 8, member.compressedSize) &&
    declared.crc32 === member.crc32
  // A writer that streams does not know sizes yet: zeros (or the zip64 placeholder) in front, the truth behind.
  const unknownYet = sizesFollow && [0, member.crc32].includes(declared.crc32) && isPlaceholder(declared, member)
  const locallyEncrypted = (flags & 0x2041) !== 0
  if (
    header.readUInt16LE(8) !== member.method ||
    locallyEncrypted !== member.encrypted ||
    hashName(variable.subarray(0, nameLength)) !== member.nameHash ||
    !(sizesAgree || unknownYet)
  ) {
    throw malformed('a file and its list describe it differently')
  }
  return { ...member, zip64: member.zip64 || local64 !== null, dataStart, dataEnd }
}

function isPlaceholder(declared: { compressedSize: number; size: number }, member: Member): boolean {
  const unknown = [0, 0xffffffff]
  return (
    (unknown.includes(declared.size) || declared.size === member.size) &&
    (unknown.includes(declared.compressedSize) || declared.compressedSize === member.compressedSize)
  )
}

function agrees(declared: number, local64: Buffer | null, at: number, expected: number): boolean {
  if (declared === expected) return true
  if (declared !== 0xffffffff || !local64 || local64.length < at + 8) return false
  return local64.readBigUInt64LE(at) === BigInt(expected)
}

/** The zip64 field of a local header, or null. */
function readLocal64(extra: Buffer): Buffer | null {
  for (let at = 0; at + 4 <= extra.length;) {
    const length = extra.readUInt16LE(at + 2)
    if (extra.readUInt16LE(at) === 1) return extra.subarray(at + 4, at + 4 + length)
    at += 4 + length
  }
  return null
}

/** Refuses files that share bytes: a few kilobytes that are listed a thousand times, or a file quoted inside another. */
export function refuseOverlap(members: readonly PlacedMember[]): void {
  let end = 0
  for (const member of members) {
    if (member.offset < end) throw malformed('files in it overlap')
    end = member.dataEnd
  }
}

/**
 * Refuses files that lie between the listed ones: a program that reads front to back would unpack what nobody checked.
 * `members` are in the order of their places; `from` is where to begin looking.
 */
export async function refuseUnlisted(source: ByteSource, members: readonly PlacedMember[], to: number): Promise<void> {
  let at = 0
  for (const { offset, dataEnd } of members) {
    await refuseHidden(source, at, offset)
    at = dataEnd
  }
  await refuseHidden(source, at, to)
}

/** Refuses a stretch of bytes, which no list covers, that holds what reads as the header of a packed file. */
export async function refuseHidden(source: ByteSource, from: number, to: number): Promise<void> {
  const step = 256 * 1024
  for (let at = from; at + localHeaderSize <= to; at += step - localHeaderSize) {
    const bytes = await source.read(at, Math.min(step, to - at))
    for (let hit = -1; (hit = bytes.indexOf('PK\u0003\u0004', hit + 1, 'latin1')) >= 0;) {
      if (hit + localHeaderSize > bytes.length) break
      const nameLength = bytes.readUInt16LE(hit + 26)
      const plausible =
        (bytes.readUInt16LE(hit + 4) & 0xff) <= 63 &&
        bytes.readUInt16LE(hit + 8) <= 99 &&
        nameLength > 0 &&
        nameLength <= 4096 &&
        at + hit + localHeaderSize + nameLength <= to
      if (plausible) throw malformed('it holds files that its list does not name')
    }
  }
}

/**
 * Unpacks one member, bounded by what the directory says of it, and proves its size and checksum on the way. Holds a
 * few blocks of it at a time.
 */
export async function* unpack(source: ByteSource, member: PlacedMember, signal?: AbortSignal): AsyncGenerator<Buffer> {
  let size = 0
  let checksum = 0
  try {
    for await (const chunk of isTiny(member) ? unpackTiny(source, member) : unpackStream(source, member)) {
      signal?.throwIfAborted()
      size += chunk.length
      if (size > member.size) throw malformed('a file in it is larger than its list says')
      checksum = crc32(chunk, checksum)
      yield chunk
    }
  } catch (error) {
    if (isInflateError(error)) throw malformed('a file in it cannot be unpacked', error)
    throw error
  }
  if (size < member.size) throw malformed('a file in it is smaller than its list says')
  if (checksum !== member.crc32) throw malformed('a file in it does not match its checksum')
}

/** Archives hold thousands of these: a stream for each costs more than unpacking it in a millisecond here. */
function isTiny(member: PlacedMember): boolean {
  return member.compressedSize <= tinyCompressed && member.size <= tinySize
}

async function* unpackTiny(source: ByteSource, member: PlacedMember): AsyncGenerator<Buffer> {
  const packed = await source.read(member.dataStart, member.compressedSize)
  if (member.method === 0) {
    yield packed
    return
  }
  // One byte more than announced is enough to see that there is more.
  const result: unknown = inflateRawSync(packed, { maxOutputLength: member.size + 1, info: true })
  const { buffer, engine } = Inflated.parse(result)
  refuseRest(engine.bytesWritten, member)
  yield buffer
}

const Inflated = z.object({ buffer: z.instanceof(Buffer), engine: z.object({ bytesWritten: z.number() }) })

async function* unpackStream(source: ByteSource, member: PlacedMember): AsyncGenerator<Buffer> {
  const packed =
    member.compressedSize <= smallCompressed
      ? Readable.from([await source.read(member.dataStart, member.compressedSize)])
      : source.stream(member.dataStart, member.compressedSize)
  const inflate = member.method === 8 ? createInflateRaw({ chunkSize: 64 * 1024 }) : null
  // Its errors arrive below, where the last of the two is read.
  for await (const chunk of inflate ? pipeline(packed, inflate, () => {}) : packed) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('A stream of bytes gave something else')
    yield chunk
  }
  if (inflate) refuseRest(inflate.bytesWritten, member)
}

function refuseRest(used: number, member: PlacedMember): void {
  if (used < member.compressedSize) throw malformed('a file in it has something behind its end')
}

function isInflateError(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return false
  return error.code === 'ERR_BUFFER_TOO_LARGE' || /^Z_[A-Z]+_ERROR$/.test(error.code)
}

/** Where nested archives that must be unpacked to be read are put: one per scan, limited in bytes. */
export interface Scratch {
  folder: string
  limit: number
}

/** A nested archive, readable at any place until it is released. */
export interface Nested {
  source: ByteSource
  release(): Promise<void>
}

/** What `open` reads, from its beginning each time it is called. */
type Unpacked = () => AsyncIterable<Buffer>

/**
 * Unpacks a member to the end, which proves it, and returns it as a source of its own if it may hold other files: told
 * by its bytes at both ends, never by its name.
 */
export async function openNested(
  source: ByteSource,
  member: PlacedMember,
  scratch: Scratch,
  signal?: AbortSignal,
): Promise<Nested | null> {
  const inPlace = member.method === 0 ? sliceOf(source, member.dataStart, member.compressedSize) : null
  return keepIfHolder(() => unpack(source, member, signal), scratch, inPlace)
}

/**
 * Reads `unpacked` to its end and keeps it, in memory or in the scratch folder, if it may hold other files. `inPlace`
 * is the same bytes where they can be read without keeping them.
 */
export async function keepIfHolder(
  unpacked: Unpacked,
  scratch: Scratch,
  inPlace: ByteSource | null = null,
): Promise<Nested | null> {
  const kept: Buffer[] = []
  let keptBytes = 0
  let size = 0
  let head = Buffer.alloc(0)
  for await (const chunk of unpacked()) {
    if (head.length < headSize) head = Buffer.concat([head, chunk.subarray(0, headSize - head.length)])
    kept.push(chunk)
    keptBytes += chunk.length
    size += chunk.length
    // Of a large one only the end is kept, which is where a zip is recognised.
    while (size > smallSize && kept[0] && keptBytes - kept[0].length >= tailSize) keptBytes -= kept.shift()?.length ?? 0
  }
  const tail = Buffer.concat(kept, keptBytes)
  if (!mayHoldFiles(head, tail)) return null
  if (size <= smallSize) return { source: bufferSource(tail), release: async () => {} }
  return inPlace ? { source: inPlace, release: async () => {} } : spool(unpacked, size, scratch)
}

async function spool(unpacked: Unpacked, size: number, scratch: Scratch): Promise<Nested> {
  if (size > scratch.limit) {
    throw new Hold(
      'archive_size',
      'This archive holds another archive that is too large to be unpacked for the virus check. Upload the inner archive by itself.',
    )
  }
  const folder = await mkdtemp(join(scratch.folder, 'muniment-gate-'))
  const path = join(folder, 'nested')
  scratch.limit -= size
  const remove = async (): Promise<void> => {
    scratch.limit += size
    await rm(folder, { recursive: true, force: true })
  }
  try {
    await writeFile(path, unpacked(), { mode: 0o600 })
    const { source, handle } = await fileSource(path)
    return {
      source,
      release: async () => {
        await handle.close()
        await remove()
      },
    }
  } catch (error) {
    await remove()
    throw error
  }
}
