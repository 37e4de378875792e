import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changeAccess } from '@muniment/core/access/change.ts'
import { AccessChange, type ThingKind } from '@muniment/core/access/schema.ts'
import { SeenPlace, type SeenThing } from '@muniment/core/access/viewAs.ts'
import { createFolder } from '@muniment/core/folders/create.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { createDocument, createMember, createTestRoom, type TestMember } from '../test/factories.ts'
import type { Browser } from '../test/browsers.ts'
import { startTestServer, type TestServer } from '../test/server.ts'

let database: TestDatabase
let server: TestServer
let owner: TestMember
let manager: TestMember
let ana: TestMember
let managers: Browser
let roomId: string
let open: string
let deal: string
let hidden: string

/** Everything of a place, few at a time, so that a page ends between folders and documents too. */
async function seen(browser: Browser, kind: 'room' | 'folder', id: string, memberId = ana.memberId, limit = 2) {
  const items: SeenThing[] = []
  let access = ''
  for (let cursor: string | null = ''; cursor !== null;) {
    const query = `limit=${limit}${cursor === '' ? '' : `&cursor=${cursor}`}`
    const answer = await browser.ask(`/api/v1/${kind}s/${id}/seen-by/${memberId}?${query}`)
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    const page = SeenPlace.parse(answer.body)
    items.push(...page.items)
    access = page.access
    cursor = page.next
  }
  return { access, items: items.map((one) => `${one.name}: ${one.access}`) }
}

async function grant(kind: ThingKind, id: string, who: TestMember, level: string, inherits?: boolean): Promise<void> {
  await changeAccess(
    owner.ctx,
    kind,
    id,
    AccessChange.parse({ grants: [{ subject: { kind: 'member', id: who.memberId }, level }], inherits }),
  )
}

beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database)
  owner = await createMember(database, { role: 'owner' })
  manager = await createMember(database, { organizationId: owner.organizationId, role: 'manager' })
  ana = await createMember(database, { organizationId: owner.organizationId, role: 'member', name: 'Ana Ruiz' })
  roomId = (await createTestRoom(owner, { visibility: 'private' })).id
  open = (await createFolder(owner.ctx, roomId, { name: 'Open', parentId: null })).id
  deal = (await createFolder(owner.ctx, roomId, { name: 'The deal', parentId: null })).id
  hidden = (await createFolder(owner.ctx, roomId, { name: 'Only Ana and the owner', parentId: null })).id
  for (const [folderId, name] of [
    [null, 'Agenda 2.pdf'],
    [null, 'Agenda 10.pdf'],
    [null, 'Salaries.pdf'],
    [deal, 'Offer.pdf'],
    [open, 'Map.pdf'],
  ] as const) {
    await createDocument(database, owner, { roomId, folderId }, { name, sensitivity: name === 'Salaries.pdf' ? 3 : 1 })
  }
  // Cut off before the manager is let into the room: what was granted above goes along with a cut.
  await grant('folder', hidden, ana, 'edit', false)
  await grant('room', roomId, manager, 'manage')
  await grant('folder', deal, manager, 'manage', false)
  managers = await server.signIn(manager)
})
afterAll(async () => {
  await server.close()
  await database.drop()
})

describe('a room as somebody else sees it', () => {
  it('is where their ways in begin, for who was let into a part of it', async () => {
    await grant('folder', open, ana, 'download')
    expect(await seen(managers, 'room', roomId)).toEqual({ access: 'none', items: ['Open: download'] })
    expect(await seen(managers, 'folder', open)).toEqual({ access: 'download', items: ['Map.pdf: download'] })
    expect(await seen(managers, 'folder', deal)).toEqual({ access: 'none', items: [] })
  })

  it('is what they see and no more: neither what is closed to them, nor what is above their clearance', async () => {
    await grant('room', roomId, ana, 'view')
    expect(await seen(managers, 'room', roomId)).toEqual({
      access: 'view',
      items: ['Open: download', 'Agenda 2.pdf: view', 'Agenda 10.pdf: view'],
    })
  })

  it('shows nobody what they cannot see themselves', async () => {
    // Ana sees the folder, and so does the owner, whose role manages every room; the manager was never let in.
    const owners = await server.signIn(owner)
    expect((await seen(owners, 'room', roomId)).items).toContain('Only Ana and the owner: edit')
    expect((await seen(managers, 'room', roomId)).items.join()).not.toContain('Only Ana')
    expect((await managers.ask(`/api/v1/folders/${hidden}/seen-by/${ana.memberId}`)).status).toBe(404)
  })

  it('is for who manages the place alone, and of members of the organization alone', async () => {
    const anas = await server.signIn(ana)
    expect((await anas.ask(`/api/v1/rooms/${roomId}/seen-by/${manager.memberId}`)).status).toBe(404)
    expect((await anas.ask(`/api/v1/rooms/${roomId}/seen-by/${ana.memberId}`)).status).toBe(404)
    const stranger = await createMember(database, { role: 'owner' })
    expect((await managers.ask(`/api/v1/rooms/${roomId}/seen-by/${stranger.memberId}`)).status).toBe(404)
  })

  it('is as empty as it is for somebody who is suspended', async () => {
    const gone = await createMember(database, { organizationId: owner.organizationId, role: 'member' })
    await grant('room', roomId, gone, 'edit')
    expect((await seen(managers, 'room', roomId, gone.memberId)).items).not.toEqual([])
    await database.peek('update members set suspended_at = now() where id = $1', [gone.memberId])
    expect(await seen(managers, 'room', roomId, gone.memberId)).toEqual({ access: 'none', items: [] })
  })

  it('is recorded once for all its pages', async () => {
    const events = () =>
      database.peek(`select data from events where type = 'access.viewed_as' and actor_member_id = $1`, [
        manager.memberId,
      ])
    const before = (await events()).length
    await seen(managers, 'room', roomId, ana.memberId, 1)
    const after = await events()
    expect(after.length).toBe(before + 1)
    expect(after.at(-1)).toEqual({ data: { memberId: ana.memberId } })
  })
})
