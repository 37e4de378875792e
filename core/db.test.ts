import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { createMember, type TestMember } from '../test/factories.ts'
import { connect, prepared, reading, transaction, type Knex } from './db.ts'

let database: TestDatabase
let member: TestMember
/** A pool of one connection: whatever one transaction leaves behind, the next one meets. */
let single: Knex

beforeAll(async () => {
  database = await createTestDatabase()
  member = await createMember(database)
  single = connect(database.url('server'), 'test', 1)
})
afterAll(async () => {
  await single.destroy()
  await database.drop()
})

async function actorOf(db: Knex): Promise<string | null> {
  const result = await db.raw<{ rows: { actor: string | null }[] }>('select access.member_id() as actor')
  return result.rows[0]?.actor ?? null
}

describe('a transaction', () => {
  it('acts as its actor from its first statement to its last, and no longer', async () => {
    const ctx = { ...member.ctx, db: single }
    expect(await transaction(ctx, actorOf)).toBe(member.memberId)
    expect(await actorOf(single)).toBeNull()
    await expect(transaction(ctx, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await actorOf(single)).toBeNull()
  })

  it('whose actor cannot be set does nothing, and leaves nothing to the next one', async () => {
    const nobody = { ...member.ctx, db: single, actor: { ...member.ctx.actor, memberId: "'); select 1; --" } }
    let reached = false
    const attempt = transaction(nobody, async () => {
      reached = true
    })
    await expect(attempt).rejects.toThrow(/invalid input syntax for type uuid/)
    expect(reached).toBe(false)
    expect(await transaction({ ...member.ctx, db: single }, actorOf)).toBe(member.memberId)
  })
})

describe('what only reads', () => {
  it('acts as its actor, and is over for the next one', async () => {
    const ctx = { ...member.ctx, db: single }
    expect(await reading(ctx, actorOf)).toBe(member.memberId)
    expect(await actorOf(single)).toBeNull()
    await expect(reading(ctx, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await actorOf(single)).toBeNull()
  })

  it('can change nothing', async () => {
    const change = reading({ ...member.ctx, db: single }, (trx) =>
      trx('organizations').where({ id: member.organizationId }).update({ trash_days: 1 }),
    )
    await expect(change).rejects.toThrow(/read-only transaction/)
  })

  it('sees nothing as somebody whom it cannot act as, even where it does not wait to be told', async () => {
    const nobody = { ...member.ctx, db: single, actor: { ...member.ctx.actor, memberId: "'); select 1; --" } }
    const tries: (string | null)[] = []
    const attempts = [
      reading(nobody, async (trx) => tries.push(await actorOf(trx))),
      reading(nobody, async (trx) => tries.push(await actorOf(trx).catch(() => 'refused'))),
      reading(nobody, async () => tries.push('asked nothing')),
    ]
    for (const attempt of attempts) await expect(attempt).rejects.toThrow(/invalid input syntax for type uuid/)
    expect(tries).toEqual(['refused', 'asked nothing'])
    expect(await transaction({ ...member.ctx, db: single }, actorOf)).toBe(member.memberId)
  })
})

describe('a statement under a name', () => {
  it('whose table was changed by a migration fails once, and people are told to try again', async () => {
    await database.peek('create table changing (id int); grant select on changing to muniment_app')
    const read = () =>
      reading({ ...member.ctx, db: single }, (trx) => trx.raw('select * from changing').options(prepared('changing')))
    await read()
    await database.peek('alter table changing add column name text')
    await expect(read()).rejects.toMatchObject({ code: 'unavailable' })
    expect(await read()).toMatchObject({ fields: [{ name: 'id' }, { name: 'name' }] })
  })
})
