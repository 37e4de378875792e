import { expect } from 'vitest'
import { transaction } from '@muniment/core/db.ts'
import { accessOf, contextOfTreeMember, levelOf } from './accessOracle.ts'
import type { Tree } from './accessTrees.ts'
import type { TestDatabase } from './database.ts'

interface Seen {
  kind: string
  id: string
  level: number
}

const everything = `
  select 'room' as kind, t.id, v.level from rooms t join access.visible_scopes() v on v.scope_id = t.scope_id
  union all select 'folder', t.id, v.level from folders t join access.visible_scopes() v on v.scope_id = t.scope_id
  union all select 'document', t.id, v.level from documents t join access.visible_scopes() v on v.scope_id = t.scope_id`

/**
 * Compares every member's view of every thing with the oracle: by plain SQL as the application's role, once computed and
 * once as kept, and from the thing's side by the audience of its scope.
 */
export async function checkTree(database: TestDatabase, tree: Tree, seed: number): Promise<number> {
  let compared = 0
  for (const member of tree.members) {
    const ctx = contextOfTreeMember(database, tree, member)
    const expected = tree.things
      .map((thing) => ({ kind: thing.kind, id: thing.id, level: accessOf(member, thing) }))
      .filter(({ level }) => level > 0)
      .sort((a, b) => a.id.localeCompare(b.id))
    for (const how of ['computed', 'kept']) {
      if (how === 'computed') await database.peek('delete from actor_views where member_id = $1', [member.id])
      const seen = await transaction(ctx, (trx) => trx.raw<{ rows: Seen[] }>(everything))
      const sorted = seen.rows.sort((a, b) => a.id.localeCompare(b.id))
      expect(sorted, `seed ${seed}, member ${member.id}, ${how}`).toEqual(expected)
      compared += tree.things.length
    }
  }
  for (const thing of tree.things) {
    const audience = await database.peek<{ member_id: string; level: number }>(
      `select a.member_id, a.level from ${thing.kind}s t, access.audience(t.scope_id, null) a where t.id = $1 and a.level > 0 and a.member_id = any ($2) order by 1`,
      [thing.id, tree.members.map(({ id }) => id)],
    )
    const expected = tree.members
      .map((member) => ({ member_id: member.id, level: levelOf(member, thing) }))
      .filter(({ level }) => level > 0)
      .sort((a, b) => a.member_id.localeCompare(b.member_id))
    expect(audience, `seed ${seed}, ${thing.kind} ${thing.id}`).toEqual(expected)
    compared += tree.members.length
  }
  return compared
}
