import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { pageKey, thumbnailKey } from '@muniment/core/previews/objects.ts'
import { accessOf, levelOf } from '../test/accessOracle.ts'
import { plantTree } from '../test/accessPlant.ts'
import type { TreeThing } from '../test/accessTrees.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { openTestStorage } from '../test/storage.ts'
import { closeSockets, watchBy } from '../test/sockets.ts'
import { uploadingAround, watcherKey } from './uploading.ts'
import { askingOf, byId, canSee, clashing, enter, listed, path, roomOf, type Visit } from '../test/visits.ts'

// Every door by which a thing could be reached, tried on random organizations and compared with the oracle. A feature with
// doors of its own adds them to `doors`.

const trees = 50
const membersOfTree = 2

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

const Counted = z.object({ documents: z.number() })
const Total = z.object({ total: z.number() })
const Answer = z.object({ ok: z.boolean() })

/** What a list of a place should hold; 404 where the place itself is not to be seen. */
function expectedIn(visit: Visit, place: TreeThing, kind: TreeThing['kind']): string[] | number {
  if (!canSee(visit)(place)) return 404
  return visit.tree.things
    .filter((one) => one.kind === kind && one.above === place && canSee(visit)(one))
    .map(({ id }) => id)
    .sort(byId)
}

/** Name of the door, what it gives, what it should give. */
type Door = (visit: Visit) => AsyncGenerator<[string, unknown, unknown]>

