import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import {
  createDocument as createTestDocument,
  createMember,
  createTestRoom,
  type TestMember,
} from '../../test/factories.ts'
import { classifyDocument } from '../documents/classify.ts'
import { getDocument } from '../documents/queries.ts'
import { createDepartment, setDepartmentMember } from '../departments/write.ts'
import { listEvents } from '../events/queries.ts'
import { createFolder } from '../folders/create.ts'
import { getFolder, listFolders } from '../folders/queries.ts'
import { getRoom } from '../rooms/queries.ts'
import { changeAccess, previewAccess } from './change.ts'
import { AccessChange, type Subject } from './schema.ts'
import { listShared } from './shared.ts'
import { explainAccess, showAccess } from './show.ts'

let database: TestDatabase
let owner: TestMember
let member: TestMember
let guest: TestMember
const page = { limit: 50 }

beforeAll(async () => {
  database = await createTestDatabase()
  owner = await createMember(database, { role: 'owner', name: 'Olga Owner' })
  const { organizationId } = owner
  member = await createMember(database, { organizationId, role: 'member', name: 'Mia Member' })
  guest = await createMember(database, { organizationId, role: 'guest', name: 'Gus Guest' })
})
afterAll(() => database.drop())

const give = (subject: Subject, level: string | null, endsAt: string | null = null): AccessChange =>
  AccessChange.parse({ grants: [{ subject, level, endsAt }] })
const to = (who: TestMember): Subject => ({ kind: 'member', id: who.memberId })

const createDocument = (roomId: string, folderId: string | null): Promise<string> =>
  createTestDocument(database, owner, { roomId, folderId }).then(({ id }) => id)

const isHidden = { code: 'not_found' }

