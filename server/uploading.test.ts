import type { Socket } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { changeAccess } from '@muniment/core/access/change.ts'
import { AccessChange, type ThingKind } from '@muniment/core/access/schema.ts'
import { createFolder } from '@muniment/core/folders/create.ts'
import { moveFolder } from '@muniment/core/folders/move.ts'
import { trashThing } from '@muniment/core/trash/trashThing.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { createDocument, createMember, createTestRoom, type TestMember } from '../test/factories.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { closeSockets, openSocket, watchBy } from '../test/sockets.ts'
import { idOf } from '../test/uploads.ts'
import { tusClient, until, type TusClient } from '../test/tus.ts'
import { stillAfter, uploadingAround, watcherKey } from './uploading.ts'

let database: TestDatabase
let server: TestServer
let olga: TestMember
let client: TusClient

beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database)
  olga = await createMember(database, { role: 'administrator', name: 'Olga Owner' })
  client = tusClient(server, await server.signIn(olga))
})
afterEach(closeSockets)
afterAll(async () => {
  await server.close()
  await database.drop()
})

const Told = z.object({
  id: z.string(),
  people: z.array(
    z.strictObject({ name: z.string().nullable(), files: z.number(), bytes: z.number(), size: z.number().nullable() }),
  ),
  more: z.number(),
})

const join = (role: 'member' | 'guest', name = 'Carl Colleague') =>
  createMember(database, { organizationId: olga.organizationId, role, name })

async function openRoom(): Promise<string> {
  const { id } = await createTestRoom(olga, { visibility: 'private' })

  return id
}

async function grant(kind: ThingKind, id: string, { memberId }: TestMember, level: string): Promise<void> {
  const change = AccessChange.parse({ grants: [{ subject: { kind: 'member', id: memberId }, level }] })
  await changeAccess(olga.ctx, kind, id, change)
}

/** A socket that watches something, and what it is told of uploads there. */
async function listen(member: TestMember, thing: object): Promise<{ socket: Socket; heard: z.infer<typeof Told>[] }> {
  const socket = await openSocket(server, await server.signIn(member))
  const heard: z.infer<typeof Told>[] = []
  socket.on('uploading', (told) => heard.push(Told.parse(told)))
  expect(await watchBy(socket, thing)).toMatchObject({ ok: true })
  return { socket, heard }
}

/** What somebody is told of a place at this moment. */
async function toldTo({ memberId }: TestMember, placeId: string) {
  const told = await uploadingAround(server.services, [{ memberId, placeId }])
  return told.get(watcherKey(memberId, placeId))?.people ?? []
}

const sent = (bytes: number) => Buffer.alloc(bytes, 'x')
const one = (bytes: number, size: number | null, name: string | null = 'Olga Owner') => [
  { name, files: 1, bytes, size },
]

