import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { dropThroughFaults } from '../test/dropThroughFaults.ts'
import { DropBench } from '../test/dropping.ts'

// The small sister of test/long/folder.test.ts, with the built browser app.

let bench: DropBench
beforeAll(async () => {
  bench = await DropBench.open(5)
  await bench.startWorker()
})
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') await bench.page.screenshot({ path: `test-results/check/${task.name}.png` })
})
afterAll(() => bench.close())

const own = ['core', 'server', 'web/documents', 'test'].map((name) => new URL(`../${name}`, import.meta.url).pathname)

it(
  'a dragged folder arrives whole through a killed server, a cut network and a reload',
  { timeout: 420_000 },
  async () => {
    const course = { files: 100, folders: 55, from: own, away: 500, within: 390_000 }
    const dropped = await dropThroughFaults(bench, course)
    expect(dropped.begun).toBeGreaterThan(0)
  },
)
