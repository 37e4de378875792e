import { z } from 'zod'
import type { Permission } from '../access/permissions.ts'
import { holds, requirePermission } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { reading } from '../db.ts'
import { eventLines } from '../events/console.ts'
import { jobLines } from '../jobs/console.ts'
import { versionLines } from '../documents/console.ts'
import { ScannerStatus } from './schema.ts'
import { scannerStatus } from './scanner.ts'

const Counts = z.array(z.object({ name: z.string(), state: z.string(), count: z.number().int() }))

/** Each part is null for who may not read what it sums up. */
export interface Overview {
  scanner: ScannerStatus
  files: {
    /** Versions by state; `available` is counted to 10,000. */
    versions: { scanning: number; infected: number; held: number; damaged: number; available: number }
    /** Since when the oldest upload that is not checked yet waits. */
    waitingSince: Date | null
  } | null
  work: {
    queues: { name: string; waiting: number; active: number; failed: number }[]
    failedJobs: { id: string; name: string; reason: string | null; updatedAt: Date }[]
  } | null
  events: { id: number; at: Date; type: string; actor: string }[] | null
}

const newest = { filters: {}, direction: 'desc', offset: 0 } as const

async function filesOf(ctx: MemberContext): Promise<Overview['files']> {
  const [scanning, infected, held, damaged, available, oldest] = await Promise.all([
    versionLines.count(ctx, { state: 'scanning' }),
    versionLines.count(ctx, { state: 'infected' }),
    versionLines.count(ctx, { state: 'held' }),
    versionLines.count(ctx, { state: 'damaged' }),
    versionLines.count(ctx, { state: 'available' }),
    versionLines.list(ctx, {
      ...newest,
      filters: { state: 'scanning' },
      sortBy: 'createdAt',
      direction: 'asc',
      limit: 1,
    }),
  ])
  return { versions: { scanning, infected, held, damaged, available }, waitingSince: oldest[0]?.createdAt ?? null }
}

async function workOf(ctx: MemberContext): Promise<Overview['work']> {
  const [jobs, failedJobs] = await Promise.all([
    reading(ctx, (trx) =>
      trx
        .from('jobs')
        .where('organization_id', ctx.actor.organizationId)
        .groupBy('name', 'state')
        .orderBy('name')
        .select('name', 'state', trx.raw('count(*)::int as count')),
    ),
    jobLines.list(ctx, { ...newest, filters: { state: 'failed' }, sortBy: 'updatedAt', limit: 5 }),
  ])
  const queues = new Map<string, { name: string; waiting: number; active: number; failed: number }>()
  for (const { name, state, count } of Counts.parse(jobs)) {
    const queue = queues.get(name) ?? { name, waiting: 0, active: 0, failed: 0 }
    if (state === 'waiting' || state === 'active' || state === 'failed') queue[state] = count
    queues.set(name, queue)
  }
  return {
    queues: [...queues.values()],
    failedJobs: failedJobs.map(({ id, name, reason, updatedAt }) => ({ id, name, reason, updatedAt })),
  }
}

async function eventsOf(ctx: MemberContext): Promise<Overview['events']> {
  const events = await eventLines.list(ctx, { ...newest, sortBy: 'id', limit: 12 })
  return events.map(({ id, at, type, actor }) => ({ id, at, type, actor }))
}

/** The first page of the console: how the appliance and the organization's documents stand, at a glance. */
export async function overview(ctx: MemberContext): Promise<Overview> {
  requirePermission(ctx.actor, 'console.use')
  const may = (permission: Permission): boolean => holds(ctx.actor, permission, null)
  const [scanner, files, work, events] = await Promise.all([
    scannerStatus(ctx.db, ctx.now()),
    may('quarantine.read') ? filesOf(ctx) : null,
    may('jobs.retry') ? workOf(ctx) : null,
    may('audit.read') ? eventsOf(ctx) : null,
  ])
  return { scanner, files, work, events }
}
