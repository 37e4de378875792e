import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { createMember, quiet } from '../../test/factories.ts'
import { systemContext } from '../context.ts'
import { resetSecondFactors } from './factors.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

describe('resetting a second factor', () => {
  it('takes every factor, code and session of one person, by the operator at the machine', async () => {
    const [member, other] = [await createMember(database), await createMember(database)]
    for (const { personId } of [member, other]) {
      await database.peek(`insert into auth.totp_secrets (user_id, secret, confirmed_at) values ($1, 'x', now())`, [
        personId,
      ])
      await database.peek(`insert into auth.recovery_codes (user_id, code_hash) values ($1, sha256('x'))`, [personId])
      await database.peek(
        `insert into auth.sessions (user_id, token, expires_at) values ($1, gen_random_uuid(), now() + interval '1 day')`,
        [personId],
      )
    }
    const ctx = systemContext(database.owner, quiet, 'migrate')
    await database.owner.transaction((trx) => resetSecondFactors(trx, ctx, member.personId))
    const left = async (personId: string) =>
      database.peek(
        `select u.second_factor, (select count(*)::int from auth.sessions where user_id = u.id) as sessions,
           (select count(*)::int from auth.recovery_codes where user_id = u.id) as codes
         from auth.users u where id = $1`,
        [personId],
      )
    expect(await left(member.personId)).toEqual([{ second_factor: false, sessions: 0, codes: 0 }])
    expect(await left(other.personId)).toEqual([{ second_factor: true, sessions: 1, codes: 1 }])
    const events = await database.peek(`select data from events where type = 'accounts.second_factor_reset'`)
    expect(events).toEqual([{ data: { personId: member.personId } }])
  })
})
