import { requirePermission, authorize } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { reading, type Transaction } from '../db.ts'
import { found } from '../errors.ts'
import { roomPolicy } from '../rooms/policy.ts'
import { findRoom } from '../rooms/queries.ts'
import type { Usage } from './schema.ts'

/** From this share of a limit on it is said that it is nearly reached. */
const nearlyFullFrom = 0.9

async function usageOf(
  trx: Transaction,
  organizationId: string,
  roomId: string | null,
  limitBytes: number | null,
): Promise<Usage> {
  const { rows } = await trx.raw<{ rows: { bytes: number }[] }>(
    `select coalesce(sum(bytes), 0)::bigint as bytes from stored_bytes
     where organization_id = ? and room_id is not distinct from ?`,
    [organizationId, roomId],
  )
  const usedBytes = found(rows[0]).bytes
  return { usedBytes, limitBytes, nearlyFull: limitBytes !== null && usedBytes >= limitBytes * nearlyFullFrom }
}

/** How much a room holds, for who manages it: it tells of what may be hidden from others. */
export async function roomUsage(ctx: MemberContext, roomId: string): Promise<Usage> {
  return reading(ctx, async (trx) => {
    const room = await findRoom(trx, roomId)
    authorize(ctx.actor, roomPolicy, 'measure', room)
    return usageOf(trx, room.organization_id, roomId, room.limit_bytes)
  })
}

/** How much the organization holds, for who sees everything in it. */
export async function organizationUsage(ctx: MemberContext): Promise<Usage> {
  const { organizationId } = ctx.actor
  requirePermission(ctx.actor, 'content.all')
  return reading(ctx, async (trx) => {
    const organization = await trx('organizations').where({ id: organizationId }).first('limit_bytes')
    return usageOf(trx, organizationId, null, found(organization).limit_bytes)
  })
}
