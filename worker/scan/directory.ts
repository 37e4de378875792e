import { fromRandomAccessReaderPromise, RandomAccessReader, type Entry } from 'yauzl'
import { Hold, malformed } from './hold.ts'
import { sliceOf, type ByteSource } from './source.ts'

const endSize = 22
const locatorSize = 20
const longestComment = 0xffff
const directoryLimit = 64 * 1024 * 1024
const signature = {
  local: 0x04034b50,
  central: 0x02014b50,
  end: 0x06054b50,
  locator: 0x07064b50,
  end64: 0x06064b50,
  spanned: 0x08074b50,
}

/** How much of a file's end can hold the record that makes it a zip. */
export const tailSize = endSize + longestComment + locatorSize

/** Where the parts of one zip lie; offsets inside `source`, which begins where the archive's own offsets count from. */
export interface Layout {
  source: ByteSource
  /** Bytes before and after the archive in the file: a self-extractor's program, padding. */
  before: number
  after: number
  entryCount: number
  directoryStart: number
  directorySize: number
  zip64: boolean
}

/** What is kept of one entry; its name stays out, ten thousand long ones would be much memory. */
export interface Member {
  offset: number
  compressedSize: number
  size: number
  crc32: number
  method: number
  encrypted: boolean
  nameHash: string
  isFolder: boolean
  zip64: boolean
}

/** True when these first bytes announce a zip. */
export function beginsAsZip(head: Buffer): boolean {
  if (head.length < 4) return false
  const first = head.readUInt32LE(0)
  return first === signature.local || first === signature.end || first === signature.spanned
}

/** True when a tail of at most `tailSize` bytes may hold the end record of a zip. */
export function mayEndAsZip(tail: Buffer): boolean {
  return tail.includes('PK\u0005\u0006', 0, 'latin1')
}

function largeNumber(bytes: Buffer, at: number): number {
  const value = bytes.readBigUInt64LE(at)
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw malformed('an impossible size')
  return Number(value)
}

interface EndRecord {
  /** Where the end record lies in the file, and where the archive ends after its comment. */
  at: number
  end: number
  entryCount: number
  directorySize: number
  directoryOffset: number
  directoryEnd: number
  zip64: boolean
  /** How far the archive's own offsets are shifted by what precedes it. */
  base: number
}

async function readEnd64(source: ByteSource, locatorAt: number, locator: Buffer, end: EndRecord): Promise<EndRecord> {
  const declared = largeNumber(locator, 8)
  // What precedes the archive shifts the record too; then it is found where it is always written, before its locator.
  for (const at of [declared, locatorAt - 56]) {
    if (at < 0 || at + 56 > locatorAt) continue
    const record = await source.read(at, 56)
    if (record.readUInt32LE(0) !== signature.end64) continue
    if (largeNumber(record, 4) + 12 !== locatorAt - at) throw malformed('its zip64 end record has a wrong size')
    if (record.readUInt32LE(16) !== 0 || record.readUInt32LE(20) !== 0) throw malformed('it is one part of several')
    const entryCount = largeNumber(record, 32)
    const directorySize = largeNumber(record, 40)
    const directoryOffset = largeNumber(record, 48)
    // Programs differ in which of the two records they believe, so the two must agree.
    const agree =
      (end.entryCount === 0xffff || end.entryCount === entryCount) &&
      (end.directorySize === 0xffffffff || end.directorySize === directorySize) &&
      (end.directoryOffset === 0xffffffff || end.directoryOffset === directoryOffset)
    if (!agree || largeNumber(record, 24) !== entryCount) throw malformed('its two end records differ')
    return {
      ...end,
      entryCount,
      directorySize,
      directoryOffset,
      directoryEnd: at,
      base: at - directorySize - directoryOffset,
      zip64: true,
    }
  }
  throw malformed('its zip64 end record is missing')
}

async function readEnd(source: ByteSource, tail: Buffer, at: number, startsAsZip: boolean): Promise<EndRecord | null> {
  const tailStart = source.size - tail.length
  const end = at + endSize + tail.readUInt16LE(at + 20)
  if (end > tail.length) return null
  const record: EndRecord = {
    at: tailStart + at,
    end: tailStart + end,
    entryCount: tail.readUInt16LE(at + 10),
    directorySize: tail.readUInt32LE(at + 12),
    directoryOffset: tail.readUInt32LE(at + 16),
    directoryEnd: tailStart + at,
    zip64: false,
    base: 0,
  }
  const severalDisks = tail.readUInt16LE(at + 4) !== 0 || tail.readUInt16LE(at + 8) !== record.entryCount
  const locator = at >= locatorSize ? tail.subarray(at - locatorSize, at) : null
  if (locator?.readUInt32LE(0) === signature.locator) return readEnd64(source, record.at - locatorSize, locator, record)
  if (severalDisks) {
    // Four bytes that look like an end record prove nothing in a file that is something else.
    if (startsAsZip) throw malformed('it is one part of several')
    return null
  }
  record.base = record.directoryEnd - record.directorySize - record.directoryOffset
  return record
}