describe('who sees a place', () => {
  it('is told of what somebody else uploads there, as it rises, until it is done; they themselves are not', async () => {
    const roomId = await openRoom()
    const colleague = await join('member')
    await grant('room', roomId, colleague, 'view')
    const { heard } = await listen(colleague, { roomId })
    const own = await listen(olga, { roomId })
    const path = await client.create({ filename: 'Secret name.txt', roomId }, 1000)
    await client.patch(path, 0, sent(400))
    await expect.poll(() => heard.at(-1), { timeout: 10_000 }).toEqual({ id: roomId, people: one(400, 1000), more: 0 })
    await client.patch(path, 400, sent(600))
    await expect.poll(() => heard.at(-1)?.people, { timeout: 10_000 }).toEqual(one(1000, 1000))
    await expect.poll(() => heard.at(-1)?.people, { timeout: 15_000 }).toEqual([])
    expect(own.heard).toEqual([])
    expect(JSON.stringify(heard)).not.toContain('Secret')
  })

  it('hears of what came of a slow one before any of it is kept, with the renewal of its lease', async () => {
    const roomId = await openRoom()
    const path = await client.create({ filename: 'a', roomId }, 1000)
    const colleague = await join('member')
    await grant('room', roomId, colleague, 'view')
    const sending = client.patch(path, 0, sent(1000), { hangAfter: 300 })
    await until(async () => (await toldTo(colleague, roomId)).some(({ bytes }) => bytes === 300))
    expect(await database.peek('select received from uploads where id = $1', [idOf(path)])).toEqual([{ received: 0 }])
    // Whoever goes on with it begins at what is kept.
    const head = await client.head(path)
    expect(head.offset).toBe(300)
    await sending
  })

  it('is told of further files together, and that one has not said how large it is', async () => {
    const roomId = await openRoom()
    const colleague = await join('member')
    await grant('room', roomId, colleague, 'view')
    const done = await client.create({ filename: 'a', roomId }, 100)
    await client.patch(done, 0, sent(100))
    const open = await client.create({ filename: 'b', roomId }, 200)
    await client.patch(open, 0, sent(50))
    expect(await toldTo(colleague, roomId)).toEqual([{ name: 'Olga Owner', files: 2, bytes: 150, size: 300 }])
    await client.create({ filename: 'c', roomId }, null)
    expect(await toldTo(colleague, roomId)).toEqual([{ name: 'Olga Owner', files: 3, bytes: 150, size: null }])
    await client.send('DELETE', open, null)
    expect(await toldTo(colleague, roomId)).toEqual([{ name: 'Olga Owner', files: 2, bytes: 100, size: null }])
  })

  it('hears no more of one that stands still, and of it again when it goes on', async () => {
    const roomId = await openRoom()
    const colleague = await join('member')
    await grant('room', roomId, colleague, 'view')
    const { heard } = await listen(colleague, { roomId })
    const path = await client.create({ filename: 'a', roomId }, 100)
    await client.patch(path, 0, sent(10))
    await expect.poll(() => heard.at(-1)?.people, { timeout: 10_000 }).toEqual(one(10, 100))
    await database.peek(`update uploads set moved_at = now() - make_interval(secs => $2) where id = $1`, [
      idOf(path),
      stillAfter,
    ])
    await expect.poll(() => heard.at(-1)?.people, { timeout: 10_000 }).toEqual([])
    await client.patch(path, 10, sent(10))
    await expect.poll(() => heard.at(-1)?.people, { timeout: 10_000 }).toEqual(one(20, 100))
  })

  it('hears in a folder of that and what is below it, wherever it was moved meanwhile', async () => {
    const [roomId, other] = [await openRoom(), await openRoom()]
    const top = await createFolder(olga.ctx, roomId, { name: 'Top', parentId: null })
    const below = await createFolder(olga.ctx, roomId, { name: 'Below', parentId: top.id })
    const beside = await createFolder(olga.ctx, roomId, { name: 'Beside', parentId: null })
    const colleague = await join('member')
    for (const id of [roomId, other]) await grant('room', id, colleague, 'view')
    await client.create({ filename: 'a', roomId, folderId: below.id }, 100)
    expect(await toldTo(colleague, top.id)).toEqual(one(0, 100))
    expect(await toldTo(colleague, below.id)).toEqual(one(0, 100))
    expect(await toldTo(colleague, beside.id)).toEqual([])
    await moveFolder(olga.ctx, below.id, null, { roomId: other, folderId: null })
    expect(await toldTo(colleague, roomId)).toEqual([])
    expect(await toldTo(colleague, other)).toEqual(one(0, 100))
    await trashThing(olga.ctx, 'folder', below.id, null)
    expect(await toldTo(colleague, other)).toEqual([])
  })
})

