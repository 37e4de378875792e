import { expect } from 'vitest'
import { z } from 'zod'
import type { TestDatabase } from './database.ts'
import { createDocument, createMember, createTestRoom, type TestMember } from './factories.ts'
import { randomFrom } from './accessTrees.ts'
import type { Answered, Browser } from './browsers.ts'
import type { TestServer } from './server.ts'
import { expectCounted } from './storedBytes.ts'

// Several people rename, move, delete, restore and copy the same things at random. What each was answered, and what the
// database holds in the end, must be the story of one after another.

interface Thing {
  kind: 'folder' | 'document'
  id: string
}
interface World {
  things: Thing[]
  acts: string[]
  rooms: string[]
  /** What was acknowledged: how often each thing's revision was raised by us. */
  raised: Map<string, number>
}

const Revised = z.object({ id: z.string(), revision: z.number() })
const Made = z.object({ id: z.string() })
const Act = z.object({ trashId: z.string() })
const Back = z.object({ id: z.string() })

type Random = () => number
function one<T>(random: Random, list: readonly T[]): T | undefined {
  return list[Math.floor(random() * list.length)]
}

function raise(world: World, id: string): void {
  world.raised.set(id, (world.raised.get(id) ?? 0) + 1)
}

async function act(browser: Browser, world: World, random: Random): Promise<Answered | undefined> {
  const thing = one(random, world.things)
  const roomId = one(random, world.rooms)
  if (!thing || roomId === undefined) return undefined
  const path = `/api/v1/${thing.kind}s/${thing.id}`
  const what = random()
  if (what < 0.08) {
    const answer = await browser.ask(`/api/v1/rooms/${roomId}/folders`, { method: 'POST', body: { name: 'New' } })
    if (answer.status === 201) world.things.push({ kind: 'folder', id: Made.parse(answer.body).id })
    return answer
  }
  if (what < 0.28) {
    const trashId = one(random, world.acts)
    if (trashId === undefined) return undefined
    const body = { recreate: random() < 0.5 }
    const answer = await browser.ask(`/api/v1/trash/${trashId}/restore`, { method: 'POST', body })
    if (answer.status === 200) {
      world.acts = world.acts.filter((each) => each !== trashId)
      raise(world, Back.parse(answer.body).id)
    }
    return answer
  }
  const seen = await browser.ask(path)
  if (seen.status !== 200) return seen
  const { revision } = Revised.parse(seen.body)
  if (what < 0.33) {
    const level = one(random, ['view', 'edit', null])
    const grants = [{ subject: { kind: 'everyone' }, level: level ?? null }]
    return browser.ask(`${path}/access`, { method: 'PATCH', body: { grants } })
  }
  const headers = { 'if-match': `"${revision}"` }
  const folders = world.things.filter(({ kind }) => kind === 'folder')
  const folder = random() < 0.7 ? one(random, folders) : undefined
  const at = folder ? await browser.ask(`/api/v1/folders/${folder.id}`) : undefined
  const where = at?.status === 200 ? z.object({ roomId: z.string() }).parse(at.body).roomId : roomId
  const to = { roomId: where, folderId: at?.status === 200 ? (folder?.id ?? null) : null }
  if (what < 0.4) {
    if (thing.kind === 'folder') return undefined
    const answer = await browser.ask(`${path}/copy`, { method: 'POST', body: to })
    if (answer.status === 201) world.things.push({ kind: 'document', id: Made.parse(answer.body).id })
    return answer
  }
  if (what < 0.52) {
    const answer = await browser.ask(path, { method: 'DELETE', headers })
    if (answer.status === 200) {
      world.acts.push(Act.parse(answer.body).trashId)
      raise(world, thing.id)
    }
    return answer
  }
  const [address, method, body] =
    what < 0.65 ? [path, 'PATCH', { name: `Name ${Math.floor(random() * 1e9)}` }] : [`${path}/move`, 'POST', to]
  const answer = await browser.ask(address, { method, headers, body })
  if (answer.status === 200) {
    // If-Match: whoever was let through made the very next revision.
    expect(Revised.parse(answer.body).revision).toBe(revision + 1)
    raise(world, thing.id)
  }
  return answer
}

