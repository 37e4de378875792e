import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { hashPassword } from '@muniment/core/accounts/password.ts'
import { pageKey, thumbnailKey } from '@muniment/core/previews/objects.ts'
import { accessOf, levelOf } from '../test/accessOracle.ts'
import { plantTree } from '../test/accessPlant.ts'
import type { Tree, TreeMember, TreeThing } from '../test/accessTrees.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { testPassword } from '../test/factories.ts'
import { startTestServer, type Browser, type TestServer } from '../test/server.ts'

// Every door by which a thing could be reached, tried on random organizations and compared with the oracle. A feature with
// doors of its own adds them to `doors`.

const trees = 50
const membersOfTree = 2

let database: TestDatabase
let server: TestServer
let password: string

beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database)
  password = await hashPassword(testPassword)
})
afterAll(async () => {
  await server.close()
  await database.drop()
})

interface Visit {
  tree: Tree
  /** The current version of each document. */
  versions: ReadonlyMap<string, string>
  member: TreeMember
  browser: Browser
  socket: Socket
}

const Items = z.object({ items: z.array(z.object({ id: z.string() })) })
const Answer = z.object({ ok: z.boolean() })

const byId = (a: string, b: string): number => a.localeCompare(b)
const canSee =
  ({ member }: Visit) =>
  (thing: TreeThing): boolean =>
    accessOf(member, thing) > 0
const path = (thing: TreeThing): string => `/api/v1/${thing.kind}s/${thing.id}`

async function listed({ browser }: Visit, address: string): Promise<string[] | number> {
  const answer = await browser.ask(address)
  if (answer.status !== 200) return answer.status
  return Items.parse(answer.body)
    .items.map(({ id }) => id)
    .sort(byId)
}

function roomOf(thing: TreeThing): TreeThing {
  return thing.above === null ? thing : roomOf(thing.above)
}

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
  async function* watches(visit) {
    for (const thing of visit.tree.things) {
      const answer = Answer.parse(
        await visit.socket.timeout(5000).emitWithAck('watch', { [`${thing.kind}Id`]: thing.id }),
      )
      yield [`watch of ${thing.id}`, answer.ok, canSee(visit)(thing)]
    }
  },
]

async function enter(tree: Tree, member: TreeMember, versions: ReadonlyMap<string, string>): Promise<Visit> {
  const { personId } = member
  await database.peek(
    `insert into auth.accounts (user_id, account_id, provider_id, password) values ($1::uuid, $1::text, 'credential', $2)`,
    [personId, password],
  )
  // Only rights to things matter here: everybody may ask.
  await database.peek(
    `insert into role_permissions (role_id, permission) select r.id, 'organization.read' from roles r where r.organization_id = $1 on conflict do nothing`,
    [tree.organizationId],
  )
  const browser = await server.signIn({ personId, email: `${personId}@example.test`, name: 'Somebody' })
  const socket = io(server.url, {
    path: '/realtime',
    transports: ['websocket'],
    extraHeaders: { cookie: browser.cookie, origin: 'http://localhost' },
    reconnection: false,
    forceNew: true,
  })
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject))
  return { tree, versions, member, browser, socket }
}

describe('every door', () => {
  it(`opens for whom the oracle says, in ${trees} random organizations`, { timeout: 480_000 }, async () => {
    let tried = 0
    for (let seed = 1001; seed <= 1000 + trees; seed += 1) {
      const tree = await plantTree(database, seed)
      const versions = await database.peek<{ id: string; document_id: string }>(
        'select id, document_id from versions where organization_id = $1',
        [tree.organizationId],
      )
      const current = new Map(versions.map(({ id, document_id }) => [document_id, id]))
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
      // Who holds a role everywhere: whoever may ask nothing at all is refused before any of this.
      const asking = tree.members.filter(
        ({ suspended, roles }) => !suspended && roles.some((held) => held.current && held.department === null),
      )
      for (const member of asking.slice(0, membersOfTree)) {
        const visit = await enter(tree, member, current)
        for (const door of doors) {
          for await (const [name, got, expected] of door(visit)) {
            expect(got, `seed ${seed}, member ${member.id}: ${name}`).toEqual(expected)
            tried += 1
          }
        }
        visit.socket.disconnect()
      }
    }
    process.stdout.write(`${tried} doors tried\n`)
    expect(tried).toBeGreaterThan(2000)
  })
})
