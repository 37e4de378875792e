import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { createDocument, createMember, createTestRoom, quiet, type TestMember } from '../../test/factories.ts'
import { openTestStorage } from '../../test/storage.ts'
import { changeAccess } from '../access/change.ts'
import { AccessChange } from '../access/schema.ts'
import { systemContext, type SystemContext } from '../context.ts'
import { copyDocument } from '../documents/copy.ts'
import { listDocuments } from '../documents/list.ts'
import { getDocument } from '../documents/queries.ts'
import { listVersions } from '../documents/versions.ts'
import { DocumentQuery } from '../documents/schema.ts'
import { createFolder } from '../folders/create.ts'
import { moveFolder } from '../folders/move.ts'
import { getFolder } from '../folders/queries.ts'
import { getRoom } from '../rooms/queries.ts'
import type { Storage } from '../storage.ts'
import { eraseTrash } from './eraseTrash.ts'
import { expireTrash } from './expireTrash.ts'
import { purgeThing } from './purgeThing.ts'
import { countContents, listTrash } from './queries.ts'
import { restoreThing } from './restoreThing.ts'
import { changeRetention, showRetention } from './retention.ts'
import { RestoreRequest } from './schema.ts'
import { trashThing } from './trashThing.ts'

let database: TestDatabase
let storage: Storage
let sweep: SystemContext
let owner: TestMember
let anna: TestMember
let roomId: string

beforeAll(async () => {
  ;[database, storage] = await Promise.all([createTestDatabase(), openTestStorage()])
  sweep = systemContext(database.worker, quiet, 'sweep')
})
afterAll(async () => {
  storage.close()
  await database.drop()
})
beforeEach(async () => {
  owner = await createMember(database)
  anna = await createMember(database, { organizationId: owner.organizationId, role: 'member' })
  roomId = (await createTestRoom(owner, { visibility: 'private' })).id
  await changeAccess(owner.ctx, 'room', roomId, grant(anna, 'edit'))
})

const page = { limit: 200 }
const back = RestoreRequest.parse({})
const grant = (member: TestMember, level: string) =>
  AccessChange.parse({ grants: [{ subject: { kind: 'member', id: member.memberId }, level }] })
const folder = async (name: string, parentId: string | null = null): Promise<string> =>
  (await createFolder(owner.ctx, roomId, { name, parentId })).id
const inTrash = async (member: TestMember): Promise<string[]> =>
  (await listTrash(member.ctx, page)).items.map(({ name }) => name)
const listed = async (member: TestMember, folderId?: string): Promise<string[]> =>
  (await listDocuments(member.ctx, roomId, DocumentQuery.parse({ folderId }))).items.map(({ id }) => id)
const age = (days: number): Promise<unknown> =>
  database.peek(
    `update trash set trashed_at = trashed_at - make_interval(days => $1), purged_at = purged_at - make_interval(days => $1)`,
    [days],
  )

