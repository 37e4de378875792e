import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { Manifest } from './assets.ts'

// The console as its image builds and runs it: bundled once, then started without what only bundling needs.

let database: TestDatabase
let folder: string
let running: ChildProcess | undefined

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return address !== null && typeof address === 'object' ? address.port : 0
}

async function until(url: string): Promise<Response> {
  for (;;) {
    const answer = await fetch(url, { redirect: 'manual' }).catch(() => null)
    if (answer !== null) return answer
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
}

beforeAll(async () => {
  database = await createTestDatabase()
  folder = await mkdtemp(join(tmpdir(), 'console-'))
})
afterAll(async () => {
  running?.kill('SIGKILL')
  await rm(folder, { recursive: true, force: true })
  await database.drop()
})

it('bundles, starts, answers in little memory, and stops when told', { timeout: 120_000 }, async () => {
  const bundled = { PATH: process.env['PATH'], NODE_ENV: 'production', ADMIN_JS_TMP_DIR: join(folder, 'bundle') }
  await promisify(execFile)(process.execPath, [file('bundle.ts')], { env: bundled })
  const manifest = Manifest.parse(JSON.parse(await readFile(join(folder, 'bundle', 'manifest.json'), 'utf8')))

  const [port, innerPort] = [await freePort(), await freePort()]
  running = spawn(process.execPath, [file('main.ts')], {
    stdio: 'ignore',
    env: {
      ...bundled,
      MUNIMENT_ORIGIN: 'http://localhost',
      ADMIN_PORT: String(port),
      METRICS_PORT: String(innerPort),
      DATABASE_URL: database.url('admin'),
      AUTH_DATABASE_URL: database.url('auth'),
      AUTH_SECRET: 'only for this test, and long enough for it',
      SETTINGS_KEY: 'only for this test too, and long enough for it',
    },
  })
  const ended = once(running, 'exit')
  expect((await until(`http://127.0.0.1:${port}/admin`)).headers.get('location')).toBe('/sign-in?next=%2Fadmin')
  expect((await until(`http://127.0.0.1:${innerPort}/health`)).status).toBe(200)
  for (const name of [...manifest.scripts, manifest.style, manifest.icon]) {
    const asset = await fetch(`http://127.0.0.1:${port}/admin/frontend/assets/${name}`)
    expect(asset.status, name).toBe(200)
    expect(asset.headers.get('cache-control')).toContain('immutable')
    const text = await asset.text()
    expect(text.length).toBeGreaterThan(100)
    if (name.endsWith('.css')) expect(text).not.toMatch(/url\(|@import/)
  }
  const status = await readFile(`/proc/${running.pid}/status`, 'utf8')
  expect(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1000).toBeLessThan(300)
  running.kill('SIGTERM')
  expect((await ended)[0]).toBe(0)
})

it('does not start without the key for the mails that it owes', async () => {
  const env = {
    PATH: process.env['PATH'],
    MUNIMENT_ORIGIN: 'http://localhost',
    DATABASE_URL: database.url('admin'),
    AUTH_DATABASE_URL: database.url('auth'),
    AUTH_SECRET: 'only for this test, and long enough for it',
  }
  const started = promisify(execFile)(process.execPath, [file('main.ts')], { env, timeout: 30_000 })
  await expect(started).rejects.toMatchObject({ code: 1, stderr: expect.stringContaining('SETTINGS_KEY') })
})
