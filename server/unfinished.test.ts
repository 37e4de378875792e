import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DropBench } from '../test/dropping.ts'

// What a page that is loaded anew says of an upload that the one before it had begun.

let bench: DropBench
let folder: string
beforeAll(async () => {
  ;[bench, folder] = await Promise.all([DropBench.open(14), mkdtemp(join(tmpdir(), 'unfinished-'))])
})
afterAll(async () => {
  await bench.close()
  await rm(folder, { recursive: true })
})

it('an upload that a reload cut off is offered to be continued', { timeout: 120_000 }, async () => {
  const { page } = bench
  const file = join(folder, 'Survey.bin')
  await writeFile(file, Buffer.alloc(30_000_000, 'survey'))
  await bench.openRoom()
  const network = await page.context().newCDPSession(page)
  const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 500_000 }
  await network.send('Network.emulateNetworkConditions', slow)
  await bench.drag(file)
  const line = page.getByRole('region', { name: 'Uploads' }).getByRole('listitem', { name: 'Survey.bin' })
  await line.getByText(/Uploading [1-9]/).waitFor()
  page.once('dialog', (dialog) => void dialog.accept())
  await page.reload()
  await line.getByText(/Stopped at/).waitFor({ timeout: 60_000 })
  expect(await line.count()).toBe(1)
})