describe('what is deleted', () => {
  it('is nowhere but in the trash, for everybody', async () => {
    const { id } = await createDocument(database, owner, { roomId }, { name: 'Gone.pdf' })
    const { trashId } = await trashThing(anna.ctx, 'document', id, 1)
    for (const member of [owner, anna]) {
      await expect(getDocument(member.ctx, id)).rejects.toMatchObject({ code: 'not_found' })
      await expect(listVersions(member.ctx, id, page)).rejects.toMatchObject({ code: 'not_found' })
      expect(await listed(member)).toEqual([])
      expect((await getRoom(member.ctx, roomId)).documentCount).toBe(0)
      expect(await inTrash(member)).toEqual(['Gone.pdf'])
    }
    const rows = await database.server.transaction(async (trx) => {
      await trx.raw('select access.act_as(?, ?, null)', [owner.memberId, owner.personId])
      return trx('documents').where({ id })
    })
    expect(rows).toEqual([])
    const [act] = (await listTrash(anna.ctx, page)).items
    expect(act).toMatchObject({ id: trashId, kind: 'document', thingId: id, room: { id: roomId }, path: [] })
    expect(act?.abilities).toEqual({ restore: true, purge: false })
    expect(act?.trashedBy?.id).toBe(anna.memberId)
  })

  it('comes back as it was', async () => {
    const outer = await folder('Outer')
    const inner = await folder('Inner', outer)
    const { id } = await createDocument(database, owner, { roomId, folderId: inner })
    expect(await countContents(owner.ctx, outer)).toEqual({ folders: 1, documents: 1 })
    const { trashId } = await trashThing(owner.ctx, 'folder', outer, 1)
    for (const gone of [outer, inner])
      await expect(getFolder(owner.ctx, gone)).rejects.toMatchObject({ code: 'not_found' })
    expect((await listTrash(owner.ctx, page)).items[0]).toMatchObject({ name: 'Outer', documents: 1 })
    expect(await restoreThing(owner.ctx, trashId, back)).toMatchObject({ kind: 'folder', id: outer, folderId: null })
    expect((await getFolder(owner.ctx, inner)).path).toHaveLength(1)
    expect((await getDocument(owner.ctx, id)).folderId).toBe(inner)
    expect(await inTrash(owner)).toEqual([])
  })

  it('needs edit, and the revision that was seen', async () => {
    const { id } = await createDocument(database, owner, { roomId })
    await expect(trashThing(anna.ctx, 'document', id, 9)).rejects.toMatchObject({ code: 'precondition_failed' })
    await changeAccess(owner.ctx, 'room', roomId, grant(anna, 'download'))
    await expect(trashThing(anna.ctx, 'document', id, 1)).rejects.toMatchObject({ code: 'forbidden' })
  })

  it('is shown to who deleted it and may still edit it, and to who manages it, and to nobody else', async () => {
    const bea = await createMember(database, { organizationId: owner.organizationId, role: 'member' })
    await changeAccess(owner.ctx, 'room', roomId, grant(bea, 'edit'))
    const { id } = await createDocument(database, owner, { roomId })
    const secret = await createDocument(database, owner, { roomId }, { name: 'Secret.pdf', sensitivity: 3 })
    const { trashId } = await trashThing(anna.ctx, 'document', id, null)
    await trashThing(owner.ctx, 'document', secret.id, null)
    expect(await inTrash(bea)).toEqual([])
    await expect(restoreThing(bea.ctx, trashId, back)).rejects.toMatchObject({ code: 'not_found' })
    await changeAccess(owner.ctx, 'room', roomId, grant(bea, 'manage'))
    // Above her clearance it does not exist for her, here neither.
    expect(await inTrash(bea)).toEqual(['Report.pdf'])
    await changeAccess(owner.ctx, 'room', roomId, grant(anna, 'view'))
    expect(await inTrash(anna)).toEqual([])
    await expect(restoreThing(anna.ctx, trashId, back)).rejects.toMatchObject({ code: 'not_found' })
    expect(await inTrash(await createMember(database))).toEqual([])
  })

  it('comes back elsewhere when its folder is gone: where one says, or in its folders made again', async () => {
    const [outer, first, second] = [await folder('Outer'), await folder('First'), await folder('Second')]
    const inner = await folder('Inner', outer)
    const one = await createDocument(database, owner, { roomId, folderId: inner })
    const other = await createDocument(database, owner, { roomId, folderId: inner })
    const { trashId } = await trashThing(owner.ctx, 'document', one.id, null)
    const { trashId: otherAct } = await trashThing(owner.ctx, 'document', other.id, null)
    await trashThing(owner.ctx, 'folder', outer, null)
    expect((await listTrash(owner.ctx, page)).items.map(({ placeGone }) => placeGone)).toEqual([false, true, true])
    await expect(restoreThing(owner.ctx, trashId, back)).rejects.toMatchObject({ code: 'conflict' })
    const there = await restoreThing(owner.ctx, trashId, RestoreRequest.parse({ to: { roomId, folderId: first } }))
    expect(there.folderId).toBe(first)
    const again = await restoreThing(owner.ctx, otherAct, RestoreRequest.parse({ recreate: true }))
    const made = await getFolder(owner.ctx, again.folderId ?? '')
    expect([...made.path.map(({ name }) => name), made.name]).toEqual(['Outer', 'Inner'])
    expect(made.id).not.toBe(inner)
    expect(await listed(owner, second)).toEqual([])
  })

  it('goes along when the folder that it was in is moved', async () => {
    const there = await createTestRoom(owner, { name: 'There' })
    const outer = await folder('Outer')
    const { id } = await createDocument(database, owner, { roomId, folderId: outer })
    const { trashId } = await trashThing(owner.ctx, 'document', id, null)
    await moveFolder(owner.ctx, outer, null, { roomId: there.id, folderId: null })
    expect(await restoreThing(owner.ctx, trashId, back)).toMatchObject({ roomId: there.id, folderId: outer })
    const [placed] = await database.peek(
      'select d.room_id = f.room_id and d.scope_id = f.scope_id as same from documents d join folders f on f.id = d.folder_id where d.id = $1',
      [id],
    )
    expect(placed).toEqual({ same: true })
  })
})

