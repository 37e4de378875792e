import { z } from 'zod'
import { AppError } from '../errors.ts'
import { graceDays } from '../trash/grace.ts'
import { readableSize } from '../uploads/limit.ts'

/** What the database says of the limit that something would go over (access.require_space). */
const Refused = z.object({
  of: z.enum(['organization', 'room']),
  name: z.string(),
  needs: z.number(),
  limit: z.number(),
  used: z.number(),
  /** Whether the actor may know how much there is: it tells of what may be hidden from them. */
  told: z.boolean(),
})

/** Why something does not fit, for whoever wanted to bring it; with the figures only for who may know them. */
export function overQuota(detail: string | undefined): AppError {
  const { of, name, needs, limit, used, told } = Refused.parse(JSON.parse(detail ?? '{}'))
  const size = readableSize(needs)
  const freeing = `or make space: what is deleted for good counts for ${graceDays} more days`
  const [place, mend, asking] =
    of === 'room'
      ? ['This room', `Raise its limit in the room's settings, ${freeing}.`, 'Ask who manages the room.']
      : ['Your organization', `Ask the operator for more, ${freeing}.`, 'Ask an administrator.']
  return new AppError(
    'over_quota',
    told
      ? `${place} holds ${readableSize(used)} of ${readableSize(limit)}; ${name} needs ${size}. ${mend}`
      : `${place} has no space left for ${name}, which needs ${size}. ${asking}`,
  )
}
