import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { deflateRawSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ZipFile } from 'yazl'
import {
  manyEntries,
  nest,
  nestedBomb,
  quotedOverlapBomb,
  ratioBomb,
  sharedBytesBomb,
} from '../../test/hostile/bombs.ts'
import { encryptedZip, truncatedZip } from '../../test/hostile/corpus.ts'
import { eicar } from '../../test/hostile/eicar.ts'
import { buildZip } from '../../test/hostile/zip.ts'
import { gateLimits, passGate, visitUnseen, type GateLimits } from './gate.ts'
import { bufferSource, type ByteSource } from './source.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muniment-gate-test-'))
})
afterAll(() => rm(folder, { recursive: true }))

const text = (length: number): Buffer =>
  Buffer.from('The quick brown fox. '.repeat(Math.ceil(length / 21))).subarray(0, length)
/** Bytes that do not shrink, always the same. */
function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length)
  let state = 1
  for (let at = 0; at < length; at++) {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0
    bytes[at] = state >>> 16
  }
  return bytes
}

function judge(bytes: Buffer | ByteSource, limits: Partial<GateLimits> = {}): ReturnType<typeof passGate> {
  const source = Buffer.isBuffer(bytes) ? bufferSource(bytes) : bytes
  return passGate(source, { scratch: { folder, limit: 100_000_000 }, limits: { ...gateLimits, ...limits } })
}

async function codeOf(bytes: Buffer, limits: Partial<GateLimits> = {}): Promise<string> {
  const verdict = await judge(bytes, limits)
  return verdict.ok ? 'ok' : verdict.code
}

async function yazl(files: Record<string, Buffer>, options: { forceZip64Format?: boolean } = {}): Promise<Buffer> {
  const zip = new ZipFile()
  for (const [name, data] of Object.entries(files)) {
    // As a stream, so that sizes follow the data in a descriptor.
    zip.addReadStream(Readable.from([data]), name, { forceZip64Format: options.forceZip64Format ?? false })
  }
  zip.end({ forceZip64Format: options.forceZip64Format ?? false, comment: '' })
  return buffer(zip.outputStream)
}

describe('what passes', () => {
  it('lets through what is no zip', async () => {
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from('P'),
      text(100_000),
      noise(300_000),
      Buffer.from('PK is a fine start'),
    ]) {
      expect(await judge(bytes)).toEqual({ ok: true, archive: false, zip64: false, members: 0, size: 0 })
    }
  })

  it('lets through an ordinary zip, counted', async () => {
    const bytes = buildZip([
      { name: 'a.txt', data: text(5000) },
      { name: 'folder/', data: Buffer.alloc(0), method: 'store' },
      { name: 'folder/é.bin', data: noise(2_000_000), method: 'store' },
    ])
    expect(await judge(bytes)).toEqual({ ok: true, archive: true, zip64: false, members: 3, size: 2_005_000 })
  })

  it('lets through zips written as streams, with their sizes behind the data', async () => {
    const files = { 'a.txt': text(5000), 'b.bin': noise(3_000_000), empty: Buffer.alloc(0) }
    expect(await judge(await yazl(files))).toMatchObject({ ok: true, zip64: false, members: 3 })
    expect(await judge(await yazl(files, { forceZip64Format: true }))).toMatchObject({
      ok: true,
      zip64: true,
      members: 3,
    })
  })

  it('lets through an empty zip, a comment, and bytes in front that move every offset', async () => {
    const file = [{ name: 'a.txt', data: text(500) }]
    expect(await codeOf(buildZip([]))).toBe('ok')
    expect(await codeOf(buildZip(file, { comment: Buffer.from('made by hand') }))).toBe('ok')
    for (const ownOffsets of [true, false]) {
      for (const zip64 of [true, false]) {
        const bytes = buildZip(file, { before: text(70_000), ownOffsets, zip64 })
        expect(await judge(bytes)).toMatchObject({ ok: true, archive: true, members: 1 })
      }
    }
  })

  it('lets through a small text that shrinks more than any bomb', async () => {
    expect(await codeOf(buildZip([{ name: 'zeros.csv', data: Buffer.alloc(40_000_000) }]))).toBe('ok')
  })

  it('lets through three archives inside each other, small, large and packed again, and leaves no file behind', async () => {
    expect(await judge(nest(text(5000), 3))).toMatchObject({ ok: true, members: 3 })
    const large = buildZip([{ name: 'a.bin', data: noise(9_000_000) }])
    expect(await judge(nest(large, 1))).toMatchObject({ ok: true, members: 2 })
    expect(await judge(buildZip([{ name: 'x', data: large, method: 'store' }]))).toMatchObject({ ok: true, members: 2 })
    expect(await readdir(folder)).toEqual([])
  })
})

