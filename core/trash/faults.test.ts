import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { createMember, createTestRoom, quiet, type TestMember } from '../../test/factories.ts'
import { checkTreeOf } from '../../test/organizing.ts'
import { openTestStorage } from '../../test/storage.ts'
import { systemContext } from '../context.ts'
import { createFolder } from '../folders/create.ts'
import type { Storage } from '../storage.ts'
import { eraseTrash } from './eraseTrash.ts'
import { purgeThing } from './purgeThing.ts'
import { trashThing } from './trashThing.ts'

let database: TestDatabase
let storage: Storage
let owner: TestMember
let here: string
let there: string

beforeAll(async () => {
  ;[database, storage] = await Promise.all([createTestDatabase(), openTestStorage()])
  owner = await createMember(database)
  here = (await createTestRoom(owner)).id
  there = (await createTestRoom(owner)).id
})
afterAll(async () => {
  storage.close()
  await database.drop()
})

const script = new URL('../../test/organizeChild.ts', import.meta.url).pathname

/** Starts a process at its work and kills it `after` milliseconds; true when it was still at it. */
async function killed(after: number, ...words: string[]): Promise<boolean> {
  const child = spawn(process.execPath, [script, ...words], { stdio: ['ignore', 'pipe', 'ignore'] })
  await once(child.stdout, 'data')
  await sleep(after)
  const ended = child.exitCode !== null
  child.kill('SIGKILL')
  if (!ended) await once(child, 'exit')
  return !ended
}

async function fill(folderId: string, count: number): Promise<string[]> {
  const made = await database.peek<{ id: string }>(
    `with made as (insert into documents (id, organization_id, room_id, folder_id, name, current_version_id, size)
       select gen_random_uuid(), $1, $2, $3, 'Page ' || n, gen_random_uuid(), 3 from generate_series(1, $4) n returning *)
     insert into versions (id, organization_id, document_id, number, size, etag, state, sha256, scanned_at)
     select current_version_id, organization_id, id, 1, 3, 'x', 'available', sha256('abc'), now() from made returning id`,
    [owner.organizationId, here, folderId, count],
  )
  return made.map(({ id }) => id)
}

describe('a process that is killed', () => {
  it('leaves a folder with 10,000 documents wholly here or wholly there', { timeout: 120_000 }, async () => {
    const folder = await createFolder(owner.ctx, here, { name: 'Large', parentId: null })
    await fill(folder.id, 10_000)
    let cut = 0
    for (const [at, after] of [30, 120, 300, 600, 900].entries()) {
      const target = at % 2 === 0 ? there : here
      if (await killed(after, 'move', database.url('server'), owner.personId, owner.organizationId, folder.id, target))
        cut += 1
      // What was cut off is rolled back once the database notices.
      const places = await database.peek(
        `select d.room_id = f.room_id as same, count(*)::int as count from documents d join folders f on f.id = d.folder_id where f.id = $1 group by 1`,
        [folder.id],
      )
      expect(places).toEqual([{ same: true, count: 10_000 }])
      await checkTreeOf(database, owner.organizationId)
    }
    expect(cut).toBeGreaterThan(0)
  })

  it('erases in the end what it had begun to erase, bytes and rows', { timeout: 120_000 }, async () => {
    const folder = await createFolder(owner.ctx, here, { name: 'Purged', parentId: null })
    const objects = await fill(folder.id, 120)
    for (const object of objects) await storage.put('documents', object, Buffer.from('abc'))
    const { trashId } = await trashThing(owner.ctx, 'folder', folder.id, null)
    await purgeThing(owner.ctx, trashId)
    await database.peek(`update trash set purged_at = now() - interval '15 days' where id = $1`, [trashId])
    let cut = 0
    for (const after of [50, 150, 250]) if (await killed(after, 'erase', database.url('worker'))) cut += 1
    expect(cut).toBeGreaterThan(0)
    await checkTreeOf(database, owner.organizationId)
    const sweep = systemContext(database.worker, quiet, 'sweep')
    while ((await eraseTrash(sweep, storage, 50)) > 0);
    const left = await database.peek(
      `select id from folders where id = $1 union all select id from trash where id = $2 union all select id from versions where id = any ($3)`,
      [folder.id, trashId, objects],
    )
    expect(left).toEqual([])
    for (const object of objects) expect(await storage.head('documents', object)).toBeNull()
    const erased = await database.peek(`select count(*)::int as count from events where type = 'documents.erased'`)
    expect(erased).toEqual([{ count: 120 }])
  })
})
