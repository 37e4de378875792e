import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { until, WorkerBench } from '../worker.ts'

let bench: WorkerBench
beforeAll(async () => {
  bench = await WorkerBench.open(9)
})
afterEach(() => bench.reset())
afterAll(() => bench.close())

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

describe('the worker', () => {
  it.each(['redis', 's3', 'postgres', 'clamd'] as const)(
    'goes on when %s was away in the middle of its work',
    async (name) => {
      const worker = await bench.startWorker()
      const files = await bench.upload(6, () => Buffer.alloc(2_000_000, 'x'))
      await until(async () => (await bench.statesOf(files)).includes('available'))
      bench.wires[name].cut()
      const during = await bench.upload(2)
      await sleep(2500)
      bench.wires[name].mend()
      expect(await bench.settled([...files, ...during])).toEqual(['available ×1'])
      expect(worker.process.exitCode, worker.log()).toBeNull()
      expect((await fetch(`${worker.url}/health`)).status).toBe(200)
    },
  )

  it('waits, well and visibly, while clamd hangs for a minute, and then catches up by itself', async () => {
    const worker = await bench.startWorker()
    bench.wires.clamd.stall()
    await until(async () => (await bench.scannerState()) === 'unreachable')
    const files = await bench.upload(3)
    await until(async () => {
      const waiting = `select from versions where reason_code = 'waiting_scanner' and id = any($1)`
      return (await bench.database.peek(waiting, [files])).length === files.length
    })
    await sleep(60_000)
    expect((await fetch(`${worker.url}/health`)).status).toBe(200)
    bench.wires.clamd.mend()
    expect(await bench.settled(files)).toEqual(['available ×1'])
  })

  it('goes on when clamd stops in the middle of a scan for a minute', async () => {
    await bench.startWorker()
    const large = await bench.upload(2, () => Buffer.alloc(60_000_000, 'x'))
    await bench.untilActive(2)
    bench.wires.clamd.stall()
    const small = await bench.upload(2)
    await sleep(60_000)
    bench.wires.clamd.mend()
    expect(await bench.settled([...large, ...small])).toEqual(['available ×1'])
  })

  it.each(['redis', 's3', 'postgres', 'clamd'] as const)(
    'begins to work when %s comes, if it was not there at first',
    async (name) => {
      bench.wires[name].cut()
      const starting = bench.startWorker()
      const files = await bench.upload(2)
      const worker = await starting
      await sleep(3000)
      bench.wires[name].mend()
      expect(await bench.settled(files)).toEqual(['available ×1'])
      expect(worker.process.exitCode, worker.log()).toBeNull()
    },
  )

  it('is well and idle on the queues that have no work yet', async () => {
    for (const role of ['outbound', 'backups']) {
      const worker = await bench.startWorker(role)
      worker.process.kill('SIGTERM')
      const [code] = await once(worker.process, 'exit')
      expect(code, worker.log()).toBe(0)
    }
  })
})
