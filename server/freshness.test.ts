import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { get } from 'node:http'
import type { Socket } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { changeAccess } from '@muniment/core/access/change.ts'
import { AccessChange } from '@muniment/core/access/schema.ts'
import { endSession, listSessions } from '@muniment/core/accounts/sessions.ts'
import { classifyDocument } from '@muniment/core/documents/classify.ts'
import { createFolder } from '@muniment/core/folders/create.ts'
import { getMember } from '@muniment/core/members/queries.ts'
import { suspendMember } from '@muniment/core/members/suspend.ts'
import { changeSignInPolicy, showSignInPolicy } from '@muniment/core/organizations/signInPolicy.ts'
import { takeRole } from '@muniment/core/roles/assign.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { accountsContext, createMember, createTestRoom, type TestMember } from '../test/factories.ts'
import type { Browser } from '../test/browsers.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { closeSockets, openSocket, watchBy } from '../test/sockets.ts'

// What is open when a right ends: a socket that watches, and a download in the middle of its bytes.

const size = 40_000_000
const bytes = randomBytes(size)
const allowed = 1000

let database: TestDatabase
let server: TestServer
let owner: TestMember

beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database)
  owner = await createMember(database, { role: 'owner' })
})
afterEach(closeSockets)
afterAll(async () => {
  await server.close()
  await database.drop()
})

interface Scene {
  guest: TestMember
  browser: Browser
  roomId: string
  documentId: string
  /** Milliseconds from `act` until the socket heard no more, and until the download broke off. */
  measure: (act: () => Promise<unknown>) => Promise<{ socket: number; download: number; complete: boolean }>
}

async function connect(browser: Browser, watched: object): Promise<Socket> {
  const socket = await openSocket(server, browser)
  expect(await watchBy(socket, watched)).toMatchObject({ ok: true })
  return socket
}

/** Begins a download and reads nothing more of it; tells when the connection was cut. */
async function beginDownload(
  browser: Browser,
  documentId: string,
): Promise<{ ended: Promise<{ at: number; complete: boolean }> }> {
  return new Promise((begun, failed) => {
    const request = get(
      `${server.url}/api/v1/documents/${documentId}/content`,
      { headers: { cookie: browser.cookie } },
      (response) => {
        let received = 0
        const ended = new Promise<{ at: number; complete: boolean }>((resolve) => {
          const end = (): void => resolve({ at: performance.now(), complete: received === size })
          response.on('error', end).on('close', end)
        })
        // Slowly: 1 MB every 50 ms, so that it would take two seconds.
        response.on('data', (chunk: Buffer) => {
          received += chunk.length
          if (received % 1_000_000 < chunk.length) {
            response.pause()
            setTimeout(() => response.resume(), 50)
          }
        })
        begun({ ended })
      },
    )
    request.on('error', failed)
  })
}

async function scene(): Promise<Scene> {
  const guest = await createMember(database, { organizationId: owner.organizationId, role: 'guest' })
  const browser = await server.signIn(guest)
  const room = await createTestRoom(owner, { visibility: 'private' })
  const [documentId, versionId] = [randomUUID(), randomUUID()]
  await database.peek(
    `with d as (insert into documents (id, organization_id, room_id, name, current_version_id, size, created_by) values ($1, $2, $3, 'Long.bin', $4, $5, $6))
     insert into versions (id, organization_id, document_id, number, size, etag, state, sha256, scanned_at)
     values ($4, $2, $1, 1, $5, 'x', 'available', $7, now())`,
    [
      documentId,
      owner.organizationId,
      room.id,
      versionId,
      size,
      owner.memberId,
      createHash('sha256').update(bytes).digest(),
    ],
  )
  await server.services.storage.put('documents', versionId, bytes)
  await grant(room.id, guest, 'download')
  const measure: Scene['measure'] = async (act) => {
    const socket = await connect(browser, { roomId: room.id })
    const download = await beginDownload(browser, documentId)
    const cut = new Promise<number>((resolve) => {
      const end = (): void => resolve(performance.now())
      socket.once('unwatched', end).once('disconnect', end)
    })
    await act()
    const from = performance.now()
    const [socketAt, { at, complete }] = await Promise.all([cut, download.ended])
    return { socket: socketAt - from, download: at - from, complete }
  }
  return { guest, browser, roomId: room.id, documentId, measure }
}

async function grant(
  roomId: string,
  to: TestMember,
  level: string | null,
  endsAt: string | null = null,
): Promise<void> {
  const change = { grants: [{ subject: { kind: 'member', id: to.memberId }, level, endsAt }] }
  await changeAccess(owner.ctx, 'room', roomId, AccessChange.parse(change))
}

