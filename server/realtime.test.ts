import type { Socket } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { changeAccess } from '@muniment/core/access/change.ts'
import { AccessChange, type ThingKind } from '@muniment/core/access/schema.ts'
import { endSession, listSessions } from '@muniment/core/accounts/sessions.ts'
import { cancelBulk } from '@muniment/core/bulk/cancel.ts'
import { startBulk } from '@muniment/core/bulk/start.ts'
import { workBulk } from '@muniment/core/bulk/work.ts'
import { systemContext } from '@muniment/core/context.ts'
import { createFolder } from '@muniment/core/folders/create.ts'
import { trashThing } from '@muniment/core/trash/trashThing.ts'
import { connectPeople } from '../test/people.ts'
import { renameFolder } from '@muniment/core/folders/rename.ts'
import type { Room } from '@muniment/core/rooms/schema.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { createDocument, createMember, createTestRoom, quiet, type TestMember } from '../test/factories.ts'
import type { Browser } from '../test/browsers.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { closeSockets, openSocket, watchBy } from '../test/sockets.ts'

let database: TestDatabase
let server: TestServer
let replica: TestServer
let member: TestMember
let room: Room
let browser: Browser

beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database)
  replica = await startTestServer(database)
  member = await createMember(database, { role: 'member' })
  room = await createTestRoom(member, { visibility: 'private' })
  browser = await server.signIn(member)
})
afterEach(closeSockets)
afterAll(async () => {
  await Promise.all([server.close(), replica.close()])
  await database.drop()
})

const next = (socket: Socket, name: string): Promise<unknown> => new Promise((resolve) => socket.once(name, resolve))

describe('a socket', () => {
  it('needs a session and our own Origin', async () => {
    await expect(openSocket(server, server.anonymous)).rejects.toThrow('unauthenticated')
    await expect(openSocket(server, browser, 'https://evil.example')).rejects.toThrow('forbidden')
    await expect(openSocket(server, browser, null)).rejects.toThrow('forbidden')
    await openSocket(server, browser)
  })

  it('watches only what its member can see', async () => {
    const colleague = await createMember(database, { organizationId: member.organizationId, role: 'member' })
    const foreign = await createMember(database)
    for (const person of [colleague, foreign]) {
      const socket = await openSocket(server, await server.signIn(person))
      expect(await watchBy(socket, { roomId: room.id })).toEqual({ ok: false, code: 'not_found' })
      let heard = false
      socket.on('event', () => {
        heard = true
      })
      await createFolder(member.ctx, room.id, { name: 'Secret', parentId: null })
      await new Promise((resolve) => setTimeout(resolve, 300))
      expect(heard).toBe(false)
    }
  })

  it('bears junk', async () => {
    const socket = await openSocket(server, browser)
    for (const junk of [null, 7, 'x', {}, { roomId: 'x' }, { roomId: { $ne: 1 } }]) {
      expect(await watchBy(socket, junk)).toEqual({ ok: false, code: 'invalid' })
      socket.emit('unwatch', junk)
    }
    socket.emit('watch', { roomId: room.id }, 'not a function')
    expect(await watchBy(socket, { roomId: room.id })).toMatchObject({ ok: true })
  })
})

describe('an event', () => {
  it('reaches a watcher on every replica once, without names, and the position says what was seen', async () => {
    const [here, there] = [await openSocket(server, browser), await openSocket(replica, await replica.signIn(member))]
    const answer = await watchBy(here, { roomId: room.id })
    expect(answer).toMatchObject({ ok: true, position: expect.any(Number) })
    await watchBy(there, { roomId: room.id })
    // What was done before they watched may be told late.
    const told: Record<'here' | 'there', { folderId?: string }[]> = { here: [], there: [] }
    here.on('event', (event: { folderId?: string }) => told.here.push(event))
    there.on('event', (event: { folderId?: string }) => told.there.push(event))
    const folder = await createFolder(member.ctx, room.id, { name: 'Minutes of the board', parentId: null })
    const ofFolder = (list: { folderId?: string }[]) => list.filter(({ folderId }) => folderId === folder.id)
    await expect.poll(() => [ofFolder(told.here), ofFolder(told.there)].every(({ length }) => length > 0)).toBe(true)
    await new Promise((resolve) => setTimeout(resolve, 300))
    for (const list of [told.here, told.there]) {
      expect(ofFolder(list)).toMatchObject([{ type: 'folders.created', roomId: room.id }])
      expect(JSON.stringify(list)).not.toContain('Minutes')
    }
    await expect.poll(() => database.peek('select from outbox')).toEqual([])
  })

  it('of a deletion reaches who saw it there, and what is in the trash can be watched no longer', async () => {
    const socket = await openSocket(server, browser)
    await watchBy(socket, { roomId: room.id })
    const { id } = await createDocument(database, member, { roomId: room.id })
    const answer = await watchBy(socket, { documentId: id })
    expect(answer).toMatchObject({ ok: true })
    const told = next(socket, 'event')
    const ended = next(socket, 'unwatched')
    await trashThing(member.ctx, 'document', id, null)
    const event = await told
    expect(event).toMatchObject({ type: 'documents.trashed', documentId: id })
    expect(event).not.toHaveProperty('scopeId')
    expect(await ended).toEqual({ id })
    // Readers stop below the oldest running transaction, whosever that is.
    const missed = async () => JSON.stringify((await browser.ask(`/api/v1/events?roomId=${room.id}`)).body)
    await expect.poll(missed, { timeout: 10_000 }).toContain('documents.trashed')
  })

  it('of an act on many things reaches its person alone', async () => {
    const other = await createMember(database, { organizationId: member.organizationId })
    const [mine, theirs] = [await openSocket(server, browser), await openSocket(server, await server.signIn(other))]
    const { id } = await createDocument(database, member, { roomId: room.id })
    const told: unknown[] = []
    mine.on('bulk', (progress) => told.push(progress))
    let heard = false
    theirs.on('bulk', () => {
      heard = true
    })
    const start = () => startBulk(member.ctx, { act: { do: 'trash' }, items: [{ kind: 'document', id }] })
    const bulk = await start()
    const begun = { id: bulk.id, state: 'waiting', total: 1, done: 0, refused: 0 }
    await expect.poll(() => told).toEqual([begun])
    const people = connectPeople(database)
    await workBulk(people, systemContext(database.worker, quiet, 'scan'), bulk.id, new AbortController().signal)
    await people.destroy()
    await expect.poll(() => told).toContainEqual({ ...begun, state: 'running', done: 1 })
    const second = await start()
    await cancelBulk(member.ctx, second.id)
    await expect.poll(() => told.at(-1)).toMatchObject({ id: second.id, state: 'cancelled', total: 1, done: 0 })
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(heard).toBe(false)
  })

  it('that stayed in the outbox is delivered by the sweep', async () => {
    const socket = await openSocket(server, browser)
    await watchBy(socket, { roomId: room.id })
    const folder = await createFolder(member.ctx, room.id, { name: 'Stray', parentId: null })
    await next(socket, 'event')
    const again = next(socket, 'event')
    await database.peek(`insert into outbox select 'realtime', max(position) from events where folder_id = $1`, [
      folder.id,
    ])
    expect(await again).toMatchObject({ folderId: folder.id })
  })

  it('is not recorded when its change is rolled back', async () => {
    const folder = await createFolder(member.ctx, room.id, { name: 'Kept', parentId: null })
    const before = await database.peek('select position from events')
    await expect(renameFolder(member.ctx, folder.id, 99, { name: 'Lost' })).rejects.toMatchObject({
      code: 'precondition_failed',
    })
    expect(await database.peek('select position from events')).toHaveLength(before.length)
  })
})

