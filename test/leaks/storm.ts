import type { Socket } from 'socket.io-client'
import { z } from 'zod'
import { publishedTypes } from '@muniment/core/events/types.ts'
import type { TestDatabase } from '../database.ts'
import type { Browser } from '../browsers.ts'
import type { TestServer } from '../server.ts'
import { openSocket, watchBy } from '../sockets.ts'
import { tusClient } from '../tus.ts'
import type { Garden, Person } from './garden.ts'

const Revised = z.object({ revision: z.number() })
const Act = z.object({ trashId: z.string() })
const Watching = z.object({ ok: z.boolean(), position: z.number().optional() })

/** Everything that a socket is told, whatever it is called. */
export interface Ear {
  person: Person
  socket: Socket
  heard: [string, unknown][]
}

/** A socket that watches these things; throws unless it may. */
export async function listenTo(server: TestServer, person: Person, things: readonly object[]): Promise<Ear> {
  const socket = await openSocket(server, person.browser)
  const heard: Ear['heard'] = []
  socket.onAny((name: string, ...told: unknown[]) => heard.push([name, told]))
  for (const thing of things) {
    if (!Watching.parse(await watchBy(socket, thing)).ok)
      throw new Error(`${JSON.stringify(thing)} is not to be watched`)
  }
  return { person, socket, heard }
}

async function done(browser: Browser, method: string, path: string, body?: object): Promise<unknown> {
  const read = await browser.ask(path.replace(/\/(move|sensitivity|archived|lock|access|copy)$/, ''))
  const revision = Revised.safeParse(read.body).data?.revision ?? 1
  const answer = await browser.ask(path, {
    method,
    headers: { 'if-match': `"${revision}"` },
    ...(body !== undefined && { body }),
  })
  if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
  return answer.body
}

/** Their owner does everything that can be done to hidden things: in the room nobody knows, and in the shared one. */
export async function workOnHidden(server: TestServer, { world, unseen, word }: Garden): Promise<void> {
  const owner = await server.signIn(world.owner)
  await world.database.peek('update auth.sessions set confirmed_at = now()')
  const client = tusClient(server, owner)
  const rooms = [unseen[0], unseen.at(-3), unseen.at(-1)]
  for (const [at, ids] of rooms.entries()) {
    const { roomId = '', folderId = '', documentId = '', versionId = '' } = ids ?? {}
    const document = `/api/v1/documents/${documentId}`
    await done(owner, 'PATCH', document, { name: `${word()} renamed.txt`, title: word('t'), tags: [word('other')] })
    await done(owner, 'PUT', `${document}/lock`, { hours: 1 })
    await done(owner, 'DELETE', `${document}/lock`)
    await done(owner, 'PATCH', `${document}/versions/${versionId}`, { note: word('noted') })
    await client
      .create({ documentId, note: word('second') }, 3)
      .then((path) => client.patch(path, 0, Buffer.from('abc')))
    const { trashId } = Act.parse(await done(owner, 'DELETE', document))
    await done(owner, 'POST', `/api/v1/trash/${trashId}/restore`, {})
    // The last lies in a folder that others see.
    if (at === 2) continue
    const folder = `/api/v1/folders/${folderId}`
    await done(owner, 'PATCH', folder, { name: word('renamed') })
    const made = z.object({ id: z.string() })
    const inner = made.parse(
      await done(owner, 'POST', `/api/v1/rooms/${roomId}/folders`, { name: word('inner'), parentId: folderId }),
    )
    const copy = made.parse(await done(owner, 'POST', `${document}/copy`, { roomId, folderId, name: word('copy') }))
    await done(owner, 'POST', `/api/v1/documents/${copy.id}/move`, { roomId, folderId: inner.id })
    const gone = Act.parse(await done(owner, 'DELETE', `/api/v1/folders/${inner.id}`))
    await done(owner, 'POST', `/api/v1/trash/${gone.trashId}/restore`, {})
    await client
      .create({ filename: `${word()} new.txt`, roomId, folderId }, 3)
      .then((path) => client.patch(path, 0, Buffer.from('abc')))
  }
  // These go on while everybody listens.
  for (const { documentId = '' } of unseen.slice(-3))
    await client
      .create({ documentId, filename: word('begun') }, 5)
      .then((path) => client.patch(path, 0, Buffer.from('abc')))
  const { roomId = '', folderId = '' } = unseen.at(-3) ?? {}
  await client.create({ filename: word('begun'), roomId, folderId }, 5)
  const room = `/api/v1/rooms/${unseen[0]?.['roomId']}`
  await done(owner, 'PATCH', room, { description: word('changed') })
  await done(owner, 'PUT', `${room}/archived`, { archived: true })
  await done(owner, 'PUT', `${room}/archived`, { archived: false })
}

/** An event of every type that browsers hear of, about each hidden thing: what no route does yet, too. */
export async function tellOfHidden(database: TestDatabase, { world, unseen, word }: Garden): Promise<void> {
  for (const { documentId, folderId } of [unseen[0], unseen.at(-3)].map((ids) => ids ?? {}))
    for (const about of ['document', 'folder']) {
      await database.peek(
        `insert into events (organization_id, type, actor_system, scope_id, room_id, folder_id, document_id, published, data)
         select $1, t.type, 'scan', x.scope_id, x.room_id, $2::uuid, case when $3 = 'document' then $4::uuid end, true,
           jsonb_build_object('state', $5::text, 'reason', $5::text, 'name', $5::text)
         from unnest($6::text[]) as t (type),
           (select scope_id, room_id from ${about}s where id = case when $3 = 'document' then $4::uuid else $2::uuid end) x`,
        [world.owner.organizationId, folderId, about, documentId, word('state'), [...publishedTypes]],
      )
    }
}
