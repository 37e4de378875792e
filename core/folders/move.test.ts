import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { createDocument, createMember, createTestRoom, type TestMember } from '../../test/factories.ts'
import { changeAccess } from '../access/change.ts'
import { previewMove } from '../access/previewMove.ts'
import { AccessChange } from '../access/schema.ts'
import { moveDocument } from '../documents/move.ts'
import { listDocuments } from '../documents/list.ts'
import { getDocument } from '../documents/queries.ts'
import { DocumentQuery } from '../documents/schema.ts'
import { createFolder } from './create.ts'
import { moveFolder } from './move.ts'
import { getFolder, listFolders } from './queries.ts'

let database: TestDatabase
let owner: TestMember
let anna: TestMember
let here: string
let there: string

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  owner = await createMember(database)
  anna = await createMember(database, { organizationId: owner.organizationId, role: 'member' })
  here = (await createTestRoom(owner, { visibility: 'private' })).id
  there = (await createTestRoom(owner, { visibility: 'private', name: 'There' })).id
})

const grant = (member: TestMember, level: string) =>
  AccessChange.parse({ grants: [{ subject: { kind: 'member', id: member.memberId }, level }] })
const folder = async (name: string, parentId: string | null = null, roomId = here): Promise<string> =>
  (await createFolder(owner.ctx, roomId, { name, parentId })).id
const top = (roomId: string) => ({ roomId, folderId: null })
const seen = async (member: TestMember, roomId: string, folderId?: string): Promise<string[]> =>
  (await listDocuments(member.ctx, roomId, DocumentQuery.parse({ folderId, limit: 200 }))).items.map(({ id }) => id)
const scopeOf = async (table: 'documents' | 'folders' | 'rooms', id: string): Promise<unknown> =>
  (await database.peek(`select scope_id from ${table} where id = $1`, [id]))[0]?.['scope_id']

describe('moving a document', () => {
  it('keeps its id and history, and gives it the sight of the new place', async () => {
    await changeAccess(owner.ctx, 'room', there, grant(anna, 'view'))
    const { id } = await createDocument(database, owner, top(here))
    await expect(getDocument(anna.ctx, id)).rejects.toMatchObject({ code: 'not_found' })
    const moved = await moveDocument(owner.ctx, id, 1, top(there))
    expect(moved).toMatchObject({ id, roomId: there, folderId: null, revision: 2 })
    expect((await getDocument(anna.ctx, id)).id).toBe(id)
    expect(await seen(owner, here)).toEqual([])
    expect(await seen(anna, there)).toEqual([id])
    const events = await database.peek('select type, room_id from events where document_id = $1 order by position', [
      id,
    ])
    expect(events).toEqual(
      expect.arrayContaining([
        { type: 'documents.left', room_id: here },
        { type: 'documents.moved', room_id: there },
      ]),
    )
  })

  it('leaves grants of its own on it, below the new place', async () => {
    const { id } = await createDocument(database, owner, top(here))
    await changeAccess(owner.ctx, 'document', id, grant(anna, 'download'))
    await moveDocument(owner.ctx, id, 1, top(there))
    expect((await getDocument(anna.ctx, id)).abilities.download).toBe(true)
    const [scope] = await database.peek('select parent_id, room_id from scopes where document_id = $1', [id])
    expect(scope).toEqual({ parent_id: await scopeOf('rooms', there), room_id: there })
  })

  it('needs edit on it, where it is and where it goes, and the revision that was seen', async () => {
    const { id } = await createDocument(database, owner, top(here))
    await changeAccess(owner.ctx, 'room', there, grant(anna, 'edit'))
    await changeAccess(owner.ctx, 'document', id, grant(anna, 'edit'))
    // On the document, but not where it is.
    await expect(moveDocument(anna.ctx, id, 1, top(there))).rejects.toMatchObject({ code: 'forbidden' })
    await changeAccess(owner.ctx, 'room', here, grant(anna, 'edit'))
    await expect(moveDocument(anna.ctx, id, 7, top(there))).rejects.toMatchObject({ code: 'precondition_failed' })
    await changeAccess(owner.ctx, 'room', there, grant(anna, 'view'))
    await expect(moveDocument(anna.ctx, id, 1, top(there))).rejects.toMatchObject({ code: 'forbidden' })
    await changeAccess(owner.ctx, 'room', there, grant(anna, 'none'))
    await expect(moveDocument(anna.ctx, id, 1, top(there))).rejects.toMatchObject({ code: 'not_found' })
    const foreigner = await createMember(database)
    const elsewhere = (await createTestRoom(foreigner)).id
    await expect(moveDocument(owner.ctx, id, 1, top(elsewhere))).rejects.toMatchObject({ code: 'not_found' })
  })

  it('says before who would see it and who would not, to who manages both places only', async () => {
    const { id } = await createDocument(database, owner, top(here))
    await changeAccess(owner.ctx, 'room', there, grant(anna, 'view'))
    const impact = await previewMove(owner.ctx, 'document', id, top(there))
    expect(impact).toMatchObject({ known: true, gain: [{ id: anna.memberId }], gainCount: 1, loseCount: 0 })
    await changeAccess(owner.ctx, 'document', id, grant(anna, 'download'))
    expect(await previewMove(owner.ctx, 'document', id, top(there))).toMatchObject({ gainCount: 0, loseCount: 0 })
    expect((await getDocument(owner.ctx, id)).roomId).toBe(here)
    const bea = await createMember(database, { organizationId: owner.organizationId, role: 'member' })
    await changeAccess(owner.ctx, 'room', here, grant(bea, 'edit'))
    await changeAccess(owner.ctx, 'room', there, grant(bea, 'edit'))
    expect(await previewMove(bea.ctx, 'document', id, top(there))).toMatchObject({ known: false, gain: [] })
  })
})