const doors: Door[] = [
  async function* rooms(visit) {
    const expected = visit.tree.things
      .filter((one) => one.kind === 'room' && canSee(visit)(one))
      .map(({ id }) => id)
      .sort(byId)
    yield ['list of rooms', await listed(visit, '/api/v1/rooms?limit=200'), expected]
  },
  async function* shared(visit) {
    // Where somebody's way in begins: a thing with grants of its own whose place above they may not see.
    const begins = (one: TreeThing): boolean => {
      const above = one.above
      return above !== null && (one.grants.length > 0 || !one.inherits) && levelOf(visit.member, above) === 0
    }
    const expected = visit.tree.things
      .filter((one) => canSee(visit)(one) && begins(one))
      .map(({ id }) => id)
      .sort(byId)
    yield ['what was shared', await listed(visit, '/api/v1/shared?limit=200'), expected]
  },
  async function* reads(visit) {
    for (const thing of visit.tree.things) {
      const level = accessOf(visit.member, thing)
      yield [`GET ${path(thing)}`, (await visit.browser.ask(path(thing))).status, level > 0 ? 200 : 404]
      yield [
        `GET ${path(thing)}/access`,
        (await visit.browser.ask(`${path(thing)}/access`)).status,
        level > 0 ? 200 : 404,
      ]
      if (thing.kind === 'document') {
        const { status } = await visit.browser.ask(`${path(thing)}/content`)
        yield [`download of ${thing.id}`, status, level >= 2 ? 200 : level === 1 ? 403 : 404]
        const version = visit.versions.get(thing.id)
        for (const shown of [
          `${path(thing)}/preview`,
          `${path(thing)}/preview/pages/1`,
          `/api/v1/versions/${version}/thumbnail`,
        ]) {
          yield [`GET ${shown}`, (await visit.browser.ask(shown)).status, level > 0 ? 200 : 404]
        }
      }
    }
  },
  async function* lists(visit) {
    for (const place of visit.tree.things.filter(({ kind }) => kind !== 'document')) {
      const room = roomOf(place).id
      const [folder, parent] = place.kind === 'folder' ? [`&folderId=${place.id}`, `&parentId=${place.id}`] : ['', '']
      yield [
        `documents in ${place.id}`,
        await listed(visit, `/api/v1/rooms/${room}/documents?limit=200${folder}`),
        expectedIn(visit, place, 'document'),
      ]
      yield [
        `folders in ${place.id}`,
        await listed(visit, `/api/v1/rooms/${room}/folders?limit=200${parent}`),
        expectedIn(visit, place, 'folder'),
      ]
    }
  },
  async function* narrowed(visit) {
    for (const room of visit.tree.things.filter(({ kind }) => kind === 'room')) {
      const within = visit.tree.things.filter((one) => one.kind === 'document' && roomOf(one) === room)
      const seen = within.filter(canSee(visit)).map(({ id }) => id)
      const open = canSee(visit)(room)
      const list = `/api/v1/rooms/${room.id}/documents?scope=room&limit=200`
      for (const sort of ['name', 'author'])
        yield [`${room.id} by ${sort}`, await listed(visit, `${list}&sort=${sort}`), open ? seen.sort(byId) : 404]
      const tags = await visit.browser.ask(`/api/v1/rooms/${room.id}/tags`)
      yield [`tags of ${room.id}`, open ? tags.body : tags.status, open ? { items: seen.sort(byId).slice(0, 20) } : 404]
      if (!open) continue
      for (const { id } of within.slice(0, 2)) {
        const here = seen.includes(id) ? [id] : []
        yield [`by name ${id}`, await listed(visit, `${list}&name=${id}`), here]
        yield [`by a word ${id}`, await listed(visit, `${list}&text=${id}`), here]
        yield [`by tag ${id}`, await listed(visit, `${list}&tag=${id}`), here]
        const { body } = await visit.browser.ask(`/api/v1/rooms/${room.id}/tags?prefix=${id}`)
        yield [`tag ${id}`, body, { items: here }]
      }
    }
    for (const folder of visit.tree.things.filter((one) => one.kind === 'folder' && canSee(visit)(one))) {
      const below = (one: TreeThing): boolean => one.above === folder || (one.above !== null && below(one.above))
      const expected = visit.tree.things.filter((one) => one.kind === 'document' && below(one) && canSee(visit)(one))
      yield [
        `below ${folder.id}`,
        await listed(visit, `/api/v1/rooms/${roomOf(folder).id}/documents?scope=below&folderId=${folder.id}&limit=200`),
        expected.map(({ id }) => id).sort(byId),
      ]
    }
  },
  async function* clashes(visit) {
    for (const place of visit.tree.things.filter(({ kind }) => kind !== 'document')) {
      const names = visit.tree.things.filter(({ kind }) => kind === 'document').map(({ id }) => id)
      if (names.length === 0) continue
      const level = accessOf(visit.member, place)
      const expected = level === 0 ? 404 : level < 3 ? 403 : expectedIn(visit, place, 'document')
      yield [`clashes in ${place.id}`, await clashing(visit, place, names), expected]
    }
  },
  async function* versions(visit) {
    for (const document of visit.tree.things.filter(({ kind }) => kind === 'document')) {
      const level = accessOf(visit.member, document)
      const own = visit.versions.get(document.id) ?? ''
      const list = await listed(visit, `${path(document)}/versions`)
      yield [`versions of ${document.id}`, list, level > 0 ? [own] : 404]
      const { status } = await visit.browser.ask(`${path(document)}/versions/${own}/content`)
      yield [`download of version ${own}`, status, level >= 2 ? 200 : level === 1 ? 403 : 404]
    }
  },
  async function* activity(visit) {
    for (const thing of visit.tree.things) {
      const { status } = await visit.browser.ask(`${path(thing)}/activity`)
      yield [`activity of ${thing.id}`, status, canSee(visit)(thing) ? 200 : 404]
    }
  },
  async function* contents(visit) {
    for (const folder of visit.tree.things.filter(({ kind }) => kind === 'folder')) {
      const answer = await visit.browser.ask(`${path(folder)}/contents`)
      const reached = (thing: TreeThing): boolean =>
        thing.above !== null && (thing.above === folder || (canSee(visit)(thing.above) && reached(thing.above)))
      const inside = visit.tree.things.filter((one) => one.kind === 'document' && canSee(visit)(one) && reached(one))
      const expected = canSee(visit)(folder) ? inside.length : 404
      yield [
        `contents of ${folder.id}`,
        answer.status === 200 ? Counted.parse(answer.body).documents : answer.status,
        expected,
      ]
    }
  },
  async function* counts(visit) {
    for (const place of visit.tree.things.filter(({ kind }) => kind !== 'document')) {
      const from = { roomId: roomOf(place).id, folderId: place.kind === 'folder' ? place.id : null }
      const below = (one: TreeThing): boolean => one.above === place || (one.above !== null && below(one.above))
      const seen = visit.tree.things.filter(canSee(visit))
      const expected = {
        directly: seen.filter(({ above }) => above === place).length,
        matching: seen.filter((one) => one.kind === 'document' && below(one)).length,
      }
      for (const [how, body] of [
        ['directly', from],
        ['matching', { ...from, matching: {} }],
      ] as const) {
        const answer = await visit.browser.ask('/api/v1/bulk/count', { method: 'POST', body })
        const got = answer.status === 200 ? Total.parse(answer.body).total : answer.status
        yield [`count ${how} in ${place.id}`, got, canSee(visit)(place) ? expected[how] : 404]
      }
    }
  },
  async function* uploading(visit) {
    const { tree, member } = visit
    const other = tree.members.find((one) => one !== member)
    if (other === undefined) return
    await database.peek('delete from uploads where organization_id = $1', [tree.organizationId])
    for (const thing of tree.things)
      await database.peek(
        `insert into uploads (organization_id, member_id, room_id, folder_id, version_of, name, size, expires_at)
         values ($1, $2, $3, $4, $5, 'Begun', 1, now() + interval '1 day')`,
        [
          tree.organizationId,
          other.id,
          roomOf(thing).id,
          thing.kind === 'folder' ? thing.id : null,
          thing.kind === 'document' ? thing.id : null,
        ],
      )
    // A new file is internal, and belongs to its room's department.
    const isTold = (thing: TreeThing): boolean =>
      thing.kind === 'document'
        ? canSee(visit)(thing)
        : accessOf(member, {
            ...thing,
            kind: 'document',
            above: thing,
            grants: [],
            inherits: true,
            sensitivity: 1,
            department: roomOf(thing).department,
          }) > 0
    for (const place of tree.things.filter(({ kind }) => kind !== 'document')) {
      const within = (one: TreeThing): boolean => one === place || (one.above !== null && within(one.above))
      const around = await uploadingAround(server.services, [{ memberId: member.id, placeId: place.id }])
      const people = around.get(watcherKey(member.id, place.id))?.people ?? []
      yield [
        `uploads around ${place.id}`,
        people.map(({ files }) => files),
        [tree.things.filter((one) => within(one) && isTold(one)).length].filter((files) => files > 0),
      ]
    }
    await database.peek('delete from uploads where organization_id = $1', [tree.organizationId])
  },
  async function* watches(visit) {
    for (const thing of visit.tree.things) {
      const answer = Answer.parse(await watchBy(visit.socket, { [`${thing.kind}Id`]: thing.id }))
      yield [`watch of ${thing.id}`, answer.ok, canSee(visit)(thing)]
    }
  },
]

