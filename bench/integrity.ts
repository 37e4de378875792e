import { randomBytes } from 'node:crypto'
import { checkObjects } from '@muniment/core/integrity/checkObjects.ts'
import { compareObjects } from '@muniment/core/integrity/compareObjects.ts'
import { openIntegrityBench } from '../test/integrity.ts'

// How fast stored files are checked when nothing slows the check down, and how fast rows and objects are compared. Needs
// the services of test/compose.yaml:
//   node bench/integrity.ts

const [large, small] = [8, 2000]
const bench = await openIntegrityBench()
await bench.begin()
try {
  const bytes = randomBytes(64_000_000)
  for (let at = 0; at < large; at += 1) await bench.store(bytes)
  await measure('check, files of 64 MB', 'all', large)
  const page = randomBytes(10_000)
  for (let at = 0; at < small; at += 1) await bench.store(page)
  await measure('check, with files of 10 KB', 'all', large + small)
  await measure('compare', 'compare', large + small)
} finally {
  await bench.end()
  await bench.close()
}

async function measure(what: string, kind: 'all' | 'compare', expected: number): Promise<void> {
  const run = await bench.newRun(kind)
  const began = performance.now()
  if (kind === 'all') await checkObjects(bench.ctx, bench.storage(), run, bench.options, bench.signal)
  else await compareObjects(bench.ctx, bench.storage(), run, bench.signal)
  const seconds = (performance.now() - began) / 1000
  const { done, bytes, report } = await bench.runOf(run)
  if (done !== expected || report.damaged > 0) throw new Error(`${what}: ${done} of ${expected}`)
  const speed = `${(bytes / 1e6 / seconds).toFixed(0)} MB/s, ${(done / seconds).toFixed(0)} objects/s`
  const memory = `${Math.round(process.memoryUsage().rss / 1e6)} MB resident`
  console.log(`${what}: ${done} objects in ${seconds.toFixed(1)} s, ${speed}; ${memory}`)
}
