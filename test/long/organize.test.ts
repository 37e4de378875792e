import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, prepareTemplate, type TestDatabase } from '../database.ts'
import { organizeAtRandom } from '../organizing.ts'
import { startTestServer, type TestServer } from '../server.ts'

let database: TestDatabase
let server: TestServer
beforeAll(async () => {
  await prepareTemplate()
  database = await createTestDatabase()
  server = await startTestServer(database)
})
afterAll(async () => {
  await server.close()
  await database.drop()
})

it('two people at the same things for five minutes leave them whole', { timeout: 10 * 60_000 }, async () => {
  for (let round = 1; round <= 10; round += 1) {
    const statuses = await organizeAtRandom(database, server, 30, round * 1000)
    process.stdout.write(`round ${round}: ${JSON.stringify([...statuses].sort(([a], [b]) => a - b))}\n`)
    expect(statuses.get(200) ?? 0).toBeGreaterThan(50)
  }
})