/**
 * Finds the zip that ends where this file ends: by its end record, as unpackers do, so a program or a picture in front
 * hides nothing. Null when there is none. A file that begins as a zip but has no usable end is malformed.
 */
export async function findArchive(source: ByteSource): Promise<Layout | null> {
  const head = await source.read(0, Math.min(4, source.size))
  const startsAsZip = beginsAsZip(head)
  const tail = await source.read(source.size - Math.min(tailSize, source.size), Math.min(tailSize, source.size))

  for (let at = tail.length - endSize; at >= 0; at--) {
    at = tail.lastIndexOf('PK\u0005\u0006', at, 'latin1')
    if (at < 0) break
    const record = await readEnd(source, tail, at, startsAsZip)
    if (!record || record.base < 0) continue
    // An empty list behind other bytes is no archive, but a veil over the one in front of it.
    if (record.entryCount === 0 && record.base > 0) continue
    const directoryStart = record.directoryEnd - record.directorySize
    if (record.entryCount > 0) {
      if (directoryStart + 46 > record.directoryEnd) continue
      const first = await source.read(directoryStart, 4)
      if (first.readUInt32LE(0) !== signature.central) continue
    }
    return {
      source: sliceOf(source, record.base, record.end - record.base),
      before: record.base,
      after: source.size - record.end,
      entryCount: record.entryCount,
      directoryStart: directoryStart - record.base,
      directorySize: record.directorySize,
      zip64: record.zip64,
    }
  }
  if (startsAsZip) throw malformed('its list of files is missing or cut off')
  return null
}

/** yauzl reads a few bytes at a time; from the cache, without a stream for each. */
class SourceReader extends RandomAccessReader {
  readonly #source: ByteSource
  /** What storage said, as opposed to what yauzl found wrong. */
  failure: unknown = null

  constructor(source: ByteSource) {
    super()
    this.#source = source
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.#source.read(position, length).then(
      (bytes) => {
        bytes.copy(buffer, offset)
        callback(null)
      },
      (error: unknown) => {
        this.failure = error instanceof RangeError ? malformed('it ends too early', error) : asError(error)
        callback(asError(this.failure))
      },
    )
  }
}

function asError(value: unknown): Error {
  return value instanceof Error ? value : new Error(String(value))
}

/** FNV-1a over the raw name, twice seeded: enough to see that two headers name the same file. */
export function hashName(name: Buffer): string {
  let low = 0x811c9dc5
  let high = 0x01000193 ^ name.length
  for (const byte of name) {
    low = Math.imul(low ^ byte, 0x01000193)
    high = Math.imul(high ^ byte, 0x85ebca6b)
  }
  return `${low >>> 0}.${high >>> 0}`
}

function memberOf(entry: Entry): Member {
  const strong = (entry.generalPurposeBitFlag & 0x2041) !== 0
  return {
    offset: entry.relativeOffsetOfLocalHeader,
    compressedSize: entry.compressedSize,
    size: entry.uncompressedSize,
    crc32: entry.crc32,
    method: entry.compressionMethod,
    encrypted: strong || entry.compressionMethod === 99,
    nameHash: hashName(entry.fileNameRaw),
    isFolder: entry.fileNameRaw.at(-1) === 0x2f && entry.uncompressedSize === 0,
    zip64: (entry.versionNeededToExtract & 0xff) >= 45 || entry.extraFields.some((field) => field.id === 1),
  }
}

/** Reads the central directory: every entry, in the order of their places in the file. */
export async function readDirectory(layout: Layout): Promise<Member[]> {
  if (layout.directorySize > directoryLimit) throw malformed('its list of files is far too large')
  const members: Member[] = []
  const reader = new SourceReader(layout.source)
  let bytes = 0
  try {
    const zip = await fromRandomAccessReaderPromise(reader, layout.source.size, {
      autoClose: false,
      decodeStrings: false,
    })
    for await (const entry of zip.eachEntry()) {
      bytes += 46 + entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength
      members.push(memberOf(entry))
    }
  } catch (error) {
    if (error === reader.failure) throw error
    if (asError(error).message === 'strong encryption is not supported') throw encrypted()
    throw malformed('its list of files cannot be read', error)
  }
  // A count that is too low would hide the rest of the list from us, but not from everybody.
  if (members.length !== layout.entryCount || bytes !== layout.directorySize) {
    throw malformed('its list of files is longer or shorter than it says')
  }
  return members.sort((a, b) => a.offset - b.offset)
}

/** Held for an administrator's decision: nobody can look into it without the password. */
export function encrypted(): Hold {
  return new Hold(
    'encrypted',
    'This file is protected by a password, so it cannot be checked for viruses. Upload it without the password, or ask an administrator to decide.',
  )
}
