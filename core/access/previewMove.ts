import { z } from 'zod'
import type { MemberContext } from '../context.ts'
import { transaction, type Transaction } from '../db.ts'
import { found } from '../errors.ts'
import { compareLevels, levelsAt, type Levels } from './impact.ts'
import { Access } from './levels.ts'
import { authorizeTarget, type PlaceTarget } from './place.ts'
import { forbidden } from './policy.ts'
import { Impact } from './schema.ts'
import { findThing, scopeOf } from './thing.ts'

export const MoveImpact = Impact.extend({
  known: z.boolean().meta({
    description: 'false: you do not manage both places, so who sees them is not told to you; the lists are empty then',
  }),
}).meta({ id: 'MoveImpact' })
export type MoveImpact = z.infer<typeof MoveImpact>

class Undone extends Error {}

/** Who would newly see a thing, and who no longer, if it were moved. Counts people as their grants go, without clearance. */
export async function previewMove(
  ctx: MemberContext,
  kind: 'folder' | 'document',
  id: string,
  to: PlaceTarget,
): Promise<MoveImpact> {
  let impact: MoveImpact | undefined
  await transaction(ctx, async (trx) => {
    const thing = await findThing(trx, kind, id)
    if (thing.access < Access.edit) throw forbidden()
    const targetScope = await authorizeTarget(trx, ctx, to)
    if (!(await mayKnow(trx, thing.scope_id)) || !(await mayKnow(trx, targetScope))) {
      impact = { known: false, gain: [], lose: [], gainCount: 0, loseCount: 0 }
      return
    }
    const before = await levelsAt(trx, thing.scope_id)
    let after: Levels
    if ((await scopeOf(trx, thing)).own) {
      // Its own grants and the new place's together: nobody says that better than the move itself, taken back at once.
      await trx.raw('select access.move_thing(?, null, ?, ?)', [id, to.roomId, to.folderId])
      after = await levelsAt(trx, (await findThing(trx, kind, id)).scope_id)
    } else {
      after = await levelsAt(trx, targetScope)
    }
    impact = { known: true, ...compareLevels(before, after) }
    throw new Undone()
  }).catch((error: unknown) => {
    if (!(error instanceof Undone)) throw error
  })
  return found(impact)
}

async function mayKnow(trx: Transaction, scopeId: string): Promise<boolean> {
  const result = await trx.raw<{ rows: { known: boolean }[] }>('select access.may_audit(?) as known', [scopeId])
  return result.rows[0]?.known === true
}
