import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { scanStream, type ClamdOptions, type ClamdVerdict } from './clamd.ts'
import { encrypted } from './directory.ts'
import { passGate, visitUnseen, type GateOptions } from './gate.ts'
import { Hold, type HoldCode } from './hold.ts'
import type { ByteSource } from './source.ts'

export type ScanVerdict =
  | { state: 'available'; sha256: Buffer }
  | { state: 'infected'; code: 'infected'; message: string; signature: string }
  | { state: 'held'; code: HoldCode; message: string }

export interface ScanOptions {
  clamd: ClamdOptions
  gate: GateOptions
  signal?: AbortSignal
}

/** clamd takes no more than this at once (StreamMaxLength 2000M). */
const scanLimit = 2000 * 1024 * 1024

/** clamd answered with an error of its own. Tried again; when that goes on the file is held. */
export class ScanFailed extends Error {
  constructor(detail: string) {
    super(`The virus scanner failed: ${detail}`)
    this.name = 'ScanFailed'
  }
}

function infected(signature: string): ScanVerdict {
  return {
    state: 'infected',
    code: 'infected',
    message: `This file holds a virus (${signature}). It stays locked away and nobody can open it. Check the computer it came from.`,
    signature,
  }
}

/** Null when clamd found nothing; what it could not look into is a Hold. */
function judge(verdict: ClamdVerdict): ScanVerdict | null {
  if (verdict.result === 'clean') return null
  if (verdict.result === 'infected') return infected(verdict.signature)
  if (verdict.result === 'failed') throw new ScanFailed(verdict.detail)
  if (verdict.code === 'encrypted') throw encrypted()
  throw new Hold(
    'limits_exceeded',
    `This file is too large or too complex to be checked to its end (${verdict.detail}). Upload its parts by themselves.`,
  )
}

/**
 * Decides what a file is: the archive gate first, then clamd and SHA-256 in one pass over its bytes, then, one by one,
 * the members that clamd skips. Only an OK to everything makes it `available`. Throws ScannerUnreachable when the file
 * must wait, ScanFailed for an error of clamd, and what the source throws.
 */
export async function scanFile(source: ByteSource, options: ScanOptions): Promise<ScanVerdict> {
  const { signal } = options
  const gate = { ...options.gate, ...(signal && { signal }) }
  const clamd = { ...options.clamd, ...(signal && { signal }) }
  if (source.size > scanLimit) {
    const message = 'This file is larger than the virus check can take. Split it, and upload the parts.'
    return { state: 'held', code: 'limits_exceeded', message }
  }
  try {
    const passed = await passGate(source, gate)
    if (!passed.ok) return { state: 'held', code: passed.code, message: passed.message }

    const hash = createHash('sha256')
    const found = source.size > 0 ? judge(await scanStream(Readable.from(hashed(source, hash)), clamd)) : null
    if (found) return found

    if (passed.zip64) {
      let inside: ScanVerdict | null = null
      const visited = await visitUnseen(source, gate, async (member) => {
        inside ??= judge(await scanStream(Readable.from(member.bytes()), clamd))
      })
      if (!visited.ok) return { state: 'held', code: visited.code, message: visited.message }
      if (inside) return inside
    }
    return { state: 'available', sha256: hash.digest() }
  } catch (error) {
    if (error instanceof Hold) return { state: 'held', code: error.code, message: error.message }
    throw error
  }
}

async function* hashed(source: ByteSource, hash: ReturnType<typeof createHash>): AsyncGenerator<Buffer> {
  let size = 0
  for await (const chunk of source.stream(0, source.size)) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('A stream of bytes gave something else')
    hash.update(chunk)
    size += chunk.length
    yield chunk
  }
  if (size !== source.size) throw new Error(`Storage gave ${size} bytes instead of ${source.size}`)
}
