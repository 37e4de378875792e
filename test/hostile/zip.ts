import { crc32, deflateRawSync } from 'node:zlib'

/** One file of a zip, and the lies to be told about it. */
export interface Part {
  name: string | Buffer
  data: Buffer
  method?: 'store' | 'deflate'
  /** Zip64 fields although nothing is large. */
  zip64?: boolean
  /** The general purpose flags; bit 0 says encrypted. */
  flags?: number
  /** Already packed bytes to write instead of packing `data`. */
  packed?: Buffer
  /** What the headers say instead of the truth. */
  declared?: { size?: number; compressedSize?: number; crc32?: number; method?: number }
  localName?: string | Buffer
  /** In the list, but pointing at these bytes instead of having own ones. */
  offset?: number
  /** Written, but not listed. */
  unlisted?: boolean
}

export interface ZipShape {
  zip64?: boolean
  comment?: Buffer
  before?: Buffer
  after?: Buffer
  /** Offsets counted from the archive's own first byte, not the file's, when something is in front. */
  ownOffsets?: boolean
  declared?: { entries?: number; directorySize?: number; directoryOffset?: number }
}

const unknown32 = 0xffffffff

function bytesOf(name: string | Buffer): Buffer {
  return typeof name === 'string' ? Buffer.from(name, 'utf8') : name
}

function zip64Field(values: number[]): Buffer {
  const field = Buffer.alloc(4 + values.length * 8)
  field.writeUInt16LE(1, 0)
  field.writeUInt16LE(values.length * 8, 2)
  values.forEach((value, index) => field.writeBigUInt64LE(BigInt(value), 4 + index * 8))
  return field
}

interface Described {
  name: Buffer
  method: number
  flags: number
  crc: number
  size: number
  compressedSize: number
  zip64: boolean
}

function describe(part: Part, packed: Buffer): Described {
  return {
    name: bytesOf(part.name),
    method: part.declared?.method ?? (part.method === 'store' ? 0 : 8),
    flags: part.flags ?? 0x800,
    crc: part.declared?.crc32 ?? crc32(part.data),
    size: part.declared?.size ?? part.data.length,
    compressedSize: part.declared?.compressedSize ?? packed.length,
    zip64: part.zip64 ?? false,
  }
}

export function localHeader(file: Described): Buffer {
  const extra = file.zip64 ? zip64Field([file.size, file.compressedSize]) : Buffer.alloc(0)
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  header.writeUInt16LE(file.zip64 ? 45 : 20, 4)
  header.writeUInt16LE(file.flags, 6)
  header.writeUInt16LE(file.method, 8)
  header.writeUInt16LE(0x5a21, 12)
  header.writeUInt32LE(file.crc, 14)
  header.writeUInt32LE(file.zip64 ? unknown32 : file.compressedSize, 18)
  header.writeUInt32LE(file.zip64 ? unknown32 : file.size, 22)
  header.writeUInt16LE(file.name.length, 26)
  header.writeUInt16LE(extra.length, 28)
  return Buffer.concat([header, file.name, extra])
}

function centralHeader(file: Described, offset: number): Buffer {
  const extra = file.zip64 ? zip64Field([file.size, file.compressedSize, offset]) : Buffer.alloc(0)
  const header = Buffer.alloc(46)
  header.writeUInt32LE(0x02014b50, 0)
  header.writeUInt16LE(0x0300 | (file.zip64 ? 45 : 20), 4)
  header.writeUInt16LE(file.zip64 ? 45 : 20, 6)
  header.writeUInt16LE(file.flags, 8)
  header.writeUInt16LE(file.method, 10)
  header.writeUInt16LE(0x5a21, 14)
  header.writeUInt32LE(file.crc, 16)
  header.writeUInt32LE(file.zip64 ? unknown32 : file.compressedSize, 20)
  header.writeUInt32LE(file.zip64 ? unknown32 : file.size, 24)
  header.writeUInt16LE(file.name.length, 28)
  header.writeUInt16LE(extra.length, 30)
  header.writeUInt32LE(file.zip64 ? unknown32 : offset, 42)
  return Buffer.concat([header, file.name, extra])
}

function endRecords(entries: number, size: number, offset: number, zip64: boolean, comment: Buffer): Buffer {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(zip64 ? 0xffff : entries & 0xffff, 8)
  end.writeUInt16LE(zip64 ? 0xffff : entries & 0xffff, 10)
  end.writeUInt32LE(zip64 ? unknown32 : size, 12)
  end.writeUInt32LE(zip64 ? unknown32 : offset, 16)
  end.writeUInt16LE(comment.length, 20)
  if (!zip64) return Buffer.concat([end, comment])

  const end64 = Buffer.alloc(56)
  end64.writeUInt32LE(0x06064b50, 0)
  end64.writeBigUInt64LE(44n, 4)
  end64.writeUInt16LE(45, 12)
  end64.writeUInt16LE(45, 14)
  end64.writeBigUInt64LE(BigInt(entries), 24)
  end64.writeBigUInt64LE(BigInt(entries), 32)
  end64.writeBigUInt64LE(BigInt(size), 40)
  end64.writeBigUInt64LE(BigInt(offset), 48)
  const locator = Buffer.alloc(20)
  locator.writeUInt32LE(0x07064b50, 0)
  locator.writeBigUInt64LE(BigInt(offset + size), 8)
  locator.writeUInt32LE(1, 16)
  return Buffer.concat([end64, locator, end, comment])
}

/** Writes a zip byte by byte: an ordinary one, or one that breaks the rules where `parts` and `shape` say so. */
export function buildZip(parts: readonly Part[], shape: ZipShape = {}): Buffer {
  const before = shape.before ?? Buffer.alloc(0)
  const pieces: Buffer[] = []
  const central: Buffer[] = []
  let offset = shape.ownOffsets ? 0 : before.length
  for (const part of parts) {
    const packed = part.packed ?? (part.method === 'store' ? part.data : deflateRawSync(part.data, { level: 9 }))
    const file = describe(part, packed)
    if (!part.unlisted) central.push(centralHeader(file, part.offset ?? offset))
    if (part.offset !== undefined) continue
    const header = localHeader({ ...file, name: bytesOf(part.localName ?? part.name) })
    pieces.push(header, packed)
    offset += header.length + packed.length
  }
  const directory = Buffer.concat(central)
  const end = endRecords(
    shape.declared?.entries ?? central.length,
    shape.declared?.directorySize ?? directory.length,
    shape.declared?.directoryOffset ?? offset,
    shape.zip64 ?? false,
    shape.comment ?? Buffer.alloc(0),
  )
  return Buffer.concat([before, ...pieces, directory, end, shape.after ?? Buffer.alloc(0)])
}
