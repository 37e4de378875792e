import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { createMember, type TestMember } from '../../test/factories.ts'
import { retryFailedJobs, retryJob } from './retry.ts'

let database: TestDatabase
let administrator: TestMember
let stranger: TestMember

async function oweJob(member: TestMember, state: string): Promise<string> {
  const id = randomUUID()
  await database.peek(
    `insert into jobs (id, organization_id, name, key, payload, state, attempts, run_at, last_error)
     values ($1, $2, 'documents.scan', $3, '{}', $4, 8, now() + interval '1 hour', 'It broke.')`,
    [id, member.organizationId, randomUUID(), state],
  )
  return id
}

const jobOf = async (id: string): Promise<{ state: string; attempts: number; due: boolean } | undefined> =>
  (
    await database.peek<{ state: string; attempts: number; due: boolean }>(
      'select state, attempts, run_at <= now() as due from jobs where id = $1',
      [id],
    )
  )[0]

beforeAll(async () => {
  database = await createTestDatabase()
  administrator = await createMember(database)
  stranger = await createMember(database)
})
afterAll(() => database.drop())

describe('trying failed work again', () => {
  it('makes it due at once, with all its attempts', async () => {
    const id = await oweJob(administrator, 'failed')
    await retryJob(administrator.ctx, id)
    expect(await jobOf(id)).toEqual({ state: 'waiting', attempts: 0, due: true })
  })

  it('refuses work that waits or is under way, and leaves it alone', async () => {
    for (const state of ['waiting', 'active']) {
      const id = await oweJob(administrator, state)
      await expect(retryJob(administrator.ctx, id)).rejects.toMatchObject({ code: 'conflict' })
      expect(await jobOf(id)).toMatchObject({ state, attempts: 8 })
    }
  })

  it("does not know another organization's work", async () => {
    const id = await oweJob(stranger, 'failed')
    await expect(retryJob(administrator.ctx, id)).rejects.toMatchObject({ code: 'not_found' })
    expect(await jobOf(id)).toMatchObject({ state: 'failed' })
  })

  it('is not for members without the right', async () => {
    const member = await createMember(database, { role: 'member', organizationId: administrator.organizationId })
    const id = await oweJob(administrator, 'failed')
    await expect(retryJob(member.ctx, id)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(retryFailedJobs(member.ctx)).rejects.toMatchObject({ code: 'forbidden' })
    expect(await jobOf(id)).toMatchObject({ state: 'failed' })
  })

  it("takes all of one's own at once, says how many, and records it once", async () => {
    const owner = await createMember(database)
    const failed = [await oweJob(owner, 'failed'), await oweJob(owner, 'failed')]
    const active = await oweJob(owner, 'active')
    const theirs = await oweJob(stranger, 'failed')
    expect(await retryFailedJobs(owner.ctx)).toBe(2)
    for (const id of failed) expect(await jobOf(id)).toMatchObject({ state: 'waiting' })
    expect(await jobOf(active)).toMatchObject({ state: 'active' })
    expect(await jobOf(theirs)).toMatchObject({ state: 'failed' })
    const events = await database.peek(`select data from events where organization_id = $1 and type = 'jobs.retried'`, [
      owner.organizationId,
    ])
    expect(events).toEqual([{ data: { all: true, byName: { 'documents.scan': 2 } } }])
    await expect(retryFailedJobs(owner.ctx)).rejects.toMatchObject({ code: 'conflict' })
  })
})
