import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { createDocument, createMember, createTestRoom, type TestMember } from '../../test/factories.ts'
import { changeAccess } from '../access/change.ts'
import { AccessChange } from '../access/schema.ts'
import { authorizeDownload } from '../documents/download.ts'
import { moveDocument } from '../documents/move.ts'
import { getDocument } from '../documents/queries.ts'
import { changeDocument } from '../documents/change.ts'
import { trashThing } from '../trash/trashThing.ts'
import { listActivity } from './activity.ts'

let database: TestDatabase
let owner: TestMember
let anna: TestMember
let roomId: string

beforeAll(async () => {
  database = await createTestDatabase()
  owner = await createMember(database)
  anna = await createMember(database, { organizationId: owner.organizationId, role: 'member' })
  roomId = (await createTestRoom(owner, { visibility: 'private' })).id
})
afterAll(() => database.drop())

const page = { limit: 200 }
const grant = (level: string) =>
  AccessChange.parse({ grants: [{ subject: { kind: 'member', id: anna.memberId }, level }] })
const typesOf = async (member: TestMember, id: string): Promise<string[]> =>
  (await listActivity(member.ctx, 'document', id, page)).items.map(({ type }) => type)

describe('the activity of a document', () => {
  it('shows everybody’s acts to who manages it, and to the others their own', async () => {
    const { id } = await createDocument(database, owner, { roomId })
    await changeAccess(owner.ctx, 'document', id, grant('view'))
    await getDocument(anna.ctx, id)
    await getDocument(anna.ctx, id)
    for (let tries = 0; tries < 2; tries += 1)
      await expect(authorizeDownload(anna.ctx, { documentId: id })).rejects.toMatchObject({ code: 'forbidden' })
    await changeDocument(owner.ctx, id, 1, { name: 'Renamed' })
    expect(await typesOf(anna, id)).toEqual(['documents.denied', 'documents.viewed'])
    expect(await typesOf(owner, id)).toEqual([
      'documents.renamed',
      'documents.denied',
      'documents.viewed',
      'access.changed',
    ])
    const first = await listActivity(owner.ctx, 'document', id, { limit: 1 })
    expect(first.items[0]).toMatchObject({ actor: { id: owner.memberId }, subject: { name: 'Renamed' } })
    const next = await listActivity(owner.ctx, 'document', id, { limit: 1, cursor: first.next ?? '' })
    expect(next.items[0]?.type).toBe('documents.denied')
    await expect(typesOf(await createMember(database), id)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('tells a room what left it and was deleted, and nobody who did not see it there', async () => {
    const there = await createTestRoom(owner, { visibility: 'private' })
    const gone = await createDocument(database, owner, { roomId })
    const left = await createDocument(database, owner, { roomId })
    await trashThing(owner.ctx, 'document', gone.id, null)
    await moveDocument(owner.ctx, left.id, null, { roomId: there.id, folderId: null })
    const shown = (await listActivity(owner.ctx, 'room', roomId, page)).items.map(({ type }) => type)
    expect(shown.slice(0, 2)).toEqual(['documents.left', 'documents.trashed'])
    await changeAccess(owner.ctx, 'room', there.id, grant('manage'))
    const elsewhere = (await listActivity(anna.ctx, 'room', there.id, page)).items
    expect(elsewhere.map(({ type }) => type)).toContain('documents.moved')
    expect(elsewhere.map(({ type }) => type)).not.toContain('documents.left')
  })
})
