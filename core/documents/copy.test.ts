import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { createDocument, createMember, createTestRoom, type TestMember } from '../../test/factories.ts'
import { changeAccess } from '../access/change.ts'
import { AccessChange } from '../access/schema.ts'
import { copyDocument, copyName } from './copy.ts'
import { authorizeDownload } from './download.ts'

let database: TestDatabase
let owner: TestMember
let anna: TestMember
let here: string
let there: string

beforeAll(async () => {
  database = await createTestDatabase()
  owner = await createMember(database)
  anna = await createMember(database, { organizationId: owner.organizationId, role: 'member' })
  here = (await createTestRoom(owner, { visibility: 'private' })).id
  there = (await createTestRoom(owner, { visibility: 'private' })).id
})
afterAll(() => database.drop())

const grant = (level: string) =>
  AccessChange.parse({ grants: [{ subject: { kind: 'member', id: anna.memberId }, level }] })

describe('a copy', () => {
  it('is a document of its own with the same bytes and sensitivity, and without the grants', async () => {
    const source = await createDocument(database, owner, { roomId: here }, { sensitivity: 2 })
    await changeAccess(owner.ctx, 'document', source.id, grant('view'))
    const copy = await copyDocument(owner.ctx, source.id, { roomId: there, folderId: null })
    expect(copy).toMatchObject({ name: 'Report.pdf', roomId: there, sensitivity: 'confidential', revision: 1 })
    expect(copy.version).toMatchObject({ number: 1, state: 'available' })
    const facts = await authorizeDownload(owner.ctx, { documentId: copy.id })
    expect(facts.objectId).toBe(source.versionId)
    const beside = await copyDocument(owner.ctx, source.id, { roomId: here, folderId: null })
    expect(beside.name).toBe('Copy of Report.pdf')
    expect(copyName(`${'x'.repeat(251)}.pdf`)).toMatch(/^Copy of x+\.pdf$/)
    expect([...copyName(`${'😀'.repeat(251)}.pdf`)]).toHaveLength(255)
  })

  it('needs download there, upload where it goes, and a file that passed the virus check', async () => {
    const source = await createDocument(database, owner, { roomId: here })
    const unchecked = await createDocument(database, owner, { roomId: here }, { state: 'scanning' })
    const to = { roomId: there, folderId: null }
    await expect(copyDocument(anna.ctx, source.id, to)).rejects.toMatchObject({ code: 'not_found' })
    await changeAccess(owner.ctx, 'document', source.id, grant('view'))
    await expect(copyDocument(anna.ctx, source.id, to)).rejects.toMatchObject({ code: 'forbidden' })
    await changeAccess(owner.ctx, 'document', source.id, grant('download'))
    await changeAccess(owner.ctx, 'room', there, grant('edit'))
    await copyDocument(anna.ctx, source.id, to)
    await changeAccess(owner.ctx, 'room', there, grant('download'))
    await expect(copyDocument(anna.ctx, source.id, to)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(copyDocument(owner.ctx, unchecked.id, to)).rejects.toMatchObject({ code: 'forbidden' })
  })
})
