import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { createDocument, createMember, createTestRoom, type TestMember } from '../../test/factories.ts'
import { createFolder } from '../folders/create.ts'
import { archiveRoom } from '../rooms/archive.ts'
import { trashThing } from '../trash/trashThing.ts'
import { copyDocument } from './copy.ts'
import { lockDocument, unlockDocument } from './lock.ts'
import { moveDocument } from './move.ts'
import { noteVersion } from './noteVersion.ts'
import { getDocument } from './queries.ts'

let database: TestDatabase
let owner: TestMember
let other: TestMember

beforeAll(async () => {
  database = await createTestDatabase()
  owner = await createMember(database, { role: 'owner' })
  other = await createMember(database, { organizationId: owner.organizationId, role: 'administrator' })
})
afterAll(() => database.drop())

describe('a document that is checked out', () => {
  it('is moved and deleted by its holder alone, and keeps its folder from the trash', async () => {
    const room = await createTestRoom(owner)
    const folder = await createFolder(owner.ctx, room.id, { name: 'Folder', parentId: null })
    const { id } = await createDocument(database, owner, { roomId: room.id, folderId: folder.id })
    await lockDocument(owner.ctx, id, { hours: 1 })
    expect((await getDocument(other.ctx, id)).abilities).toMatchObject({ move: false, trash: false, copy: true })
    const top = { roomId: room.id, folderId: null }
    await expect(moveDocument(other.ctx, id, null, top)).rejects.toMatchObject({ code: 'conflict' })
    await expect(trashThing(other.ctx, 'document', id, null)).rejects.toMatchObject({ code: 'conflict' })
    await expect(trashThing(other.ctx, 'folder', folder.id, null)).rejects.toMatchObject({ code: 'conflict' })
    const copy = await copyDocument(other.ctx, id, top)
    expect(copy).toMatchObject({ lock: null, newer: null })
    await moveDocument(owner.ctx, id, null, top)
    await trashThing(owner.ctx, 'document', id, null)
  })

  it('cannot be in an archived room, nor can anything be said of what is there', async () => {
    const room = await createTestRoom(owner)
    const { id, versionId } = await createDocument(database, owner, { roomId: room.id })
    await lockDocument(owner.ctx, id, { hours: 1 })
    await archiveRoom(owner.ctx, room.id, room.revision, true)
    const archived = { code: 'locked' }
    await expect(lockDocument(owner.ctx, id, { hours: 1 })).rejects.toMatchObject(archived)
    await expect(unlockDocument(owner.ctx, id)).rejects.toMatchObject(archived)
    await expect(noteVersion(owner.ctx, id, versionId, 'Note')).rejects.toMatchObject(archived)
  })
})
