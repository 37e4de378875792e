import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkTree } from '../accessCheck.ts'
import { plantTree } from '../accessPlant.ts'
import { createTestDatabase, prepareTemplate, type TestDatabase } from '../database.ts'

let database: TestDatabase
beforeAll(async () => {
  await prepareTemplate()
  database = await createTestDatabase()
})
afterAll(() => database.drop())

describe('who sees what', () => {
  it('is what the oracle says, in 5,000 random organizations', { timeout: 60 * 60_000 }, async () => {
    let compared = 0
    for (let seed = 10_001; seed <= 15_000; seed += 1) {
      compared += await checkTree(database, await plantTree(database, seed), seed)
      if (seed % 500 === 0) process.stdout.write(`${seed - 10_000} organizations, ${compared} answers compared\n`)
    }
    expect(compared).toBeGreaterThan(500_000)
  })
})
