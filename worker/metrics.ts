import type { Knex } from '@muniment/core/db.ts'
import { Gauge, Histogram } from 'prom-client'
import type { ScannerWatch } from './scan/watch.ts'

export const scanSeconds = new Histogram({
  name: 'muniment_scan_seconds',
  help: 'Time from the start of a virus check to its decision, by the decision',
  labelNames: ['state'],
  buckets: [0.1, 0.5, 1, 5, 15, 60, 300, 1200],
})

export const previewSeconds = new Histogram({
  name: 'muniment_preview_seconds',
  help: 'Time from the start of a preview to its last page, by what became of it',
  labelNames: ['outcome'],
  buckets: [0.5, 1, 2, 5, 15, 60, 300, 900],
})

/** What is asked for when Prometheus asks. */
export function measure(db: Knex, scanner: ScannerWatch): void {
  const jobs = new Gauge({
    name: 'muniment_jobs',
    help: 'Jobs that are owed, by name and state',
    labelNames: ['name', 'state'],
    async collect() {
      const { rows } = await db.raw<{ rows: { name: string; state: string; count: number }[] }>(
        `select name, state, count(*) as count from jobs group by name, state`,
      )
      jobs.reset()
      for (const { name, state, count } of rows) jobs.set({ name, state }, count)
    },
  })
  const oldest = new Gauge({
    name: 'muniment_jobs_oldest_seconds',
    help: 'How long the oldest job that could run has been waiting',
    async collect() {
      const { rows } = await db.raw<{ rows: { seconds: number }[] }>(
        `select coalesce(extract(epoch from now() - min(run_at)), 0)::float8 as seconds from jobs
         where state = 'waiting' and run_at <= now()`,
      )
      oldest.set(rows[0]?.seconds ?? 0)
    },
  })
  const ready = new Gauge({
    name: 'muniment_scanner_ready',
    help: '1 while files can be checked for viruses',
    async collect() {
      ready.set((await scanner.status()).state === 'ready' ? 1 : 0)
    },
  })
}