describe('what is held', () => {
  it('counts the archives inside each other, whatever they are called', async () => {
    expect(await codeOf(nest(text(500), 4))).toBe('archive_nested')
    expect(await codeOf(nest(text(500), 4, 1, 'letter.docx'))).toBe('archive_nested')
    expect(await codeOf(nestedBomb())).toBe('archive_nested')
    const behindPicture = buildZip([{ name: 'a', data: text(10) }], { before: noise(1000) })
    expect(await codeOf(nest(behindPicture, 3))).toBe('archive_nested')
  })

  it('counts entries over the whole tree, before it reads them', async () => {
    expect(await codeOf(manyEntries(100_000))).toBe('archive_entries')
    const six = buildZip(Array.from({ length: 6 }, (_, index) => ({ name: `${index}`, data: text(10) })))
    expect(await codeOf(six, { entries: 6 })).toBe('ok')
    expect(await codeOf(nest(six, 1, 2), { entries: 13 })).toBe('archive_entries')
  })

  it('refuses what swells: one file, or all together', async () => {
    const started = performance.now()
    expect(await codeOf(ratioBomb())).toBe('archive_ratio')
    expect(performance.now() - started).toBeLessThan(3000)
    const three = Array.from({ length: 3 }, (_, index) => ({ name: `${index}`, data: Buffer.alloc(20_000_000) }))
    expect(await codeOf(buildZip(three))).toBe('archive_ratio')
    expect(await codeOf(nest(buildZip(three.slice(0, 1)), 1, 3))).toBe('archive_ratio')
  })

  it('refuses what is too large unpacked', async () => {
    const bytes = buildZip([
      { name: 'a', data: noise(50_000) },
      { name: 'b', data: noise(50_000) },
    ])
    expect(await codeOf(bytes, { size: 100_000 })).toBe('ok')
    expect(await codeOf(bytes, { size: 99_999 })).toBe('archive_size')
    expect(await codeOf(bytes, { memberSize: 49_999 })).toBe('archive_size')
  })

  it('refuses an inner archive that does not fit into the scratch folder', async () => {
    const inner = buildZip([{ name: 'a.bin', data: noise(9_000_000) }])
    const verdict = await passGate(bufferSource(nest(inner, 1)), { scratch: { folder, limit: 1_000_000 } })
    expect(verdict).toMatchObject({ ok: false, code: 'archive_size' })
    expect(await readdir(folder)).toEqual([])
  })

  it('holds what has a password, inside another archive too', async () => {
    expect(await codeOf(encryptedZip())).toBe('encrypted')
    expect(await codeOf(nest(encryptedZip(), 1))).toBe('encrypted')
    expect(await codeOf(buildZip([{ name: 'a', data: text(50), flags: 0x41 }]))).toBe('encrypted')
    expect(await codeOf(buildZip([{ name: 'a', data: text(50), declared: { method: 99 } }]))).toBe('encrypted')
  })

  it('refuses overlapping files', async () => {
    expect(await codeOf(sharedBytesBomb(40))).toBe('archive_malformed')
    expect(await codeOf(quotedOverlapBomb(40))).toBe('archive_malformed')
  })

  it('refuses what is cut off, at every byte', async () => {
    expect(await codeOf(truncatedZip())).toBe('archive_malformed')
    const whole = buildZip([{ name: 'a.txt', data: text(300) }])
    for (let length = 4; length < whole.length; length++) {
      expect(await codeOf(whole.subarray(0, length)), `cut at ${length}`).toBe('archive_malformed')
    }
  })

  it('refuses headers that differ from the list', async () => {
    const data = text(300)
    const lies = [
      buildZip([{ name: 'a.txt', localName: 'b.txt', data }]),
      buildZip([{ name: 'a.txt', data, declared: { size: 299 } }]),
      buildZip([{ name: 'a.txt', data, declared: { size: 301 } }]),
      buildZip([{ name: 'a.txt', data, declared: { crc32: 1 } }]),
      buildZip([{ name: 'a.txt', data, packed: noise(50) }]),
      buildZip([{ name: 'a.txt', data, packed: Buffer.concat([deflateRawSync(data), eicar()]) }]),
      buildZip([{ name: 'a.txt', data, method: 'store', declared: { size: 10 } }]),
    ]
    for (const [index, bytes] of lies.entries()) expect(await codeOf(bytes), `lie ${index}`).toBe('archive_malformed')
  })

  it('refuses a list that is longer than it says, and end records that differ', async () => {
    const parts = [
      { name: 'a.txt', data: text(300) },
      { name: 'b.txt', data: text(300) },
    ]
    expect(await codeOf(buildZip(parts, { declared: { entries: 1 } }))).toBe('archive_malformed')
    expect(await codeOf(buildZip(parts, { declared: { entries: 3 } }))).toBe('archive_malformed')
    const two = buildZip(parts, { zip64: true })
    two.writeUInt16LE(1, two.length - 14)
    two.writeUInt16LE(1, two.length - 12)
    expect(await codeOf(two)).toBe('archive_malformed')
  })

  it('refuses files that lie in it without being listed', async () => {
    const data = text(300)
    const hidden = { name: 'hidden.exe', data, unlisted: true }
    const seen = { name: 'seen.txt', data }
    expect(await codeOf(buildZip([seen, hidden, { ...seen, name: 'too.txt' }]))).toBe('archive_malformed')
    expect(await codeOf(buildZip([hidden, seen]))).toBe('archive_malformed')
    expect(await codeOf(buildZip([seen, hidden]))).toBe('archive_malformed')
    expect(await codeOf(Buffer.concat([buildZip([hidden]), buildZip([seen])]))).toBe('archive_malformed')
    expect(await codeOf(buildZip([seen], { after: buildZip([hidden]).subarray(0, 200) }))).toBe('archive_malformed')
  })

  it('looks into each of several archives behind each other', async () => {
    const bad = encryptedZip()
    const good = buildZip([{ name: 'a', data: text(50) }])
    const carrier = (zips: Buffer[]): Buffer =>
      Buffer.concat([...zips.flatMap((zip) => [text(512), zip]), Buffer.alloc(1024)])
    expect(await judge(carrier([good, good]))).toMatchObject({ ok: true, members: 2 })
    expect(await codeOf(carrier([bad, good]))).toBe('encrypted')
  })

  it('looks through an empty archive that is laid over another', async () => {
    const veil = buildZip([])
    expect(await codeOf(Buffer.concat([encryptedZip(), veil]))).toBe('encrypted')
    expect(await codeOf(Buffer.concat([noise(100), encryptedZip(), veil]))).toBe('encrypted')
  })

  it('says what is wrong in words', async () => {
    for (const bytes of [encryptedZip(), truncatedZip(), nest(text(500), 4), sharedBytesBomb(3)]) {
      const verdict = await judge(bytes)
      expect(verdict).toMatchObject({ ok: false, message: expect.stringMatching(/^This .+\. .+\.$/) })
    }
  })
})

