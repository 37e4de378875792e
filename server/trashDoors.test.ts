import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { trashThing } from '@muniment/core/trash/trashThing.ts'
import { accessOf } from '../test/accessOracle.ts'
import { plantTree } from '../test/accessPlant.ts'
import type { TreeThing } from '../test/accessTrees.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { createMember } from '../test/factories.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { closeSockets, watchBy } from '../test/sockets.ts'
import { openTestStorage } from '../test/storage.ts'
import { askingOf, byId, canSee, clashing, enter, listed, path, roomOf, type Visit } from '../test/visits.ts'

// What lies in the trash is behind no door but that of the trash, and that one opens for who may bring it back.

const trees = 25

let database: TestDatabase
let server: TestServer

beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database)
  // The buckets may not be there yet.
  ;(await openTestStorage()).close()
})
afterAll(async () => {
  await server.close()
  await database.drop()
})

const Answer = z.object({ ok: z.boolean() })
const Chosen = z.object({ files: z.number(), withheld: z.number() })

interface Trashed {
  things: ReadonlySet<TreeThing>
  /** What each act was done to. */
  acts: ReadonlyMap<string, TreeThing>
}

/** Deletes every other thing of an organization, and with it what is in it. */
async function trashSome(tree: Visit['tree']): Promise<Trashed> {
  const remover = await createMember(database, { organizationId: tree.organizationId })
  const chosen = tree.things.filter((one, at) => one.kind !== 'room' && at % 2 === 0)
  const isIn = (thing: TreeThing | null): boolean => thing !== null && (chosen.includes(thing) || isIn(thing.above))
  const acts = new Map<string, TreeThing>()
  for (const thing of chosen) {
    if (isIn(thing.above) || thing.kind === 'room') continue
    acts.set((await trashThing(remover.ctx, thing.kind, thing.id, null)).trashId, thing)
  }
  return { things: new Set(tree.things.filter(isIn)), acts }
}

type Try = (visit: Visit, trashed: Trashed) => AsyncGenerator<[string, unknown, unknown]>

const tries: Try[] = [
  async function* trash(visit, { acts }) {
    const expected = [...acts].filter(([, thing]) => accessOf(visit.member, thing) >= 4).map(([act]) => act)
    yield ['the trash', await listed(visit, '/api/v1/trash?limit=200'), expected.sort(byId)]
    for (const [act, thing] of acts) {
      if (accessOf(visit.member, thing) >= 4) continue
      const { status } = await visit.browser.ask(`/api/v1/trash/${act}/restore`, { method: 'POST', body: {} })
      yield [`restoring ${act}`, status, 404]
    }
  },
  async function* addresses(visit, { things }) {
    for (const thing of things) {
      const version = visit.versions.get(thing.id)
      const below =
        thing.kind === 'document'
          ? ['/content', '/versions', `/versions/${version}/content`, `/access/explain`]
          : ['/contents', '/access/explain']
      for (const address of ['', '/access', '/activity', ...below]) {
        yield [`${path(thing)}${address}`, (await visit.browser.ask(`${path(thing)}${address}`)).status, 404]
      }
      if (version !== undefined) {
        yield [`version ${version}`, (await visit.browser.ask(`/api/v1/versions/${version}/content`)).status, 404]
      }
      const answer = await watchBy(visit.socket, { [`${thing.kind}Id`]: thing.id })
      yield [`watch of ${thing.id}`, Answer.parse(answer).ok, false]
    }
    const shared = [await listed(visit, '/api/v1/shared?limit=200')].flat()
    yield ['what was shared', shared.filter((id) => [...things].some((thing) => thing.id === id)), []]
  },
  async function* lists(visit, { things }) {
    for (const room of visit.tree.things.filter((one) => one.kind === 'room' && canSee(visit)(one))) {
      const within = visit.tree.things.filter((one) => one.kind === 'document' && roomOf(one) === room)
      const left = within.filter((one) => !things.has(one) && canSee(visit)(one)).map(({ id }) => id)
      const list = `/api/v1/rooms/${room.id}/documents?limit=200`
      for (const sort of ['name', 'author', 'size', 'updatedAt', 'documentDate']) {
        yield [`${room.id} by ${sort}`, await listed(visit, `${list}&scope=room&sort=${sort}`), left.sort(byId)]
      }
      const gone = within.filter((one) => things.has(one))
      const ids = gone.map(({ id }) => id).slice(0, 20)
      if (ids.length > 0) yield [`these of ${room.id}`, await listed(visit, `${list}&ids=${ids.join()}`), []]
      for (const { id } of gone) {
        yield [`by name ${id}`, await listed(visit, `${list}&scope=room&name=${id}`), []]
        yield [`by tag ${id}`, await listed(visit, `${list}&scope=room&tag=${id}`), []]
        const tags = await visit.browser.ask(`/api/v1/rooms/${room.id}/tags?prefix=${id}`)
        yield [`tag ${id}`, tags.body, { items: [] }]
      }
    }
    for (const thing of things) {
      if (thing.kind !== 'folder') continue
      for (const scope of ['folder', 'below']) {
        const address = `/api/v1/rooms/${roomOf(thing).id}/documents?scope=${scope}&folderId=${thing.id}`
        yield [address, await listed(visit, address), 404]
      }
    }
  },
  async function* clashes(visit, { things }) {
    const names = [...things].filter(({ kind }) => kind === 'document').map(({ id }) => id)
    if (names.length === 0) return
    for (const place of visit.tree.things.filter(({ kind }) => kind !== 'document')) {
      const level = things.has(place) ? 0 : accessOf(visit.member, place)
      yield [`clashes in ${place.id}`, await clashing(visit, place, names), level === 0 ? 404 : level < 3 ? 403 : []]
    }
  },
  async function* archives(visit, { things }) {
    const choose = (body: object) => visit.browser.ask('/api/v1/archives', { method: 'POST', body })
    for (const thing of things) {
      const { status } = await choose(thing.kind === 'folder' ? { folderIds: [thing.id] } : { documentIds: [thing.id] })
      yield [`zip of ${thing.id}`, status, thing.kind === 'folder' ? 404 : 409]
    }
    for (const room of visit.tree.things.filter((one) => one.kind === 'room' && canSee(visit)(one))) {
      const levels = visit.tree.things
        .filter((one) => one.kind === 'document' && roomOf(one) === room && !things.has(one))
        .map((one) => accessOf(visit.member, one))
      const files = levels.filter((level) => level >= 2).length
      const answer = await choose({ roomId: room.id })
      const got = answer.status === 201 ? Chosen.parse(answer.body) : answer.status
      const expected = { files, withheld: levels.filter((level) => level === 1).length }
      yield [`zip of ${room.id}`, got, files === 0 ? 409 : expected]
    }
  },
]

describe('what lies in the trash', () => {
  it('is behind no door but that of the trash', { timeout: 240_000 }, async () => {
    let tried = 0
    for (let seed = 3001; seed <= 3000 + trees; seed += 1) {
      const tree = await plantTree(database, seed)
      const trashed = await trashSome(tree)
      for (const member of askingOf(tree).slice(0, 1)) {
        const visit = await enter(database, server, tree, member)
        for (const attempt of tries) {
          for await (const [name, got, expected] of attempt(visit, trashed)) {
            expect(got, `seed ${seed}, member ${member.id}: ${name}`).toEqual(expected)
            tried += 1
          }
        }
        closeSockets()
      }
    }
    process.stdout.write(`${tried} doors to the trash tried\n`)
    expect(tried).toBeGreaterThan(300)
  })
})
