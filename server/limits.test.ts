import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { services } from '../test/services.ts'

let database: TestDatabase
let server: TestServer
let redis: Redis
beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database)
  redis = new Redis(`redis://${services.redis}`)
})
afterAll(async () => {
  redis.disconnect()
  await server.close()
  await database.drop()
})

describe('an address that asks too much', () => {
  it('is refused until its time is over, and nobody else is', async () => {
    const address = `flood ${randomUUID()}`
    const ask = () => server.anonymous.ask('/api/v1/status', { headers: { 'x-real-ip': address } })
    // It asked 1,980 times in the last seconds.
    await redis.set(`limit:general:${address}`, 1980, 'PX', 6000)
    // Before its Redis is there a server counts for itself.
    await expect
      .poll(async () => (await ask()).headers.get('ratelimit'))
      .toMatch(/^limit=2000, remaining=1?\d, reset=[1-6]$/)
    let refusal = await ask()
    for (let asked = 0; asked < 200 && refusal.status === 200; asked += 1) refusal = await ask()
    expect(refusal).toMatchObject({ status: 429, body: { code: 'too_many' } })
    expect(Number(await redis.get(`limit:general:${address}`))).toBeGreaterThan(2000)
    const seconds = Number(refusal.headers.get('retry-after'))
    expect(seconds).toBeGreaterThan(0)
    expect(seconds).toBeLessThanOrEqual(6)
    expect((await server.anonymous.ask('/api/v1/status')).status).toBe(200)
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
    expect((await ask()).status).toBe(200)
  })
})
