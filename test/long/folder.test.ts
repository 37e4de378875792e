import { afterAll, afterEach, beforeAll, it } from 'vitest'
import { prepareTemplate } from '../database.ts'
import { dropThroughFaults } from '../dropThroughFaults.ts'
import { DropBench } from '../dropping.ts'

// 5,000 real files in 600 folders, dragged into a room in a real browser: test/long/README.md says how to run it.

const [files, folders] = [5000, 600]

let bench: DropBench
beforeAll(async () => {
  await prepareTemplate()
  bench = await DropBench.open(6)
  await bench.startWorker()
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await bench.page.screenshot({ path: 'test-results/folder.png' })
})
afterAll(() => bench.close(), 300_000)

it(
  '5,000 files in 600 folders arrive whole through a killed server, a cut network and a reload',
  { timeout: 45 * 60_000 },
  async () => {
    const { stored, checked, bytes, begun, begunAgain, longTasks } = await dropThroughFaults(bench, {
      files,
      folders,
      away: 5000,
      tell: (what) => process.stdout.write(`${what}\n`),
      within: 40 * 60_000,
    })
    const lines = [
      `${files} files in ${folders} folders, ${(bytes / 1e6).toFixed(1)} MB, all SHA-256 equal`,
      `stored after ${stored.toFixed(1)} s (${(files / stored).toFixed(1)} files/s), faults included`,
      `checked after ${checked.toFixed(1)} s (${(files / checked).toFixed(1)} files/s)`,
      `uploads begun: ${begun} before the reload, ${begunAgain} after it`,
      `long tasks of the page: ${longTasks.count}, the longest ${longTasks.longest} ms, ${longTasks.total} ms in all`,
    ]
    process.stdout.write(`${lines.join('\n')}\n`)
  },
)
