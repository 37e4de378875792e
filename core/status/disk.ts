import { storageFull } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { Storage } from '../storage.ts'
import type { DiskState } from './schema.ts'

export interface DiskStatus {
  state: DiskState
  /** Null: storage does not tell, as another S3 than MinIO. */
  freeBytes: number | null
}

export interface Disk {
  status: () => Promise<DiskStatus>
  /** Throws `insufficient_storage` unless the floor stays free when `bytes` more are kept. */
  requireFree: (bytes: number) => Promise<void>
}

/** What was measured counts for so long (ms). */
const countsFor = 3000
const longestAnswer = 2000

/**
 * Watches how much space is left where objects are kept, as storage itself says. Where it says nothing, nothing is
 * refused here: it refuses by itself what it cannot take (storage.ts).
 */
export function watchDisk(storage: Storage, floorBytes: number, log: Logger): Disk {
  let measured: { at: number; free: Promise<number | null> } | undefined

  function free(): Promise<number | null> {
    const now = performance.now()
    if (measured === undefined || now - measured.at > countsFor) {
      const asked = storage.freeBytes(AbortSignal.timeout(longestAnswer)).catch((error: unknown) => {
        log.warn({ error }, 'storage does not tell how much space is left')
        return null
      })
      measured = { at: now, free: asked }
    }
    return measured.free
  }

  return {
    status: async () => {
      const freeBytes = await free()
      return { state: freeBytes === null ? 'unknown' : freeBytes < floorBytes ? 'full' : 'enough', freeBytes }
    },
    requireFree: async (bytes) => {
      const freeBytes = await free()
      if (freeBytes !== null && freeBytes - bytes < floorBytes) throw storageFull()
    },
  }
}