/** What must be true of the tree whenever nobody is at work. */
export async function checkTreeOf(database: TestDatabase, organizationId: string): Promise<void> {
  const faults = await database.peek(
    `with recursive down as (
       select f.id, f.room_id, f.scope_id, 1 as depth from folders f where f.parent_id is null and f.organization_id = $1
       union all
       select f.id, f.room_id, f.scope_id, d.depth + 1 from folders f join down d on f.parent_id = d.id where d.depth < 40
     )
     select 'a folder in a circle' as fault, f.id from folders f where f.organization_id = $1 and not exists (select from down d where d.id = f.id)
     union all select 'a wrong depth', f.id from folders f join down d on d.id = f.id where d.depth <> f.depth
     union all select 'a folder in another room than its parent', f.id from folders f join folders p on p.id = f.parent_id where f.room_id <> p.room_id
     union all select 'a document in another room than its folder', d.id from documents d join folders f on f.id = d.folder_id where d.room_id <> f.room_id
     union all select 'a folder under a wrong scope', f.id from folders f left join folders p on p.id = f.parent_id join rooms r on r.id = f.room_id
       where not exists (select from scopes s where s.folder_id = f.id) and f.scope_id <> coalesce(p.scope_id, r.scope_id)
     union all select 'a document under a wrong scope', d.id from documents d left join folders p on p.id = d.folder_id join rooms r on r.id = d.room_id
       where not exists (select from scopes s where s.document_id = d.id) and d.scope_id <> coalesce(p.scope_id, r.scope_id)
     union all select 'a scope below a wrong one', s.id from scopes s join folders f on f.id = s.folder_id left join folders p on p.id = f.parent_id
       join rooms r on r.id = f.room_id where s.parent_id <> coalesce(p.scope_id, r.scope_id) or s.room_id <> f.room_id or f.scope_id <> s.id
     union all select 'a live folder in a deleted one', f.id from folders f join folders p on p.id = f.parent_id where f.trash_id is null and p.trash_id is not null
     union all select 'a live document in a deleted folder', d.id from documents d join folders p on p.id = d.folder_id where d.trash_id is null and p.trash_id is not null
     union all select 'something deleted by no act', d.id from documents d where d.trash_id is not null and not exists (select from trash t where t.id = d.trash_id)
     union all select 'an act without its thing', t.id from trash t where t.organization_id = $1
       and not exists (select from documents d where d.id = t.document_id and d.trash_id = t.id)
       and not exists (select from folders f where f.id = t.folder_id and f.trash_id = t.id)`,
    [organizationId],
  )
  expect(faults).toEqual([])
}

/** Lets people work for `seconds`; gives how many requests were answered, by status. */
export async function organizeAtRandom(
  database: TestDatabase,
  server: TestServer,
  seconds: number,
  seed: number,
): Promise<Map<number, number>> {
  const owner: TestMember = await createMember(database)
  const rooms = [(await createTestRoom(owner)).id, (await createTestRoom(owner)).id]
  const world: World = { things: [], acts: [], rooms, raised: new Map() }
  for (const roomId of rooms)
    for (let at = 0; at < 8; at += 1)
      world.things.push({ kind: 'document', id: (await createDocument(database, owner, { roomId })).id })
  const browsers: Browser[] = []
  for (let at = 0; at < 2; at += 1) {
    const person = await createMember(database, { organizationId: owner.organizationId })
    browsers.push(await server.signIn(person))
  }
  for (let at = 0; at < 8; at += 1) {
    const made = await browsers[0]?.ask(`/api/v1/rooms/${one(Math.random, rooms)}/folders`, {
      method: 'POST',
      body: { name: `Folder ${at}` },
    })
    world.things.push({ kind: 'folder', id: Made.parse(made?.body).id })
  }
  const statuses = new Map<number, number>()
  const until = performance.now() + seconds * 1000
  // Each person has three hands, so that their own requests meet as well.
  const hands = browsers.flatMap((browser, person) =>
    [0, 1, 2].map((hand) => ({ browser, seed: seed + person * 10 + hand })),
  )
  await Promise.all(
    hands.map(async ({ browser, seed: own }) => {
      const random = randomFrom(own)
      while (performance.now() < until) {
        // A fresh address each time: what is tried here is not the limit of requests.
        const answer = await act(
          {
            ...browser,
            ask: (path, asked) =>
              browser.ask(path, { ...asked, headers: { ...asked?.headers, 'x-real-ip': crypto.randomUUID() } }),
          },
          world,
          random,
        )
        if (!answer) continue
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
        expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(500)
      }
    }),
  )
  await checkTreeOf(database, owner.organizationId)
  await expectCounted(database)
  const revisions = await database.peek<{ id: string; revision: number }>(
    `select id, revision from documents where organization_id = $1 union all select id, revision from folders where organization_id = $1`,
    [owner.organizationId],
  )
  // No change that was acknowledged is lost. Restoring elsewhere raises it by two.
  for (const { id, revision } of revisions) expect(revision - 1, id).toBeGreaterThanOrEqual(world.raised.get(id) ?? 0)
  return statuses
}