describe('who does not see where an upload goes', () => {
  it('hears nothing of it, whatever they watch', async () => {
    const [roomId, mine] = [await openRoom(), await openRoom()]
    const stranger = await join('member')
    const hidden = await createFolder(olga.ctx, mine, { name: 'Hidden', parentId: null })
    await grant('room', mine, stranger, 'view')
    await grant('folder', hidden.id, stranger, 'none')
    const { heard } = await listen(stranger, { roomId: mine })
    for (const place of [{ roomId }, { roomId: mine, folderId: hidden.id }]) {
      const path = await client.create({ filename: 'a', ...place }, 100)
      await client.patch(path, 0, sent(10))
    }
    expect(await toldTo(olga, roomId)).toEqual([])
    for (const id of [roomId, mine, hidden.id]) expect(await toldTo(stranger, id)).toEqual([])
    // The next that they may hear of comes, and nothing came before it.
    await client.create({ filename: 'b', roomId: mine }, 7)
    await expect.poll(() => heard.map(({ people }) => people), { timeout: 10_000 }).toEqual([one(0, 7)])
  })

  it('hears, as a guest of one folder, of that folder only, and not who it is', async () => {
    const roomId = await openRoom()
    const folder = await createFolder(olga.ctx, roomId, { name: 'Shared', parentId: null })
    const guest = await join('guest', 'Gina Guest')
    const bidder = await join('guest', 'Boris Bidder')
    for (const who of [guest, bidder]) await grant('folder', folder.id, who, 'view')
    const { heard } = await listen(guest, { folderId: folder.id })
    await client.create({ filename: 'a', roomId }, 1000)
    await client.create({ filename: 'b', roomId, folderId: folder.id }, 20)
    await database.peek(
      `insert into uploads (organization_id, member_id, room_id, folder_id, name, size, expires_at)
       values ($1, $2, $3, $4, 'theirs', 5, now() + interval '1 day')`,
      [olga.organizationId, bidder.memberId, roomId, folder.id],
    )
    // Two people: not even that is told.
    const people = [{ name: null, files: 2, bytes: 0, size: 25 }]
    await expect.poll(() => heard.at(-1), { timeout: 10_000 }).toEqual({ id: folder.id, people, more: 0 })
    expect(JSON.stringify(heard)).not.toContain(olga.memberId)
  })

  it('hears of a version only if they see its document, and of a new file only if they would see that', async () => {
    const roomId = await openRoom()
    const guest = await join('guest')
    await grant('room', roomId, guest, 'view')
    const [plain, secret, denied] = [
      await createDocument(database, olga, { roomId }),
      await createDocument(database, olga, { roomId }, { sensitivity: 2 }),
      await createDocument(database, olga, { roomId }),
    ]
    await grant('document', denied.id, guest, 'none')
    for (const [size, { id }] of [
      [1, plain],
      [20, secret],
      [300, denied],
    ] as const)
      await client.create({ documentId: id }, size)
    expect(await toldTo(guest, roomId)).toEqual(one(0, 1, null))
    await trashThing(olga.ctx, 'document', plain.id, null)
    expect(await toldTo(guest, roomId)).toEqual([])
    await client.create({ filename: 'new', roomId }, 4000)
    expect(await toldTo(guest, roomId)).toEqual(one(0, 4000, null))
    await database.peek(`update roles set clearance = 0 where key = 'guest'`)
    expect(await toldTo(guest, roomId)).toEqual([])
    await database.peek(`update roles set clearance = 1 where key = 'guest'`)
  })

  it('hears no more once the right to it went', async () => {
    const roomId = await openRoom()
    const colleague = await join('member')
    await grant('room', roomId, colleague, 'view')
    const { heard } = await listen(colleague, { roomId })
    const path = await client.create({ filename: 'a', roomId }, 100)
    await expect.poll(() => heard.at(-1)?.people, { timeout: 10_000 }).toEqual(one(0, 100))
    await grant('room', roomId, colleague, 'none')
    expect(await toldTo(colleague, roomId)).toEqual([])
    const before = heard.length
    await client.patch(path, 0, sent(50))
    await new Promise((resolve) => setTimeout(resolve, 3000))
    expect(heard.slice(before).flatMap(({ people }) => people)).toEqual([])
  })
})

describe('names', () => {
  it('are told to just those who may read the row of that person', async () => {
    const { organizationId } = olga
    const someone = await join('member')
    const people = [olga, someone, await join('guest'), await createMember(database)]
    const department = async (): Promise<string> => {
      const [row] = await database.peek<{ id: string }>(
        `insert into departments (organization_id, name) values ($1, gen_random_uuid()::text) returning id`,
        [organizationId],
      )
      return row?.id ?? ''
    }
    const [inside, outside] = [await department(), await department()]
    for (const id of [inside, outside]) {
      const lead = await join('guest')
      await database.peek(
        `insert into user_roles (organization_id, member_id, role_id, department_id)
         select $1, $2, id, $3 from roles where key = 'member'`,
        [organizationId, lead.memberId, id],
      )
      people.push(lead)
    }
    await database.peek(
      `insert into department_members (organization_id, department_id, member_id) values ($1, $2, $3)`,
      [organizationId, inside, someone.memberId],
    )
    for (const viewer of people) {
      const readable = await viewer.ctx.db.transaction(async (trx) => {
        await trx.raw('select access.act_as(?, ?, null)', [viewer.memberId, viewer.personId])
        return trx('members').pluck('id')
      })
      for (const other of people) {
        const [row] = await database.peek('select access.knows($1, $2) as knows', [viewer.memberId, other.memberId])
        expect(row).toEqual({ knows: readable.includes(other.memberId) })
      }
    }
  })

  it('are three at most, and how many more', async () => {
    const roomId = await openRoom()
    const colleague = await join('member')
    await grant('room', roomId, colleague, 'view')
    for (const name of ['Eve', 'Dan', 'Cleo', 'Bob', 'Ann']) {
      const { memberId } = await join('member', name)
      await database.peek(
        `insert into uploads (organization_id, member_id, room_id, name, size, expires_at)
         values ($1, $2, $3, 'theirs', 5, now() + interval '1 day')`,
        [olga.organizationId, memberId, roomId],
      )
    }
    const told = await uploadingAround(server.services, [{ memberId: colleague.memberId, placeId: roomId }])
    const found = told.get(watcherKey(colleague.memberId, roomId))
    expect(found?.people.map(({ name }) => name)).toEqual(['Ann', 'Bob', 'Cleo'])
    expect(found?.more).toBe(2)
  })
})
