import { setTimeout as sleep } from 'node:timers/promises'
import { expect } from 'vitest'
import type { DropBench } from './dropping.ts'

interface Course {
  files: number
  folders: number
  from?: readonly string[]
  /** How long the server and the network are away (ms). */
  away: number
  /** Everything must be over after so long (ms). */
  within: number
  /** Hears how far it is. */
  tell?: (what: string) => void
}

export interface Dropped {
  /** Seconds from the drop to the last file acknowledged, and to the last one checked; faults included. */
  stored: number
  checked: number
  bytes: number
  /** Uploads begun by the page before the reload, and after it. */
  begun: number
  begunAgain: number
  longTasks: { count: number; longest: number; total: number }
}

/**
 * A folder of real files is dragged into a room; its upload meets a server that is killed, a network that is cut and a
 * reload of the page, after which the same folder is dragged in again. All of it must be there then, once, with its
 * SHA-256, and nothing that was there before the second drop may have been sent by it.
 */
export async function dropThroughFaults(bench: DropBench, course: Course): Promise<Dropped> {
  const { page } = bench
  const { files, folders, away, tell = () => {} } = course
  const { path, files: planted } = await bench.plant('Data set', course)
  const began = performance.now()
  const deadline = began + course.within
  const documents = async (least: number): Promise<void> => {
    while ((await bench.count()).documents < least) {
      if (performance.now() > deadline) throw new Error(`${least} of ${files} files were not there in time`)
      await sleep(100)
    }
  }
  await bench.openRoom()
  await bench.drag(path)

  const passed = async (what: string): Promise<void> => {
    const { documents: stored, available } = await bench.count()
    tell(`${Math.round((performance.now() - began) / 1000)} s: ${stored} stored, ${available} checked; ${what}`)
  }

  await documents(files * 0.2)
  await passed('the server is killed')
  await bench.killServer()
  await sleep(away)
  await bench.startServer()
  const afterKill = await bench.count()
  expect(afterKill.documents).toBeLessThan(files)

  await documents(Math.max(files * 0.4, afterKill.documents + 1))
  await passed('the network is cut')
  bench.cut()
  await sleep(away)
  bench.mend()
  const afterCut = await bench.count()
  expect(afterCut.documents).toBeLessThan(files)

  await documents(Math.max(files * 0.6, afterCut.documents + 1))
  await passed('the page is loaded anew')
  const guarded = page.waitForEvent('dialog').then(async (dialog) => {
    await dialog.accept()
    return dialog.type()
  })
  const before = await bench.longTasks()
  await Promise.all([page.reload(), guarded])
  expect(await guarded).toBe('beforeunload')
  const begun = bench.begun
  bench.begun = 0
  // Nothing can be dropped before the room's list is there.
  await page.getByRole('heading', { level: 1, name: 'Due diligence' }).waitFor()
  await page.getByRole('row', { name: /Data set/ }).waitFor()
  const atReload = await bench.count()
  expect(atReload.documents).toBeLessThan(files)
  await bench.drag(path)
  await page
    .getByRole('region', { name: 'Uploads' })
    .getByText(/Reading the folder|Preparing|already there/)
    .first()
    .waitFor()

  await documents(files)
  await passed('all are there')
  const stored = performance.now() - began
  const left = Math.max(1000, deadline - performance.now())
  const panel = page.getByRole('region', { name: 'Uploads' })
  const over = panel.getByText(/^([\d,]+ ready · )?[\d,]+ already there$/)
  await over.waitFor({ timeout: left }).catch(async (cause: unknown) => {
    await passed('the page does not say so')
    throw new Error(`The panel says: ${await panel.innerText()}`, { cause })
  })
  await passed('the page says so')
  const checked = performance.now() - began

  // What was on its way in the moment of the reload is begun once more, under the same key.
  const under = 5
  expect(bench.begun).toBeLessThanOrEqual(files - atReload.documents + under)
  const there = await bench.stored()
  expect(there.map((file) => file.path)).toEqual(
    [...planted.keys()].map((name) => `Data set/${name}`).sort((a, b) => (a < b ? -1 : 1)),
  )
  for (const { path: name, state, size, sha256, objectId } of there) {
    const file = planted.get(name.slice('Data set/'.length))
    expect({ name, state, size, sha256 }).toEqual({ name, state: 'available', ...file })
    expect(await bench.hashOf(objectId), name).toBe(file?.sha256)
  }
  const [made] = await bench.database.peek<{ folders: number; events: number }>(
    `select (select count(*)::int from folders where room_id = $1) as folders,
       (select count(*)::int from events where room_id = $1 and type = 'documents.uploaded') as events`,
    [bench.roomId],
  )
  expect(made).toEqual({ folders: folders + 1, events: files })
  expect(bench.complaints).toEqual([])
  const after = await bench.longTasks()
  return {
    stored: stored / 1000,
    checked: checked / 1000,
    bytes: there.reduce((sum, { size }) => sum + size, 0),
    begun,
    begunAgain: bench.begun,
    longTasks: {
      count: before.count + after.count,
      longest: Math.max(before.longest, after.longest),
      total: before.total + after.total,
    },
  }
}
