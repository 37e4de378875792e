import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { organizeAtRandom } from '../test/organizing.ts'
import { startTestServer, type TestServer } from '../test/server.ts'

let database: TestDatabase
let server: TestServer
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database)
})
afterAll(async () => {
  await server.close()
  await database.drop()
})

describe('two people at the same things', () => {
  it('lose no change, leave no orphan and no circle, and meet no fault of ours', { timeout: 90_000 }, async () => {
    const statuses = await organizeAtRandom(database, server, 20, 1)
    process.stdout.write(`answers: ${JSON.stringify([...statuses].sort(([a], [b]) => a - b))}\n`)
    expect(statuses.get(200) ?? 0).toBeGreaterThan(50)
    expect(statuses.get(412) ?? 0).toBeGreaterThan(0)
  })
})
