import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import type { Storage } from '@muniment/core/storage.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { createMember, createTestRoom, type TestMember } from './factories.ts'
import { startRelay, type Relay } from './relay.ts'
import { services } from './services.ts'
import { createUploadedVersion, openTestStorage } from './storage.ts'

const main = new URL('../worker/main.ts', import.meta.url).pathname

export interface RunningWorker {
  process: ChildProcess
  url: string
  log: () => string
}

export type Wire = 'clamd' | 'redis' | 's3' | 'postgres'

/** Waits for what the appliance promises to do by itself, 30 s at most; a look that throws has not found it yet. */
export async function until(reached: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 30_000
  let reason: unknown = null
  while (performance.now() < deadline) {
    try {
      if (await reached()) return
      reason = null
    } catch (error) {
      reason = error
    }
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`It did not come to pass in 30 s: ${String(reached)}`, { cause: reason })
}

/**
 * The whole worker as a process of its own, on a database of its own, with a wire to each service that can be cut, and a
 * logical Redis database that nobody else uses.
 */
export class WorkerBench {
  readonly database: TestDatabase
  readonly redis: Redis
  wires: Record<Wire, Relay>
  readonly #storage: Storage
  readonly #member: TestMember
  readonly #roomId: string
  readonly #folder: string
  readonly #redisNumber: number
  #workers: ChildProcess[] = []

  private constructor(made: {
    database: TestDatabase
    storage: Storage
    member: TestMember
    roomId: string
    folder: string
    redisNumber: number
    wires: Record<Wire, Relay>
  }) {
    this.database = made.database
    this.wires = made.wires
    this.#storage = made.storage
    this.#member = made.member
    this.#roomId = made.roomId
    this.#folder = made.folder
    this.#redisNumber = made.redisNumber
    this.redis = new Redis(`redis://${services.redis}/${made.redisNumber}`)
  }

  static async open(redisNumber: number): Promise<WorkerBench> {
    const [database, storage, folder, wires] = await Promise.all([
      createTestDatabase(),
      openTestStorage(),
      mkdtemp(join(tmpdir(), 'muniment-worker-')),
      lay(),
    ])
    const member = await createMember(database)
    const roomId = (await createTestRoom(member)).id
    const signatures = { kind: 'trial', updatedAt: new Date().toISOString() }
    await writeFile(join(folder, 'state.json'), JSON.stringify(signatures))
    const bench = new WorkerBench({ database, storage, member, roomId, folder, redisNumber, wires })
    await bench.redis.flushdb()
    return bench
  }

  /** Kills what still runs and lays new wires. */
  async reset(): Promise<void> {
    await this.#end()
    this.wires = await lay()
  }

  async close(): Promise<void> {
    await this.#end()
    this.#storage.close()
    this.redis.disconnect()
    // What a killed worker had begun to show of a document writes for a moment longer.
    const emptied = rm(this.#folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    await Promise.all([this.database.drop(), emptied])
  }

  async #end(): Promise<void> {
    for (const worker of this.#workers.splice(0)) {
      if (worker.exitCode !== null || worker.signalCode !== null) continue
      worker.kill('SIGKILL')
      await once(worker, 'exit')
    }
    await Promise.all(Object.values(this.wires).map((wire) => wire.close()))
  }

  async startWorker(role = 'documents', settings: Record<string, string> = {}): Promise<RunningWorker> {
    const port = await freePort()
    const databaseUrl = new URL(this.database.url('worker'))
    databaseUrl.host = `127.0.0.1:${this.wires.postgres.port}`
    const child = spawn(process.execPath, [main, role], {
      env: {
        ...process.env,
        MUNIMENT_ORIGIN: 'http://localhost',
        DATABASE_URL: databaseUrl.href,
        METRICS_PORT: String(port),
        REDIS_URL: `redis://worker:test@127.0.0.1:${this.wires.redis.port}/${this.#redisNumber}`,
        S3_URL: `http://127.0.0.1:${this.wires.s3.port}`,
        S3_ACCESS_KEY: services.s3RootUser,
        S3_SECRET_KEY: services.s3RootPassword,
        CLAMD_HOST: '127.0.0.1',
        CLAMD_PORT: String(this.wires.clamd.port),
        SIGNATURES_FOLDER: this.#folder,
        // Half a day away, so that nothing depends on when tests are run.
        INTEGRITY_HOUR: String((new Date().getUTCHours() + 12) % 24),
        WORK_FOLDER: join(this.#folder, 'work'),
        ...settings,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#workers.push(child)
    let log = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8')
      stream.on('data', (text: string) => {
        log += text
      })
    }
    const url = `http://127.0.0.1:${port}`
    await until(async () => (await fetch(`${url}/health`)).status === 200)
    return { process: child, url, log: () => log }
  }

  /** Documents as uploads leave them: in quarantine, their check owed. Gives their versions. */
  async upload(
    count: number,
    bytes: (index: number) => Buffer = (index) => Buffer.from(`file ${index}`),
  ): Promise<string[]> {
    const created = await Promise.all(
      Array.from({ length: count }, (_, index) =>
        createUploadedVersion(this.database, this.#storage, this.#member, this.#roomId, bytes(index)),
      ),
    )
    return created.map(({ versionId }) => versionId)
  }

  async statesOf(versionIds: readonly string[]): Promise<string[]> {
    const rows = await this.database.peek<{ state: string }>('select state from versions where id = any($1)', [
      versionIds,
    ])
    return rows.map(({ state }) => state)
  }

  /**
   * Waits until no check is owed and every version is decided, and gives what became of them, each thing once: a version
   * in its state with the number of times that this was told, as in `available ×1`.
   */
  async settled(versionIds: readonly string[]): Promise<string[]> {
    await until(async () => {
      const owed = await this.database.peek(
        `select state, attempts, last_error, run_at, heartbeat_at from jobs where name <> 'documents.preview'`,
      )
      if (owed.length > 0) throw new Error(`still owed: ${JSON.stringify(owed)}`)
      return !(await this.statesOf(versionIds)).includes('scanning')
    })
    const rows = await this.database.peek<{ outcome: string }>(
      `select distinct v.state || ' ×' || count(e.position) as outcome
       from versions v left join events e on e.version_id = v.id and e.type = 'documents.scanned'
       where v.id = any($1) group by v.id, v.state`,
      [versionIds],
    )
    return rows.map(({ outcome }) => outcome)
  }

  async untilActive(count: number): Promise<void> {
    await until(
      async () =>
        (await this.database.peek(`select from jobs where state = 'active' and name <> 'documents.preview'`)).length ===
        count,
    )
  }

  /** What the appliance says of the scanner, as everybody can read it. */
  async scannerState(): Promise<string | undefined> {
    const [row] = await this.database.peek<{ state: { state: string } }>(
      `select state from appliance_status where name = 'scanner'`,
    )
    return row?.state.state
  }
}

async function lay(): Promise<Record<Wire, Relay>> {
  const [clamd, redis, s3, postgres] = await Promise.all([
    startRelay(services.clamdHost, services.clamdPort),
    startRelay(...addressOf(services.redis)),
    startRelay(...addressOf(services.s3)),
    startRelay(...addressOf(services.postgres)),
  ])
  return { clamd, redis, s3, postgres }
}

function addressOf(service: string): [string, number] {
  const { hostname, port } = new URL(service.includes('://') ? service : `tcp://${service}`)
  return [hostname, Number(port)]
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}
