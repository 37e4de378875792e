import type { Disk } from '@muniment/core/status/disk.ts'
import { Gauge } from 'prom-client'

/** How much space is left where objects are kept, whenever Prometheus asks; nothing where storage does not tell. */
export function measureDisk(disk: Disk): void {
  const free = new Gauge({
    name: 'muniment_storage_free_bytes',
    help: 'Space left where objects are kept',
    async collect() {
      const { freeBytes } = await disk.status()
      free.reset()
      if (freeBytes !== null) free.set(freeBytes)
    },
  })
}
