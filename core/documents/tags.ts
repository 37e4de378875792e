import { authorize } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { reading } from '../db.ts'
import { roomPolicy } from '../rooms/policy.ts'
import { findRoom } from '../rooms/queries.ts'

const suggested = 20

/** Tags of a room that begin so, as far as the actor sees documents that bear them; twenty at most. */
export async function suggestTags(ctx: MemberContext, roomId: string, prefix: string): Promise<{ items: string[] }> {
  return reading(ctx, async (trx) => {
    authorize(ctx.actor, roomPolicy, 'read', await findRoom(trx, roomId))
    const { rows } = await trx.raw<{ rows: { tag: string }[] }>('select tag from access.suggest_tags(?, ?, ?)', [
      roomId,
      prefix,
      suggested,
    ])
    return { items: rows.map(({ tag }) => tag) }
  })
}