describe('a grant', () => {
  it('on a folder lets somebody into it and into nothing else of the room', async () => {
    const room = await createTestRoom(owner, { visibility: 'private' })
    const [inside, beside] = [
      await createFolder(owner.ctx, room.id, { name: 'Inside', parentId: null }),
      await createFolder(owner.ctx, room.id, { name: 'Beside', parentId: null }),
    ]
    const below = await createFolder(owner.ctx, room.id, { name: 'Below', parentId: inside.id })
    const [seen, unseen] = [await createDocument(room.id, below.id), await createDocument(room.id, beside.id)]
    await changeAccess(owner.ctx, 'folder', inside.id, give(to(guest), 'view'))
    expect((await getFolder(guest.ctx, below.id)).path).toEqual([{ id: inside.id, name: 'Inside' }])
    expect((await getDocument(guest.ctx, seen)).abilities).toMatchObject({ download: false, rename: false })
    await expect(getRoom(guest.ctx, room.id)).rejects.toMatchObject(isHidden)
    await expect(getFolder(guest.ctx, beside.id)).rejects.toMatchObject(isHidden)
    await expect(getDocument(guest.ctx, unseen)).rejects.toMatchObject(isHidden)
    expect((await listFolders(guest.ctx, room.id, inside.id, page)).items.map(({ name }) => name)).toEqual(['Below'])
    expect((await listShared(guest.ctx, page)).items).toContainEqual(
      expect.objectContaining({ kind: 'folder', id: inside.id, access: 'view' }),
    )
    const why = await explainAccess(guest.ctx, 'document', seen, guest.memberId)
    expect(why.chain.map(({ at }) => at.name)).toEqual(['Inside'])
    expect(JSON.stringify(why)).not.toContain(room.name)
    // What comes later belongs there too.
    const later = await createFolder(owner.ctx, room.id, { name: 'Later', parentId: below.id })
    expect((await getFolder(guest.ctx, later.id)).name).toBe('Later')
    // With the last grant the folder is like its place again.
    await changeAccess(owner.ctx, 'folder', inside.id, give(to(guest), null))
    await expect(getFolder(guest.ctx, later.id)).rejects.toMatchObject(isHidden)
    expect(await database.peek('select from scopes where folder_id = $1', [inside.id])).toEqual([])
    expect(await database.peek('select distinct scope_id from folders where room_id = $1', [room.id])).toHaveLength(1)
  })

  it('keeps scopes of scopes in their places, whichever was made first', async () => {
    const room = await createTestRoom(owner, { visibility: 'private' })
    const outer = await createFolder(owner.ctx, room.id, { name: 'Outer', parentId: null })
    const inner = await createFolder(owner.ctx, room.id, { name: 'Inner', parentId: outer.id })
    const document = await createDocument(room.id, inner.id)
    await changeAccess(owner.ctx, 'document', document, give(to(guest), 'download'))
    await changeAccess(owner.ctx, 'folder', inner.id, give(to(member), 'edit'))
    await changeAccess(owner.ctx, 'folder', outer.id, give(to(guest), 'none'))
    expect((await getDocument(guest.ctx, document)).abilities.download).toBe(true)
    expect((await getDocument(member.ctx, document)).abilities.rename).toBe(true)
    await expect(getFolder(guest.ctx, inner.id)).rejects.toMatchObject(isHidden)
    await changeAccess(owner.ctx, 'folder', inner.id, give(to(member), null))
    await expect(getDocument(member.ctx, document)).rejects.toMatchObject(isHidden)
    const chain = await database.peek<{ folder_id: string | null }>(
      `select p.folder_id from scopes s join scopes p on p.id = s.parent_id where s.document_id = $1`,
      [document],
    )
    expect(chain).toEqual([{ folder_id: outer.id }])
  })

  it('can be given only by who manages the thing, to whom they may see', async () => {
    const room = await createTestRoom(owner)
    await expect(changeAccess(member.ctx, 'room', room.id, give(to(guest), 'view'))).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(previewAccess(member.ctx, 'room', room.id, give(to(guest), 'view'))).rejects.toMatchObject({
      code: 'forbidden',
    })
    const foreign = await createMember(database)
    await expect(changeAccess(owner.ctx, 'room', room.id, give(to(foreign), 'view'))).rejects.toMatchObject(isHidden)
    await expect(changeAccess(foreign.ctx, 'room', room.id, give(to(foreign), 'view'))).rejects.toMatchObject(isHidden)
  })

  it('to a department reaches those below it, and ends when it says', async () => {
    const room = await createTestRoom(owner, { visibility: 'private' })
    const legal = await createDepartment(owner.ctx, { name: `Legal ${randomUUID()}`, parentId: null, managerId: null })
    const team = await createDepartment(owner.ctx, { name: 'Contracts', parentId: legal.id, managerId: null })
    await setDepartmentMember(owner.ctx, team.id, guest.memberId, true)
    const end = new Date(Date.now() + 700).toISOString()
    await changeAccess(owner.ctx, 'room', room.id, give({ kind: 'department', id: legal.id }, 'view', end))
    expect((await getRoom(guest.ctx, room.id)).access).toBe('view')
    await new Promise((resolve) => setTimeout(resolve, 800))
    await expect(getRoom(guest.ctx, room.id)).rejects.toMatchObject(isHidden)
    await setDepartmentMember(owner.ctx, team.id, guest.memberId, false)
  })

  it('to everyone leaves guests out', async () => {
    const room = await createTestRoom(owner)
    expect((await getRoom(member.ctx, room.id)).access).toBe('edit')
    await expect(getRoom(guest.ctx, room.id)).rejects.toMatchObject(isHidden)
  })

  it('cannot take away from oneself the right to manage', async () => {
    const room = await createTestRoom(member, { visibility: 'private' })
    await expect(changeAccess(member.ctx, 'room', room.id, give(to(member), 'view'))).rejects.toMatchObject({
      code: 'conflict',
    })
    expect((await getRoom(member.ctx, room.id)).access).toBe('manage')
  })
})

describe('inheritance', () => {
  it('can be broken and mended; breaking shows before whom it shuts out', async () => {
    const room = await createTestRoom(owner)
    const folder = await createFolder(owner.ctx, room.id, { name: 'Board', parentId: null })
    await changeAccess(owner.ctx, 'folder', folder.id, give(to(guest), 'view'))
    const impact = await previewAccess(owner.ctx, 'folder', folder.id, AccessChange.parse({ inherits: false }))
    expect(impact).toMatchObject({ gainCount: 0, loseCount: 1, lose: [{ id: member.memberId, name: 'Mia Member' }] })
    expect((await getFolder(member.ctx, folder.id)).name).toBe('Board')
    await changeAccess(owner.ctx, 'folder', folder.id, AccessChange.parse({ inherits: false }))
    await expect(getFolder(member.ctx, folder.id)).rejects.toMatchObject(isHidden)
    expect((await getFolder(guest.ctx, folder.id)).name).toBe('Board')
    await changeAccess(owner.ctx, 'folder', folder.id, AccessChange.parse({ inherits: true }))
    expect((await getFolder(member.ctx, folder.id)).name).toBe('Board')
  })

  it('begins, where nothing was granted yet, with the grants of the nearest place', async () => {
    const room = await createTestRoom(owner)
    const folder = await createFolder(owner.ctx, room.id, { name: 'Board', parentId: null })
    const impact = await previewAccess(owner.ctx, 'folder', folder.id, AccessChange.parse({ inherits: false }))
    expect(impact).toMatchObject({ gainCount: 0, loseCount: 0 })
  })
})