describe('deleting for good', () => {
  it('needs manage, and takes what was deleted inside before', async () => {
    const outer = await folder('Outer')
    const { id } = await createDocument(database, owner, { roomId, folderId: outer })
    const inner = await trashThing(owner.ctx, 'document', id, null)
    const { trashId } = await trashThing(anna.ctx, 'folder', outer, null)
    await expect(purgeThing(anna.ctx, trashId)).rejects.toMatchObject({ code: 'forbidden' })
    await purgeThing(owner.ctx, trashId)
    expect(await inTrash(owner)).toEqual([])
    for (const act of [trashId, inner.trashId])
      await expect(restoreThing(owner.ctx, act, back)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('happens by itself after the time that the organization sets', async () => {
    const { revision, trashDays } = await showRetention(owner.ctx)
    expect(trashDays).toBe(30)
    const mine = await createMember(database, { organizationId: owner.organizationId, role: 'owner' })
    await changeRetention(mine.ctx, revision, { trashDays: 10 })
    await expect(changeRetention(mine.ctx, revision, { trashDays: 20 })).rejects.toMatchObject({
      code: 'precondition_failed',
    })
    const { id } = await createDocument(database, owner, { roomId })
    await trashThing(owner.ctx, 'document', id, null)
    await age(9)
    await expireTrash(sweep)
    expect(await inTrash(owner)).toEqual(['Report.pdf'])
    await age(2)
    await expireTrash(sweep)
    expect(await inTrash(owner)).toEqual([])
    const events = await database.peek(
      'select type, actor_system from events where document_id = $1 order by position',
      [id],
    )
    expect(events.at(-1)).toEqual({ type: 'documents.purged', actor_system: 'sweep' })
  })

  it('removes rows and bytes after the grace, but no bytes that a copy needs, and no event', async () => {
    const outer = await folder('Outer')
    const kept = await createDocument(database, owner, { roomId, folderId: outer })
    const lost = await createDocument(database, owner, { roomId, folderId: outer })
    await changeAccess(owner.ctx, 'document', lost.id, grant(anna, 'view'))
    for (const { versionId } of [kept, lost]) await storage.put('documents', versionId, Buffer.from('abc'))
    const copy = await copyDocument(owner.ctx, kept.id, { roomId, folderId: null })
    const { trashId } = await trashThing(owner.ctx, 'folder', outer, null)
    await purgeThing(owner.ctx, trashId)
    await age(13)
    await eraseTrash(sweep, storage)
    expect(await storage.head('documents', lost.versionId)).not.toBeNull()
    await age(2)
    await eraseTrash(sweep, storage)
    expect(await storage.head('documents', lost.versionId)).toBeNull()
    expect(await storage.head('documents', kept.versionId)).not.toBeNull()
    const [left] = await database.peek(
      `select (select count(*)::int from documents where id = any ($1)) as documents,
        (select count(*)::int from versions where document_id = any ($1)) as versions,
        (select count(*)::int from folders where id = $2) as folders,
        (select count(*)::int from scopes where document_id = any ($1)) as scopes,
        (select count(*)::int from trash where id = $3) as trash,
        (select count(*)::int from events where document_id = $4) as events`,
      [[kept.id, lost.id], outer, trashId, lost.id],
    )
    expect(left).toMatchObject({ documents: 0, versions: 0, folders: 0, scopes: 0, trash: 0 })
    expect(left?.['events']).toBeGreaterThan(1)
    expect((await getDocument(owner.ctx, copy.id)).version.state).toBe('available')
    const gone = await trashThing(owner.ctx, 'document', copy.id, null)
    await purgeThing(owner.ctx, gone.trashId)
    await age(15)
    await eraseTrash(sweep, storage)
    expect(await storage.head('documents', kept.versionId)).toBeNull()
  })
})
