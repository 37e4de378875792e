import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkTree } from '../../test/accessCheck.ts'
import { plantTree } from '../../test/accessPlant.ts'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

describe('who sees what', () => {
  // 5,000 in test/long.
  it('is what the oracle says, in 200 random organizations', { timeout: 600_000 }, async () => {
    let compared = 0
    for (let seed = 1; seed <= 200; seed += 1)
      compared += await checkTree(database, await plantTree(database, seed), seed)
    expect(compared).toBeGreaterThan(20_000)
  })
})