function expectCut(name: string, { socket, download, complete }: Awaited<ReturnType<Scene['measure']>>): void {
  process.stdout.write(`${name}: socket cut after ${socket.toFixed(0)} ms, download after ${download.toFixed(0)} ms\n`)
  expect(complete).toBe(false)
  expect(socket).toBeLessThan(allowed)
  expect(download).toBeLessThan(allowed)
}

describe('what is open is cut within a second', () => {
  it('of a grant taken away', async () => {
    const { guest, roomId, measure } = await scene()
    expectCut('grant taken away', await measure(() => grant(roomId, guest, null)))
  })

  it('of a role taken away', async () => {
    const { guest, measure } = await scene()
    const [held] = (await getMember(owner.ctx, guest.memberId)).roles
    expectCut('role taken away', await measure(() => takeRole(owner.ctx, guest.memberId, held?.id ?? '')))
  })

  it('of a suspension', async () => {
    const { guest, measure } = await scene()
    expectCut('suspension', await measure(() => suspendMember(owner.ctx, guest.memberId, true)))
  })

  it('of a session ended', async () => {
    const { guest, measure } = await scene()
    const act = async (): Promise<void> => {
      const { items } = await listSessions(database.auth, guest.personId, '', new Date())
      const ctx = { ...accountsContext(database), actor: { kind: 'person' as const, personId: guest.personId } }
      for (const { id } of items) await endSession(ctx, id)
    }
    expectCut('session ended', await measure(act))
  })

  it('of ways of signing in that are allowed no more', async () => {
    const { measure } = await scene()
    const changing = { session: { secondFactor: false, way: 'passkey' }, providers: [] }
    const { revision } = await showSignInPolicy(owner.ctx)
    const act = (): Promise<unknown> => changeSignInPolicy(owner.ctx, revision, { ways: ['passkey'] }, changing)
    expectCut('way of signing in', await measure(act))
    await changeSignInPolicy(owner.ctx, revision + 1, { ways: null }, changing)
  })

  it('of a grant that ends by itself', async () => {
    const { guest, roomId, measure } = await scene()
    const act = async (): Promise<void> => {
      await grant(roomId, guest, 'download', new Date(Date.now() + 400).toISOString())
      await new Promise((resolve) => setTimeout(resolve, 400))
    }
    expectCut('grant that ends by itself', await measure(act))
  })

  it('of a document that became too sensitive: the download, not the room', async () => {
    const { browser, documentId, roomId } = await scene()
    const socket = await connect(browser, { roomId })
    const told: string[] = []
    socket.on('unwatched', () => told.push('unwatched'))
    const download = await beginDownload(browser, documentId)
    await classifyDocument(owner.ctx, documentId, 1, { sensitivity: 'restricted', reason: '' })
    const from = performance.now()
    const { at, complete } = await download.ended
    expect(complete).toBe(false)
    expect(at - from).toBeLessThan(allowed)
    expect(told).toEqual([])
  })
})

describe('an event', () => {
  it('reaches of those who watch a room only who may see what it is about', async () => {
    const { browser, roomId, guest } = await scene()
    const inside = await createFolder(owner.ctx, roomId, { name: 'Inside', parentId: null })
    const hidden = await createFolder(owner.ctx, roomId, { name: 'Hidden', parentId: null })
    const deny = { grants: [{ subject: { kind: 'member', id: guest.memberId }, level: 'none' }] }
    await changeAccess(owner.ctx, 'folder', hidden.id, AccessChange.parse(deny))
    const socket = await connect(browser, { roomId })
    const heard: { type: string; folderId: string }[] = []
    socket.on('event', (event: { type: string; folderId: string }) => heard.push(event))
    const secret = await createFolder(owner.ctx, roomId, { name: 'Secret', parentId: hidden.id })
    const seen = await createFolder(owner.ctx, roomId, { name: 'Open', parentId: inside.id })
    await vi.waitFor(() => expect(heard.map(({ folderId }) => folderId)).toContain(seen.id), 5000)
    await new Promise((resolve) => setTimeout(resolve, 400))
    // What was done before they watched may be told late.
    const made = heard.filter(({ type, folderId }) => type === 'folders.created' && folderId !== inside.id)
    expect(made).toMatchObject([{ folderId: seen.id }])
    for (const { id } of [hidden, secret]) expect(JSON.stringify(heard)).not.toContain(id)
  })

  it('of a folder reaches who was let into that folder and not into its room', async () => {
    const { roomId } = await scene()
    const folder = await createFolder(owner.ctx, roomId, { name: 'Inside', parentId: null })
    const visitor = await createMember(database, { organizationId: owner.organizationId, role: 'guest' })
    const give = { grants: [{ subject: { kind: 'member', id: visitor.memberId }, level: 'view' }] }
    await changeAccess(owner.ctx, 'folder', folder.id, AccessChange.parse(give))
    const socket = await connect(await server.signIn(visitor), { folderId: folder.id })
    expect(await watchBy(socket, { roomId })).toEqual({ ok: false, code: 'not_found' })
  })
})
