import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { createMember, createTestRoom } from '../../test/factories.ts'
import { createDepartment, setDepartmentMember } from '../departments/write.ts'
import { createFolder } from '../folders/create.ts'
import { changeAccess } from './change.ts'
import { AccessChange } from './schema.ts'
import { showAccess } from './show.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

describe('who can see a thing', () => {
  it('is listed with the grant that decides: to whom it was given, and when it ends', async () => {
    const owner = await createMember(database, { role: 'owner' })
    const ana = await createMember(database, { organizationId: owner.organizationId, role: 'guest', name: 'Ana' })
    const ben = await createMember(database, { organizationId: owner.organizationId, role: 'guest', name: 'Ben' })
    const legal = await createDepartment(owner.ctx, { name: 'Legal', parentId: null, managerId: null })
    for (const { memberId } of [ana, ben]) await setDepartmentMember(owner.ctx, legal.id, memberId, true)
    const room = await createTestRoom(owner, { visibility: 'private' })
    const folder = await createFolder(owner.ctx, room.id, { name: 'Inside', parentId: null })
    const soon = new Date(Date.now() + 86_400_000).toISOString()
    const give = (grants: object[]) => changeAccess(owner.ctx, 'room', room.id, AccessChange.parse({ grants }))
    await give([
      { subject: { kind: 'department', id: legal.id }, level: 'view', endsAt: soon },
      { subject: { kind: 'member', id: ben.memberId }, level: 'edit' },
    ])
    const rows = async () => (await showAccess(owner.ctx, 'folder', folder.id, { limit: 50 })).items
    const of = async (memberId: string) => (await rows()).find(({ member }) => member.id === memberId)
    expect(await of(ana.memberId)).toMatchObject({
      level: 'view',
      via: { kind: 'department', id: legal.id, name: 'Legal' },
      endsAt: soon,
    })
    expect(await of(ben.memberId)).toMatchObject({
      level: 'edit',
      via: { kind: 'member', id: ben.memberId, name: 'Ben' },
      endsAt: null,
    })
    expect(await of(owner.memberId)).toMatchObject({ cause: { kind: 'content_all' }, via: null, endsAt: null })
    // Of two that say the same, the one that lasts longer.
    await give([{ subject: { kind: 'member', id: ana.memberId }, level: 'view' }])
    expect(await of(ana.memberId)).toMatchObject({ via: { kind: 'member' }, endsAt: null })
    const own = await showAccess(ana.ctx, 'folder', folder.id, { limit: 50 })
    expect(own.items.map(({ member }) => member.name)).toEqual(['Ana'])
  })
})