describe('what happens below a folder', () => {
  it('reaches at once who watches the folder and not its room, as far as they may see it', async () => {
    const inside = (name: string, parentId: string | null) => createFolder(member.ctx, room.id, { name, parentId })
    const change = (kind: ThingKind, id: string, level: string) =>
      changeAccess(
        member.ctx,
        kind,
        id,
        AccessChange.parse({ grants: [{ subject: { kind: 'member', id: guest.memberId }, level }] }),
      )
    const guest = await createMember(database, { organizationId: member.organizationId, role: 'guest' })
    const top = await inside('Shared', null)
    const hidden = await inside('Hidden', top.id)
    await change('folder', top.id, 'view')
    await change('folder', hidden.id, 'none')
    const socket = await openSocket(server, await server.signIn(guest))
    expect(await watchBy(socket, { folderId: top.id })).toMatchObject({ ok: true })
    const heard: unknown[] = []
    socket.on('event', (event) => heard.push(event))
    const below = await inside('Below', top.id)
    const deeper = await inside('Deeper', below.id)
    await renameFolder(member.ctx, deeper.id, 1, { name: 'Deepest' })
    await inside('Beside', null)
    await inside('In what is hidden', hidden.id)
    const [last, ended] = [await inside('Last', deeper.id), Date.now() + 5000]
    while (heard.length < 4 && Date.now() < ended) await new Promise((resolve) => setTimeout(resolve, 20))
    expect(heard).toMatchObject([
      { type: 'folders.created', folderId: below.id },
      { type: 'folders.created', folderId: deeper.id },
      { type: 'folders.updated', folderId: deeper.id },
      { type: 'folders.created', folderId: last.id },
    ])
  })

  it('reaches them when it is about a document there, and its rights too', async () => {
    const top = await createFolder(member.ctx, room.id, { name: 'Shared', parentId: null })
    const below = await createFolder(member.ctx, room.id, { name: 'Below', parentId: top.id })
    const { id: documentId } = await createDocument(database, member, { roomId: room.id, folderId: below.id })
    const socket = await openSocket(server, browser)
    expect(await watchBy(socket, { folderId: top.id })).toMatchObject({ ok: true })
    // What came before may still be on its way.
    const heard = new Promise<unknown>((resolve) => {
      socket.on('event', (event: { type: string }) => {
        if (event.type === 'access.changed') resolve(event)
      })
    })
    const change = { grants: [{ subject: { kind: 'member', id: member.memberId }, level: 'manage' }] }
    await changeAccess(member.ctx, 'document', documentId, AccessChange.parse(change))
    expect(await heard).toMatchObject({ type: 'access.changed', documentId })
  })
})

describe('the end of a session', () => {
  it('cuts its sockets on every replica within a second', async () => {
    const visitor = await replica.signIn(member)
    const { items } = await listSessions(database.auth, member.personId, '', new Date())
    const newest = items[0]
    const socket = await openSocket(replica, visitor)
    const started = Date.now()
    const told = next(socket, 'signed_out')
    const cut = next(socket, 'disconnect')
    await endSession(
      { ...member.ctx, db: database.auth, actor: { kind: 'person', personId: member.personId } },
      newest?.id ?? '',
    )
    await Promise.all([told, cut])
    expect(Date.now() - started).toBeLessThan(1000)
  })
})
