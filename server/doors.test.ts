import { io, type Socket } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { hashPassword } from '@muniment/core/accounts/password.ts'
import { trashThing } from '@muniment/core/trash/trashThing.ts'
import { accessOf, levelOf } from '../test/accessOracle.ts'
import { plantTree } from '../test/accessPlant.ts'
import type { Tree, TreeMember, TreeThing } from '../test/accessTrees.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { createMember, testPassword } from '../test/factories.ts'
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
  member: TreeMember
  browser: Browser
  socket: Socket
}

const Items = z.object({ items: z.array(z.object({ id: z.string() })) })
const Counted = z.object({ documents: z.number() })
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
  async function* watches(visit) {
    for (const thing of visit.tree.things) {
      const answer = Answer.parse(
        await visit.socket.timeout(5000).emitWithAck('watch', { [`${thing.kind}Id`]: thing.id }),
      )
      yield [`watch of ${thing.id}`, answer.ok, canSee(visit)(thing)]
    }
  },
]

async function enter(tree: Tree, member: TreeMember): Promise<Visit> {
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
  return { tree, member, browser, socket }
}

/** What lies in the trash is behind no door but that of the trash, and that one opens for who may bring it back. */
async function tryTrash(
  visit: Visit,
  trashed: ReadonlySet<TreeThing>,
  acts: ReadonlyMap<string, TreeThing>,
): Promise<number> {
  const { browser, member, socket } = visit
  const items = await listed(visit, '/api/v1/trash?limit=200')
  const expected = [...acts].filter(([, thing]) => accessOf(member, thing) >= 4).map(([act]) => act)
  expect(items, `trash of ${member.id}`).toEqual(expected.sort(byId))
  let tried = 1
  for (const thing of trashed) {
    const addresses = [
      '',
      '/access',
      '/activity',
      ...(thing.kind === 'document' ? ['/content', '/versions'] : ['/contents']),
    ]
    for (const address of addresses) {
      expect((await browser.ask(`${path(thing)}${address}`)).status, `${path(thing)}${address}`).toBe(404)
      tried += 1
    }
    const answer = await socket.timeout(5000).emitWithAck('watch', { [`${thing.kind}Id`]: thing.id })
    expect(Answer.parse(answer).ok).toBe(false)
  }
  const room = visit.tree.things.find(({ kind }) => kind === 'room')
  for (const address of ['/api/v1/shared?limit=200', `/api/v1/rooms/${room?.id}/documents?limit=200`]) {
    const found = await listed(visit, address)
    for (const { id } of trashed) expect(found).not.toEqual(expect.arrayContaining([id]))
  }
  for (const [act, thing] of acts) {
    if (accessOf(member, thing) >= 4) continue
    const { status } = await browser.ask(`/api/v1/trash/${act}/restore`, { method: 'POST', body: {} })
    expect(status, `restoring ${act}`).toBe(404)
    tried += 1
  }
  return tried
}

describe('every door', () => {
  it('is shut for what lies in the trash', { timeout: 240_000 }, async () => {
    let tried = 0
    for (let seed = 3001; seed <= 3000 + trees / 2; seed += 1) {
      const tree = await plantTree(database, seed)
      const remover = await createMember(database, { organizationId: tree.organizationId })
      const asking = tree.members.filter(
        ({ suspended, roles }) => !suspended && roles.some((held) => held.current && held.department === null),
      )
      const chosen = tree.things.filter((one, at) => one.kind !== 'room' && at % 2 === 0)
      const isIn = (thing: TreeThing | null): boolean => thing !== null && (chosen.includes(thing) || isIn(thing.above))
      const acts = new Map<string, TreeThing>()
      for (const thing of chosen) {
        if (isIn(thing.above) || thing.kind === 'room') continue
        acts.set((await trashThing(remover.ctx, thing.kind, thing.id, null)).trashId, thing)
      }
      for (const member of asking.slice(0, 1)) {
        const visit = await enter(tree, member)
        tried += await tryTrash(visit, new Set(tree.things.filter(isIn)), acts)
        visit.socket.disconnect()
      }
    }
    process.stdout.write(`${tried} doors to the trash tried\n`)
    expect(tried).toBeGreaterThan(300)
  })

  it(`opens for whom the oracle says, in ${trees} random organizations`, { timeout: 240_000 }, async () => {
    let tried = 0
    for (let seed = 1001; seed <= 1000 + trees; seed += 1) {
      const tree = await plantTree(database, seed)
      const versions = await database.peek<{ id: string }>('select id from versions where organization_id = $1', [
        tree.organizationId,
      ])
      for (const { id } of versions) await server.services.storage.put('documents', id, Buffer.from('abc'))
      // Who holds a role everywhere: whoever may ask nothing at all is refused before any of this.
      const asking = tree.members.filter(
        ({ suspended, roles }) => !suspended && roles.some((held) => held.current && held.department === null),
      )
      for (const member of asking.slice(0, membersOfTree)) {
        const visit = await enter(tree, member)
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
