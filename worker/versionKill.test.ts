import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createMember, createTestRoom } from '../test/factories.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { tusClient, type NewTusUpload, type NewTusVersion } from '../test/tus.ts'
import { WorkerBench } from '../test/worker.ts'

let bench: WorkerBench
let server: TestServer
beforeAll(async () => {
  bench = await WorkerBench.open(13)
  server = await startTestServer(bench.database)
})
afterAll(async () => {
  await server.close()
  await bench.close()
})

const Shown = z.object({ version: z.object({ id: z.uuid(), number: z.number() }) })

it(
  'a document is its old version or its new one, whole, wherever the worker is killed',
  { timeout: 300_000 },
  async () => {
    const member = await createMember(bench.database)
    const roomId = (await createTestRoom(member)).id
    const browser = await server.signIn(member)
    const tus = tusClient(server, browser)
    const send = async (what: NewTusUpload | NewTusVersion, bytes: Buffer) => {
      const answer = await tus.patch(await tus.create(what, bytes.length), 0, bytes)
      const { 'muniment-document': documentId, 'muniment-version': versionId } = answer?.headers ?? {}
      return { documentId: String(documentId), versionId: String(versionId) }
    }
    const written = Array.from({ length: 5 }, () => randomBytes(300_000))
    const [first = Buffer.alloc(0), ...later] = written
    let worker = await bench.startWorker()
    const { documentId, versionId } = await send({ filename: 'Lease.bin', roomId }, first)
    expect(await bench.settled([versionId])).toEqual(['available ×1'])

    let cut = 0
    for (const [at, bytes] of later.entries()) {
      const before = written[at]
      const next = await send({ documentId }, bytes)
      await sleep(at * 80)
      worker.process.kill('SIGKILL')
      await once(worker.process, 'exit')
      const shown = Shown.parse((await browser.ask(`/api/v1/documents/${documentId}`)).body)
      const read = await fetch(`${server.url}/api/v1/documents/${documentId}/content`, {
        headers: { cookie: browser.cookie },
      })
      const content = Buffer.from(await read.arrayBuffer())
      if (shown.version.number === at + 1) cut += 1
      else expect(shown.version).toEqual({ id: next.versionId, number: at + 2 })
      expect(content.equals(shown.version.number === at + 1 && before ? before : bytes)).toBe(true)
      worker = await bench.startWorker()
      expect(await bench.settled([next.versionId])).toEqual(['available ×1'])
    }
    expect(cut).toBeGreaterThan(0)
    const kept = await bench.database.peek<{ number: number; state: string; size: number }>(
      'select number, state, size::int from versions where document_id = $1 order by number',
      [documentId],
    )
    expect(kept).toEqual(written.map(({ length }, at) => ({ number: at + 1, state: 'available', size: length })))
    const now = Shown.parse((await browser.ask(`/api/v1/documents/${documentId}`)).body)
    expect(now.version.number).toBe(written.length)
  },
)