describe('moving a folder', () => {
  it('takes everything along at every depth, and what has grants of its own keeps them', async () => {
    await changeAccess(owner.ctx, 'room', there, grant(anna, 'view'))
    const outer = await folder('Outer')
    const inner = await folder('Inner', outer)
    const secret = await folder('Secret', inner)
    const open = await createDocument(database, owner, { roomId: here, folderId: inner })
    const hidden = await createDocument(database, owner, { roomId: here, folderId: secret })
    await changeAccess(owner.ctx, 'folder', secret, grant(anna, 'none'))
    await moveFolder(owner.ctx, outer, 1, top(there))
    expect((await getFolder(owner.ctx, secret)).path.map(({ name }) => name)).toEqual(['Outer', 'Inner'])
    expect(await seen(anna, there, inner)).toEqual([open.id])
    await expect(getDocument(anna.ctx, hidden.id)).rejects.toMatchObject({ code: 'not_found' })
    const rooms = await database.peek(
      'select distinct room_id from (select room_id from folders where id = any ($1) union all select room_id from documents where folder_id = any ($1) union all select room_id from scopes where folder_id = any ($1)) x',
      [[outer, inner, secret]],
    )
    expect(rooms).toEqual([{ room_id: there }])
  })

  it('never goes into itself, nor deeper than 32', async () => {
    const outer = await folder('Outer')
    const inner = await folder('Inner', outer)
    for (const folderId of [outer, inner]) {
      const refused = moveFolder(owner.ctx, outer, null, { roomId: here, folderId })
      await expect(refused).rejects.toMatchObject({ code: 'invalid' })
    }
    let deep: string | null = null
    for (let level = 1; level <= 31; level += 1) deep = await folder(`Level ${level}`, deep)
    await expect(moveFolder(owner.ctx, outer, null, { roomId: here, folderId: deep })).rejects.toMatchObject({
      code: 'invalid',
    })
    await moveFolder(owner.ctx, inner, null, { roomId: here, folderId: deep })
    const depths = await database.peek('select max(depth) as depth from folders where room_id = $1', [here])
    expect(depths).toEqual([{ depth: 32 }])
  })

  it('is one act also with 10,000 documents in it', { timeout: 300_000 }, async () => {
    const outer = await folder('Outer')
    await database.peek(
      `with made as (insert into documents (id, organization_id, room_id, folder_id, name, current_version_id, size)
         select gen_random_uuid(), $1, $2, $3, 'Page ' || n, gen_random_uuid(), 3 from generate_series(1, 10000) n returning *)
       insert into versions (id, organization_id, document_id, number, size, etag)
       select current_version_id, organization_id, id, 1, 3, 'x' from made`,
      [owner.organizationId, here, outer],
    )
    const began = performance.now()
    await moveFolder(owner.ctx, outer, 1, top(there))
    process.stdout.write(`10,000 documents moved in ${Math.round(performance.now() - began)} ms\n`)
    const places = await database.peek(
      'select d.room_id, d.scope_id, count(*)::int as count from documents d where d.folder_id = $1 group by 1, 2',
      [outer],
    )
    expect(places).toEqual([{ room_id: there, scope_id: await scopeOf('rooms', there), count: 10000 }])
    expect((await listFolders(owner.ctx, here, null, { limit: 50 })).items).toEqual([])
  })
})