describe('what it costs', () => {
  it('never asks for more than a small piece, and few of them', async () => {
    const bytes = buildZip(
      Array.from({ length: 2000 }, (_, index) => ({ name: `${index}.bin`, data: noise(5000), method: 'store' })),
    )
    const inner = bufferSource(bytes)
    const reads: number[] = []
    const source: ByteSource = {
      size: inner.size,
      read: (start, length) => {
        reads.push(length)
        return inner.read(start, length)
      },
      stream: (start, length) => inner.stream(start, length),
    }
    expect(await judge(source)).toMatchObject({ ok: true, members: 2000 })
    expect(Math.max(...reads)).toBeLessThanOrEqual(1024 * 1024)
    expect(reads.length).toBeLessThan(200)
  })

  it('lets a failing storage fail, instead of blaming the file', async () => {
    const inner = bufferSource(buildZip([{ name: 'a', data: text(500) }]))
    const source: ByteSource = {
      size: inner.size,
      read: async () => {
        throw new Error('ECONNRESET')
      },
      stream: inner.stream,
    }
    await expect(judge(source)).rejects.toThrow('ECONNRESET')
  })

  it('stops when it is told to', async () => {
    const source = bufferSource(buildZip([{ name: 'a', data: noise(9_000_000) }]))
    const options = { scratch: { folder, limit: 1 }, signal: AbortSignal.abort(new Error('too slow')) }
    await expect(passGate(source, options)).rejects.toThrow('too slow')
  })
})

describe('members that the virus scanner does not see', () => {
  async function seen(bytes: Buffer): Promise<string[]> {
    const found: string[] = []
    const options = { scratch: { folder, limit: 100_000_000 } }
    await visitUnseen(bufferSource(bytes), options, async (member) => {
      found.push((await buffer(Readable.from(member.bytes()))).toString('latin1'))
    })
    return found
  }

  it('are those of a zip64, at any depth, and no others', async () => {
    const virus = eicar().toString('latin1')
    const zip64 = buildZip([{ name: 'eicar.com', data: eicar(), zip64: true }], { zip64: true })
    expect(await seen(zip64)).toEqual([virus])
    expect(await seen(nest(zip64, 1))).toEqual([virus])
    expect(await seen(nest(eicar(), 2))).toEqual([])
    const onlyRecord = buildZip([{ name: 'eicar.com', data: eicar() }], { zip64: true })
    expect(await seen(onlyRecord)).toEqual([virus])
  })
})
