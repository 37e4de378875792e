import type { z } from 'zod'
import type { Transaction } from '../db.ts'

export type Payload = z.ZodObject

export interface JobDefinition<P extends Payload = Payload> {
  name: string
  payload: P
  /** How often it is tried before it waits for a person. Waiting for a part of the appliance does not count. */
  attempts: number
  /** Which payload values make two of these the same work. */
  key: (payload: z.infer<P>) => string
}

/** A kind of background work: its name, the ids it takes and how often it is tried. Its handler is in the worker. */
export function defineJob<P extends Payload>(definition: JobDefinition<P>): JobDefinition<P> {
  return definition
}

/**
 * Owes one job, in the transaction of the change that asks for it. Owing it again while it is owed already changes
 * nothing. The worker hears of it when the transaction commits; a sweep finds what it did not hear.
 */
export async function owe<P extends Payload>(
  trx: Transaction,
  job: JobDefinition<P>,
  organizationId: string | null,
  payload: z.infer<P>,
): Promise<void> {
  await trx('jobs')
    .insert({
      organization_id: organizationId,
      name: job.name,
      key: job.key(payload),
      payload: JSON.stringify(payload),
    })
    // No columns named: naming them would ask for the right to read jobs, which a member does not have.
    .onConflict()
    .ignore()
}