describe('sensitivity', () => {
  it('hides a document from whose clearance is lower, in every way', async () => {
    const room = await createTestRoom(owner)
    const document = await createDocument(room.id, null)
    const before = await getDocument(owner.ctx, document)
    expect((await getDocument(member.ctx, document)).sensitivity).toBe('internal')
    await classifyDocument(owner.ctx, document, before.revision, { sensitivity: 'restricted', reason: '' })
    await expect(getDocument(member.ctx, document)).rejects.toMatchObject(isHidden)
    const { items } = await listEvents(member.ctx, { after: 0, limit: 200, roomId: room.id })
    expect(JSON.stringify(items)).not.toContain(document)
    const shown = await showAccess(owner.ctx, 'document', document, page)
    expect(shown).toMatchObject({ manages: true, lackClearance: 1 })
    expect(shown.items.map(({ member: { id } }) => id)).not.toContain(member.memberId)
  })
})

describe('who can see this', () => {
  it('is told to who manages it; others see their own row only', async () => {
    const room = await createTestRoom(owner)
    await changeAccess(owner.ctx, 'room', room.id, give(to(guest), 'view'))
    const all = await showAccess(owner.ctx, 'room', room.id, page)
    const levels = new Map(all.items.map((row) => [row.member.id, row.level]))
    expect(levels.get(owner.memberId)).toBe('manage')
    expect(levels.get(member.memberId)).toBe('edit')
    expect(levels.get(guest.memberId)).toBe('view')
    const own = await showAccess(guest.ctx, 'room', room.id, page)
    expect(own).toMatchObject({ manages: false, own: 'view', grants: [], lackClearance: 0 })
    expect(own.items.map((row) => row.member.id)).toEqual([guest.memberId])
    expect(JSON.stringify(own)).not.toContain('Olga')
    await expect(explainAccess(guest.ctx, 'room', room.id, owner.memberId)).rejects.toMatchObject(isHidden)
  })

  it('is explained by the chain of places, what decides, and what would change it', async () => {
    const room = await createTestRoom(owner)
    const folder = await createFolder(owner.ctx, room.id, { name: 'Board', parentId: null })
    const document = await createDocument(room.id, folder.id)
    const why = async (who: TestMember) => explainAccess(owner.ctx, 'document', document, who.memberId)
    expect(await why(member)).toMatchObject({
      level: 'edit',
      cause: { kind: 'grant', inherited: true, at: { kind: 'room' } },
    })
    expect((await why(member)).sentence).toBe('Mia Member can edit by a grant to everyone, at the room "Contracts".')
    expect(await why(guest)).toMatchObject({ level: 'none', cause: { kind: 'nothing' } })
    expect((await why(guest)).toChange).toContain('Grant them something')
    await changeAccess(owner.ctx, 'folder', folder.id, give(to(member), 'none'))
    const denied = await why(member)
    expect(denied).toMatchObject({ level: 'none', cause: { kind: 'grant', at: { kind: 'folder', name: 'Board' } } })
    expect(denied.chain.find(({ decides }) => decides)).toMatchObject({ level: 'none', at: { name: 'Board' } })
    expect(await why(owner)).toMatchObject({ level: 'manage', cause: { kind: 'content_all' } })
    await changeAccess(owner.ctx, 'folder', folder.id, give(to(member), null))
    await classifyDocument(owner.ctx, document, 1, { sensitivity: 'restricted', reason: '' })
    expect(await why(member)).toMatchObject({ level: 'none', cause: { kind: 'clearance' } })
    await database.peek('update members set suspended_at = now() where id = $1', [member.memberId])
    expect(await why(member)).toMatchObject({ level: 'none' })
    await database.peek('update members set suspended_at = null where id = $1', [member.memberId])
  })
})
