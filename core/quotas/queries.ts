import { requirePermission, authorize } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { transaction, type Transaction } from '../db.ts'
import { found } from '../errors.ts'
import { roomPolicy } from '../rooms/policy.ts'
import { findRoom } from '../rooms/queries.ts'
import type { Usage } from './schema.ts'

/** From this share of a limit on it is said that it is nearly reached. */
const nearlyFullFrom = 0.9

async function usageOf(
  trx: Transaction,
  place: { organization_id: string; room_id: string | null },
  limitBytes: number | null,
): Promise<Usage> {
  const [counted] = await trx('stored_bytes').where(place).sum({ bytes: 'bytes' })
  // A sum of bigint comes as text.
  const usedBytes = Number(counted?.['bytes'] ?? 0)
  return { usedBytes, limitBytes, nearlyFull: limitBytes !== null && usedBytes >= limitBytes * nearlyFullFrom }
}

/** How much a room holds, for who manages it: it tells of what may be hidden from others. */
export async function roomUsage(ctx: MemberContext, roomId: string): Promise<Usage> {
  return transaction(ctx, async (trx) => {
    const room = await findRoom(trx, roomId)
    authorize(ctx.actor, roomPolicy, 'measure', room)
    return usageOf(trx, { organization_id: room.organization_id, room_id: roomId }, room.limit_bytes)
  })
}

/** How much the organization holds, for who sees everything in it. */
export async function organizationUsage(ctx: MemberContext): Promise<Usage> {
  const { organizationId } = ctx.actor
  requirePermission(ctx.actor, 'content.all')
  return transaction(ctx, async (trx) => {
    const organization = await trx('organizations').where({ id: organizationId }).first('limit_bytes')
    return usageOf(trx, { organization_id: organizationId, room_id: null }, found(organization).limit_bytes)
  })
}
