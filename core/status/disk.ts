import { createHmac } from 'node:crypto'
import { storageFull } from '../errors.ts'
import type { Logger } from '../log.ts'
import type { StorageSettings } from '../storage.ts'
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

/** What was measured counts for so long (ms); MinIO itself measures every ten seconds. */
const countsFor = 5000
const longestAnswer = 3000

const metric = /^minio_cluster_capacity_usable_free_bytes\S* (\S+)$/m

function encoded(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

/** The token by which MinIO lets an identity read its metrics: signed with that identity's own secret. */
function metricsToken({ S3_ACCESS_KEY, S3_SECRET_KEY }: StorageSettings, now: number): string {
  const claims = { iss: 'prometheus', sub: S3_ACCESS_KEY, exp: Math.floor(now / 1000) + 300 }
  const signed = `${encoded({ alg: 'HS512', typ: 'JWT' })}.${encoded(claims)}`
  return `${signed}.${createHmac('sha512', S3_SECRET_KEY).update(signed).digest('base64url')}`
}

async function measureFree(settings: StorageSettings): Promise<number | null> {
  const answer = await fetch(new URL('/minio/v2/metrics/cluster', settings.S3_URL), {
    headers: { authorization: `Bearer ${metricsToken(settings, Date.now())}` },
    redirect: 'error',
    signal: AbortSignal.timeout(longestAnswer),
  })
  const text = await answer.text()
  const free = Number(metric.exec(text)?.[1])
  return answer.ok && Number.isFinite(free) ? free : null
}

/**
 * Watches how much space is left where objects are kept, as storage itself says. Where it says nothing, nothing is
 * refused here: it refuses by itself what it cannot take (storage.ts).
 */
export function watchDisk(settings: StorageSettings & { DISK_FLOOR_BYTES: number }, log: Logger): Disk {
  const floor = settings.DISK_FLOOR_BYTES
  let measured: { at: number; free: Promise<number | null> } | undefined

  function free(): Promise<number | null> {
    const now = performance.now()
    if (measured === undefined || now - measured.at > countsFor) {
      const asked = measureFree(settings).catch((error: unknown) => {
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
      return { state: freeBytes === null ? 'unknown' : freeBytes < floor ? 'full' : 'enough', freeBytes }
    },
    requireFree: async (bytes) => {
      const freeBytes = await free()
      if (freeBytes !== null && freeBytes - bytes < floor) throw storageFull()
    },
  }
}
