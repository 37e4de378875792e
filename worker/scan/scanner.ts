import { readFile } from 'node:fs/promises'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { z } from 'zod'

/** Written beside the signatures by whoever puts them there. */
const signatureState = z.object({
  kind: z.enum(['official', 'imported', 'trial']),
  updatedAt: z.iso.datetime({ offset: true }),
})

export type SignatureKind = z.infer<typeof signatureState>['kind']

export interface ScannerStatus {
  state: 'ready' | 'no-signatures' | 'stale' | 'unreachable'
  signatures: SignatureKind | null
  /** When the signatures were made or imported. */
  updatedAt: string | null
  /** What clamd says of itself. */
  version: string | null
}

export interface ScannerOptions {
  host: string
  port: number
  signaturesFolder: string
  maxAgeDays: number
  now?: () => Date
  timeout?: number
}

/** One question to clamd on a connection of its own; null when no answer comes in time. */
function ask(question: 'PING' | 'VERSION', { host, port, timeout = 5000 }: ScannerOptions): Promise<string | null> {
  return new Promise((resolve) => {
    let answer = ''
    const socket = createConnection({ host, port })
    // A deadline for the whole exchange: an idle timeout would not end for one that sends a byte now and then.
    const deadline = setTimeout(() => socket.destroy(), timeout)
    socket.setEncoding('utf8')
    socket.on('connect', () => socket.write(`z${question}\0`))
    socket.on('data', (text: string) => {
      answer += text
      if (answer.length > 1000) socket.destroy()
    })
    // 'close' follows, which settles.
    socket.on('error', () => {})
    socket.on('close', () => {
      clearTimeout(deadline)
      resolve(answer.endsWith('\0') ? answer.slice(0, -1) : null)
    })
  })
}

async function readSignatureState(folder: string): Promise<z.infer<typeof signatureState> | null> {
  try {
    const parsed = signatureState.safeParse(JSON.parse(await readFile(join(folder, 'state.json'), 'utf8')))
    return parsed.success ? parsed.data : null
  } catch {
    // Not there yet, or in the middle of being written: asked again in seconds.
    return null
  }
}

/**
 * Whether files can be scanned now. Without a record of which signatures are there, or with official or imported ones
 * older than `maxAgeDays`, nothing passes, even if clamd answers. The trial set has no age: a banner says what it is.
 */
export async function probeScanner(options: ScannerOptions): Promise<ScannerStatus> {
  const [signatures, pong, version] = await Promise.all([
    readSignatureState(options.signaturesFolder),
    ask('PING', options),
    ask('VERSION', options),
  ])
  const known = { signatures: signatures?.kind ?? null, updatedAt: signatures?.updatedAt ?? null, version }
  if (!signatures) return { ...known, state: 'no-signatures' }
  if (pong !== 'PONG') return { ...known, state: 'unreachable' }
  const now = options.now?.() ?? new Date()
  const age = now.getTime() - Date.parse(signatures.updatedAt)
  if (signatures.kind !== 'trial' && age > options.maxAgeDays * 86_400_000) return { ...known, state: 'stale' }
  return { ...known, state: 'ready' }
}
