import { createHash, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import type { Storage } from '@muniment/core/storage.ts'
import { openChromium } from './chromium.ts'
import type { TestDatabase } from './database.ts'
import { createMember, createTestRoom, testPassword, type TestMember } from './factories.ts'
import { plantRealFiles, type PlantedFile } from './realFiles.ts'
import { startRelay, type Relay } from './relay.ts'
import { startServerProcess, type RunningServer } from './serverProcess.ts'
import { openTestStorage } from './storage.ts'
import { freePort, WorkerBench } from './worker.ts'

export interface StoredFile {
  path: string
  state: string
  size: number
  sha256: string | null
  objectId: string
}

interface LongTasks {
  count: number
  longest: number
  total: number
}

/**
 * A folder of real files, dragged into a room in a real browser; between the browser and the server, a process of its own,
 * is a wire that can be cut, and a worker checks what arrives.
 */
export class DropBench {
  readonly database: TestDatabase
  readonly storage: Storage
  readonly page: Page
  /** What the page sent to begin an upload, since the last look. */
  begun = 0
  complaints: string[] = []
  readonly #folder: string
  readonly #worker: WorkerBench
  readonly #chromium: Browser
  readonly #wire: Relay
  readonly #port: number
  readonly #redisNumber: number
  readonly #secret = randomUUID() + randomUUID()
  readonly roomId: string
  readonly member: TestMember
  #server: RunningServer | null = null

  private constructor(made: {
    folder: string
    worker: WorkerBench
    chromium: Browser
    page: Page
    wire: Relay
    port: number
    redisNumber: number
    roomId: string
    member: TestMember
    storage: Storage
  }) {
    this.#folder = made.folder
    this.#worker = made.worker
    this.database = made.worker.database
    this.#chromium = made.chromium
    this.page = made.page
    this.#wire = made.wire
    this.#port = made.port
    this.#redisNumber = made.redisNumber
    this.roomId = made.roomId
    this.member = made.member
    this.storage = made.storage
  }

  static async open(redisNumber: number): Promise<DropBench> {
    const [worker, storage, folder, port] = await Promise.all([
      WorkerBench.open(redisNumber),
      openTestStorage(),
      mkdtemp(join(tmpdir(), 'muniment-drop-')),
      freePort(),
    ])
    const wire = await startRelay('127.0.0.1', port)
    const chromium = await openChromium(`http://127.0.0.1:${wire.port}`)
    const context = await chromium.newContext({ baseURL: 'http://localhost', viewport: { width: 1280, height: 860 } })
    context.setDefaultTimeout(30_000)
    const page = await context.newPage()
    const member = await createMember(worker.database, { name: 'Dora Drop' })
    const { id: roomId } = await createTestRoom(member, { name: 'Due diligence' })
    const made = { folder, worker, chromium, page, wire, port, redisNumber, roomId, member, storage }
    const bench = new DropBench(made)
    page.on('pageerror', (error) => bench.complaints.push(String(error)))
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/api/v1/uploads')) bench.begun += 1
    })
    await page.addInitScript(() => {
      const tasks = { count: 0, longest: 0, total: 0 }
      Object.assign(window, { longTasks: tasks })
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) {
          tasks.count += 1
          tasks.longest = Math.max(tasks.longest, duration)
          tasks.total += duration
        }
      }).observe({ type: 'longtask', buffered: true })
    })
    await bench.startServer()
    await bench.#signIn()
    return bench
  }

  startWorker(): Promise<unknown> {
    return this.#worker.startWorker()
  }

  async close(): Promise<void> {
    await this.#chromium.close()
    await this.killServer()
    await this.#wire.close()
    for (const { objectId } of await this.stored()) {
      for (const bucket of ['quarantine', 'documents'] as const) await this.storage.remove(bucket, objectId)
    }
    this.storage.close()
    await this.#worker.close()
    await rm(this.#folder, { recursive: true, force: true })
  }

  /** The folder `name` to drag, filled with real files. */
  async plant(
    name: string,
    what: { files: number; folders: number; from?: readonly string[] },
  ): Promise<{ path: string; files: Map<string, PlantedFile> }> {
    const path = join(this.#folder, name)
    return { path, files: await plantRealFiles(path, what) }
  }

  async startServer(): Promise<void> {
    const where = { port: this.#port, redisNumber: this.#redisNumber }
    this.#server = await startServerProcess(this.database, this.#secret, where)
  }

  async killServer(): Promise<void> {
    const server = this.#server
    this.#server = null
    await server?.kill()
  }

  cut(): void {
    this.#wire.cut()
  }

  mend(): void {
    this.#wire.mend()
  }

  async #signIn(): Promise<void> {
    const { page } = this
    await page.goto('/sign-in')
    await page.getByLabel('E-mail').fill(this.member.email)
    await page.getByLabel('Password', { exact: true }).fill(testPassword)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByText('Home').first().waitFor()
  }

  async openRoom(): Promise<void> {
    await this.page.goto(`/rooms/${this.roomId}`)
    await this.page.getByRole('heading', { level: 1, name: 'Due diligence' }).waitFor()
    // What is dropped before its place is there is ignored.
    await this.page.getByText('Nothing here yet').or(this.page.getByRole('grid')).first().waitFor()
  }

  /** Drags files or folders from the disk into the middle of the page and lets go, as the browser's own dragging does. */
  async drag(...paths: string[]): Promise<void> {
    const session = await this.page.context().newCDPSession(this.page)
    const data = { items: [], files: paths, dragOperationsMask: 1 }
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', { type, x: 700, y: 500, data })
    }
    await session.detach()
  }

  async longTasks(): Promise<LongTasks> {
    return this.page.evaluate(() => {
      const found: unknown = Reflect.get(window, 'longTasks')
      const read = (name: string): number => {
        const value: unknown = typeof found === 'object' && found !== null ? Reflect.get(found, name) : 0
        return typeof value === 'number' ? Math.round(value) : 0
      }
      return { count: read('count'), longest: read('longest'), total: read('total') }
    })
  }

  async count(): Promise<{ documents: number; available: number }> {
    const [row] = await this.database.peek<{ documents: number; available: number }>(
      `select count(*)::int as documents, (count(*) filter (where state = 'available'))::int as available
       from versions where organization_id = $1`,
      [this.member.organizationId],
    )
    return row ?? { documents: 0, available: 0 }
  }

  /** Every document of the room with its path, past every policy. */
  stored(): Promise<StoredFile[]> {
    return this.database.peek<StoredFile & Record<string, unknown>>(
      `with recursive places as (
         select id, name as path from folders where room_id = $1 and parent_id is null
         union all
         select f.id, p.path || '/' || f.name from folders f join places p on f.parent_id = p.id)
       select coalesce(p.path || '/', '') || d.name as path, v.state, v.size::int, encode(v.sha256, 'hex') as sha256, v.object_id as "objectId"
       from documents d join versions v on v.document_id = d.id left join places p on p.id = d.folder_id
       where d.room_id = $1 order by 1`,
      [this.roomId],
    )
  }

  /** What storage gives for an object, hashed anew. */
  async hashOf(objectId: string): Promise<string> {
    const { stream } = await this.storage.open('documents', objectId)
    const hash = createHash('sha256')
    for await (const chunk of stream) hash.update(chunk)
    return hash.digest('hex')
  }
}
