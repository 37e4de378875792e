import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
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

describe('an address that asks too much', () => {
  it('is refused until its time is over, and nobody else is', { timeout: 60_000 }, async () => {
    const atOnce = 50
    const headers = { 'x-real-ip': `flood ${randomUUID()}` }
    const ask = () => server.anonymous.ask('/api/v1/status', { headers })
    const first = await ask()
    expect(first.headers.get('ratelimit')).toMatch(/^limit=2000, remaining=1999, reset=\d+$/)
    let taken = 1
    for (let refused = 0; refused === 0 && taken < 3000;) {
      const statuses = await Promise.all(Array.from({ length: atOnce }, async () => (await ask()).status))
      refused = statuses.filter((status) => status === 429).length
      taken += statuses.filter((status) => status === 200).length
    }
    // Those that came before Redis had said that it went over are answered still.
    expect(taken).toBeGreaterThanOrEqual(2000)
    expect(taken).toBeLessThanOrEqual(2000 + 4 * atOnce)
    const refusal = await ask()
    expect(refusal).toMatchObject({ status: 429, body: { code: 'too_many' } })
    const seconds = Number(refusal.headers.get('retry-after'))
    expect(seconds).toBeGreaterThan(0)
    expect(seconds).toBeLessThanOrEqual(10)
    expect((await server.anonymous.ask('/api/v1/status')).status).toBe(200)
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
    expect((await ask()).status).toBe(200)
  })
})
