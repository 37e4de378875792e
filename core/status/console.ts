import { z } from 'zod'
import { requirePermission } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { eventLines } from '../events/console.ts'
import { jobLines } from '../jobs/console.ts'
import { versionLines } from '../documents/console.ts'
import { ScannerStatus } from './schema.ts'
import { scannerStatus } from './scanner.ts'

const Counts = z.array(z.object({ name: z.string(), state: z.string(), count: z.number().int() }))

export interface Overview {
  scanner: ScannerStatus
  /** Versions by state; `available` is counted to 10,000. */
  versions: { scanning: number; infected: number; held: number; available: number }
  /** Since when the oldest upload that is not checked yet waits. */
  waitingSince: Date | null
  queues: { name: string; waiting: number; active: number; failed: number }[]
  failedJobs: { id: string; name: string; reason: string | null; updatedAt: Date }[]
  events: { id: number; at: Date; type: string; actor: string }[]
}

const newest = { filters: {}, direction: 'desc', offset: 0 } as const

/** The first page of the console: how the appliance and the organization's documents stand, at a glance. */
export async function overview(ctx: MemberContext): Promise<Overview> {
  requirePermission(ctx.actor, 'console.use')
  const { organizationId } = ctx.actor
  const [scanner, scanning, infected, held, available, jobs, oldest] = await Promise.all([
    scannerStatus(ctx.db, ctx.now()),
    versionLines.count(ctx, { state: 'scanning' }),
    versionLines.count(ctx, { state: 'infected' }),
    versionLines.count(ctx, { state: 'held' }),
    versionLines.count(ctx, { state: 'available' }),
    transaction(ctx, (trx) =>
      trx
        .from('jobs')
        .where('organization_id', organizationId)
        .groupBy('name', 'state')
        .orderBy('name')
        .select('name', 'state', trx.raw('count(*)::int as count')),
    ),
    versionLines.list(ctx, {
      ...newest,
      filters: { state: 'scanning' },
      sortBy: 'createdAt',
      direction: 'asc',
      limit: 1,
    }),
  ])
  const queues = new Map<string, Overview['queues'][number]>()
  for (const { name, state, count } of Counts.parse(jobs)) {
    const queue = queues.get(name) ?? { name, waiting: 0, active: 0, failed: 0 }
    if (state === 'waiting' || state === 'active' || state === 'failed') queue[state] = count
    queues.set(name, queue)
  }
  const [failedJobs, events] = await Promise.all([
    jobLines.list(ctx, { ...newest, filters: { state: 'failed' }, sortBy: 'updatedAt', limit: 5 }),
    eventLines.list(ctx, { ...newest, sortBy: 'id', limit: 12 }),
  ])
  return {
    scanner,
    versions: { scanning, infected, held, available },
    waitingSince: oldest[0]?.createdAt ?? null,
    queues: [...queues.values()],
    failedJobs: failedJobs.map(({ id, name, reason, updatedAt }) => ({ id, name, reason, updatedAt })),
    events: events.map(({ id, at, type, actor }) => ({ id, at, type, actor })),
  }
}
