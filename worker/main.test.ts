import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { eicar } from '../test/hostile/eicar.ts'
import { WorkerBench } from '../test/worker.ts'

// More faults of this kind, which take minutes, are in test/long/worker.test.ts.

/** How a scan begins on clamd's wire; a clamd that answers nothing at all would have no work begun. */
const scan = 'zINSTREAM'

let bench: WorkerBench
beforeAll(async () => {
  bench = await WorkerBench.open(8)
})
afterEach(() => bench.reset())
afterAll(() => bench.close())

describe('the worker', () => {
  it('takes files through, tells how it is, and stops in time when told to', async () => {
    const worker = await bench.startWorker()
    expect(await bench.settled(await bench.upload(5))).toEqual(['available ×1'])
    expect(await bench.settled(await bench.upload(1, eicar))).toEqual(['infected ×1'])
    const metrics = await (await fetch(`${worker.url}/metrics`)).text()
    expect(metrics).toContain('muniment_scanner_ready 1')
    expect(metrics).toContain('muniment_scan_seconds_count{state="available"} 5')
    expect(await bench.scannerState()).toBe('ready')

    bench.wires.clamd.stall(scan)
    await bench.upload(1)
    await bench.untilActive(1)
    const told = performance.now()
    worker.process.kill('SIGTERM')
    const [code] = await once(worker.process, 'exit')
    expect(performance.now() - told).toBeLessThan(11_000)
    expect(code, worker.log()).toBe(0)
    expect(await bench.database.peek(`select state, attempts from jobs where name = 'documents.scan'`)).toEqual([
      { state: 'waiting', attempts: 0 },
    ])
  }, 90_000)

  it('is relieved by another within 30 seconds when it is killed in mid-scan', async () => {
    const [first] = await Promise.all([bench.startWorker(), bench.startWorker()])
    bench.wires.clamd.stall(scan)
    const files = await bench.upload(4)
    await bench.untilActive(4)
    first.process.kill('SIGKILL')
    await once(first.process, 'exit')
    const killed = performance.now()
    bench.wires.clamd.mend()
    expect(await bench.settled(files)).toEqual(['available ×1'])
    expect(performance.now() - killed).toBeLessThan(30_000)
  }, 90_000)

  it('loses none of ten files when Redis is emptied, and does none twice', async () => {
    const worker = await bench.startWorker()
    const files = await bench.upload(10)
    await bench.untilActive(2)
    await bench.redis.flushdb()
    expect(await bench.settled(files)).toEqual(['available ×1'])
    expect(await bench.settled(await bench.upload(3))).toEqual(['available ×1'])
    expect(worker.process.exitCode).toBeNull()
  }, 90_000)
})