describe('every door', () => {
  it(`opens for whom the oracle says, in ${trees} random organizations`, { timeout: 600_000 }, async () => {
    let tried = 0
    for (let seed = 1001; seed <= 1000 + trees; seed += 1) {
      const tree = await plantTree(database, seed)
      const versions = await database.peek<{ id: string }>('select id from versions where organization_id = $1', [
        tree.organizationId,
      ])
      for (const { id } of versions) {
        for (const key of [pageKey(id, 1), thumbnailKey(id, 1)]) {
          await server.services.storage.put('derived', key, Buffer.from('abc'))
        }
        await server.services.storage.put('documents', id, Buffer.from('abc'))
      }
      await database.peek(
        `update previews set state = 'ready', kind = 'picture', pages = 1, made = 1, sizes = '[[1, 1]]' where organization_id = $1`,
        [tree.organizationId],
      )
      for (const member of askingOf(tree).slice(0, membersOfTree)) {
        const visit = await enter(database, server, tree, member)
        for (const door of doors) {
          for await (const [name, got, expected] of door(visit)) {
            expect(got, `seed ${seed}, member ${member.id}: ${name}`).toEqual(expected)
            tried += 1
          }
        }
        closeSockets()
      }
    }
    process.stdout.write(`${tried} doors tried\n`)
    expect(tried).toBeGreaterThan(2000)
  })
})
