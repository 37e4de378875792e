import type { z } from 'zod'
import type { SystemContext } from '../context.ts'
import { idFromKey } from '../idempotency.ts'
import type { tellDamage } from './jobs.ts'
import type { MailToSend } from './send.ts'
import { writeMail } from './templates.ts'

interface Notice {
  address: string
  /** Null for an operator, who looks after all of them. */
  organization: string | null
  objects: number
}

/**
 * The mail about stored files that a check found damaged, as it is true now: how many, and no names. Undefined when
 * everything is whole again, or when this is no longer that person's to know.
 */
export async function findDamageMail(
  ctx: SystemContext,
  origin: string,
  { runId, personId, organizationId }: z.infer<typeof tellDamage.payload>,
): Promise<MailToSend | undefined> {
  const { rows } = await ctx.db.raw<{ rows: Notice[] }>(
    `select address, organization, objects from access.damage_audience(?)
     where person_id = ? and organization_id is not distinct from ?`,
    [runId, personId, organizationId],
  )
  const [notice] = rows
  if (notice === undefined) return undefined
  const { address, organization, objects } = notice
  const page = organization === null ? 'integrity' : 'versions?filters.state=damaged'
  const written = writeMail('damaged', { link: `${origin}/admin/resources/${page}`, organization, objects })
  const id = idFromKey(`damaged\n${runId}\n${personId}\n${organizationId ?? ''}`)
  return { id, template: 'damaged', address, expiresAt: null, ...written }
}
