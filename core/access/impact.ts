import type { Transaction } from '../db.ts'
import type { Impact } from './schema.ts'

interface Held {
  member_id: string
  level: number
  name: string
}

export type Levels = ReadonlyMap<string, Held>

/** Who has what at a scope, by member, as far as the actor may know it: all of them for who manages it. */
export async function levelsAt(trx: Transaction, scopeId: string): Promise<Levels> {
  const result = await trx.raw<{ rows: Held[] }>(
    `select w.member_id, w.level, u.name from access.who_can_see(?) w
     join members m on m.id = w.member_id join auth.users u on u.id = m.user_id`,
    [scopeId],
  )
  return new Map(result.rows.map((row) => [row.member_id, row]))
}

const shownAtMost = 100

/** Who has more after than before, and who less. */
export function compareLevels(before: Levels, after: Levels): Impact {
  const gain: Impact['gain'] = []
  const lose: Impact['lose'] = []
  for (const memberId of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(memberId), after.get(memberId)]
    const difference = (is?.level ?? 0) - (was?.level ?? 0)
    const person = { id: memberId, name: is?.name ?? was?.name ?? '' }
    if (difference > 0) gain.push(person)
    if (difference < 0) lose.push(person)
  }
  return {
    gain: gain.slice(0, shownAtMost),
    lose: lose.slice(0, shownAtMost),
    gainCount: gain.length,
    loseCount: lose.length,
  }
}
