import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createMember, createTestRoom } from '../test/factories.ts'
import { createStoredDocument, openOwnStorage, type OwnStorage } from '../test/storage.ts'
import { until, WorkerBench } from '../test/worker.ts'

let bench: WorkerBench
let own: OwnStorage
beforeAll(async () => {
  ;[bench, own] = await Promise.all([WorkerBench.open(11), openOwnStorage()])
})
afterAll(async () => {
  await bench.close()
  await own.drop()
})

interface Run {
  state: string
  done: number
  bytes: number
}

it('goes on with a check where a worker was that was killed in the midst of it', async () => {
  const member = await createMember(bench.database)
  const roomId = (await createTestRoom(member)).id
  const keys: string[] = []
  for (let at = 0; at < 6; at += 1) {
    const { versionId } = await createStoredDocument(bench.database, own.storage, member, roomId, randomBytes(500_000))
    keys.push(versionId)
  }
  await own.storage.put('documents', keys[3] ?? '', Buffer.from('damaged'))
  const runOf = async (): Promise<Run | undefined> =>
    (await bench.database.peek<Run>('select state, done, bytes from integrity_runs'))[0]
  await bench.database.peek(`insert into integrity_runs (kind) values ('all')`)

  const slow = { S3_BUCKET_PREFIX: own.prefix, INTEGRITY_MB_PER_SECOND: '1' }
  const first = await bench.startWorker('documents', slow)
  await until(async () => ((await runOf())?.done ?? 0) >= 2)
  first.process.kill('SIGKILL')
  await once(first.process, 'exit')
  const before = await runOf()
  expect(before).toMatchObject({ state: 'running' })

  await bench.startWorker('documents', slow)
  await until(async () => (await runOf())?.state === 'done')
  expect(await runOf()).toEqual({ state: 'done', done: 6, bytes: 2_500_000 })
  expect(await bench.database.peek('select count(*) from events where type = $1', ['documents.damaged'])).toEqual([
    { count: 1 },
  ])
  expect(await bench.database.peek('select from stored_objects where checked_at is null')).toEqual([])
  await until(async () => (await bench.database.peek(`select from jobs where name = 'integrity.run'`)).length === 0)
}, 90_000)
