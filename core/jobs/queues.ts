import { runBulk } from '../bulk/jobs.ts'
import { scanVersion } from '../documents/jobs.ts'
import { runIntegrity } from '../integrity/jobs.ts'
import { sendMail, tellDamage, tellShared } from '../mail/jobs.ts'
import { previewVersion } from '../previews/jobs.ts'
import type { JobDefinition } from './define.ts'

/** Every kind of background work there is, by the process that does it. The worker does not start when one has no handler. */
export const queues = {
  documents: [scanVersion, runBulk],
  previews: [previewVersion],
  integrity: [runIntegrity],
  outbound: [sendMail, tellShared, tellDamage],
  backups: [],
} as const satisfies Record<string, readonly Pick<JobDefinition, 'name' | 'attempts'>[]>

export type QueueName = keyof typeof queues
