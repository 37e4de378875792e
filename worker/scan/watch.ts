import type { Knex } from '@muniment/core/db.ts'
import type { Logger } from '@muniment/core/log.ts'
import { reportScanner } from '@muniment/core/status/scanner.ts'
import { probeScanner, type ScannerOptions, type ScannerStatus } from './scanner.ts'

export interface ScannerWatch {
  /** How the scanner stands, as of at most a few seconds ago. */
  status: () => Promise<ScannerStatus>
  close: () => void
}

const probeEvery = 5000

/** Probes the scanner every few seconds and writes down how it stands, for everybody who asks why files wait. */
export function watchScanner(options: ScannerOptions, db: Knex, log: Logger): ScannerWatch {
  let known: ScannerStatus | null = null
  let knownAt = 0
  let probing: Promise<ScannerStatus> | null = null

  async function probe(): Promise<ScannerStatus> {
    const status = await probeScanner(options)
    if (status.state !== known?.state) log.info({ scanner: status }, 'the virus scanner is in another state')
    known = status
    knownAt = Date.now()
    const { state, signatures, updatedAt } = status
    try {
      const signaturesDate = updatedAt === null ? null : new Date(updatedAt).toISOString()
      await reportScanner(db, { state, signatures, signaturesDate }, new Date())
    } catch (error) {
      log.warn({ error }, 'how the scanner stands could not be written down')
    }
    return status
  }

  function probeOnce(): Promise<ScannerStatus> {
    probing ??= probe().finally(() => {
      probing = null
    })
    return probing
  }

  const timer = setInterval(() => void probeOnce(), probeEvery)
  void probeOnce()
  return {
    status: async () => (known && Date.now() - knownAt < 2 * probeEvery ? known : probeOnce()),
    close: () => clearInterval(timer),
  }
}
