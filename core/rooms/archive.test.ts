import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { createDocument, createMember, createTestRoom, type TestMember } from '../../test/factories.ts'
import { changeAccess } from '../access/change.ts'
import { AccessChange } from '../access/schema.ts'
import { authorizeDownload } from '../documents/download.ts'
import { moveDocument } from '../documents/move.ts'
import { getDocument } from '../documents/queries.ts'
import { changeDocument } from '../documents/change.ts'
import { createFolder } from '../folders/create.ts'
import { renameFolder } from '../folders/rename.ts'
import { restoreThing } from '../trash/restoreThing.ts'
import { RestoreRequest } from '../trash/schema.ts'
import { trashThing } from '../trash/trashThing.ts'
import { createUpload } from '../uploads/create.ts'
import { archiveRoom } from './archive.ts'
import { listRooms } from './queries.ts'
import { updateRoom } from './update.ts'

let database: TestDatabase
let owner: TestMember

beforeAll(async () => {
  database = await createTestDatabase()
  owner = await createMember(database)
})
afterAll(() => database.drop())

describe('an archived room', () => {
  it('can be read and changed by nobody until it is opened again', async () => {
    const room = await createTestRoom(owner)
    const other = await createTestRoom(owner)
    const folder = await createFolder(owner.ctx, room.id, { name: 'Folder', parentId: null })
    const { id } = await createDocument(database, owner, { roomId: room.id })
    const deleted = await createDocument(database, owner, { roomId: room.id })
    const elsewhere = await createDocument(database, owner, { roomId: other.id })
    const { trashId } = await trashThing(owner.ctx, 'document', deleted.id, null)
    const member = await createMember(database, { organizationId: owner.organizationId, role: 'member' })
    await expect(archiveRoom(member.ctx, room.id, 1, true)).rejects.toMatchObject({ code: 'forbidden' })
    const archived = await archiveRoom(owner.ctx, room.id, 1, true)
    expect(archived.archivedAt).not.toBeNull()
    expect(archived.abilities).toMatchObject({ edit: false, upload: false, createFolder: false, archive: true })

    const top = { roomId: room.id, folderId: null }
    const grant = AccessChange.parse({ grants: [{ subject: { kind: 'member', id: member.memberId }, level: 'view' }] })
    const upload = { name: 'x', ...top, size: 3, mediaType: null }
    const writes: [string, () => Promise<unknown>][] = [
      ['rename', () => changeDocument(owner.ctx, id, 1, { name: 'Other' })],
      ['rename folder', () => renameFolder(owner.ctx, folder.id, 1, { name: 'Other' })],
      ['new folder', () => createFolder(owner.ctx, room.id, { name: 'New', parentId: null })],
      ['upload', () => createUpload(owner.ctx, { uploadId: id, holder: id }, 1000, upload)],
      [
        'upload into a folder',
        () => createUpload(owner.ctx, { uploadId: id, holder: id }, 1000, { ...upload, folderId: folder.id }),
      ],
      ['move out', () => moveDocument(owner.ctx, id, 1, { roomId: other.id, folderId: null })],
      ['move in', () => moveDocument(owner.ctx, elsewhere.id, 1, top)],
      ['delete', () => trashThing(owner.ctx, 'document', id, 1)],
      ['restore', () => restoreThing(owner.ctx, trashId, RestoreRequest.parse({}))],
      ['grant', () => changeAccess(owner.ctx, 'document', id, grant)],
      ['grant on the room', () => changeAccess(owner.ctx, 'room', room.id, grant)],
      ['describe', () => updateRoom(owner.ctx, room.id, 2, { name: 'Other' })],
    ]
    for (const [name, write] of writes) await expect(write(), name).rejects.toMatchObject({ code: 'locked' })
    // The second wall: past the first.
    await expect(
      database.server.transaction(async (trx) => {
        await trx.raw('select access.act_as(?, ?, null)', [owner.memberId, owner.personId])
        await trx('documents')
          .where({ id })
          .update({ name: 'Other', revision: trx.raw('revision + 1') })
      }),
    ).rejects.toMatchObject({ code: 'MU014' })
    expect((await getDocument(member.ctx, id)).abilities).toMatchObject({ rename: false, trash: false, download: true })
    await authorizeDownload(member.ctx, { documentId: id })

    const names = async (is: boolean) => (await listRooms(owner.ctx, { limit: 50 }, is)).items.map((one) => one.id)
    expect(await names(true)).toEqual([room.id])
    expect(await names(false)).toEqual([other.id])
    const opened = await archiveRoom(owner.ctx, room.id, 2, false)
    expect(opened.archivedAt).toBeNull()
    await changeDocument(owner.ctx, id, 1, { name: 'Other' })
  })
})
