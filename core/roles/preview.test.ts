import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { createMember, type TestMember } from '../../test/factories.ts'
import { Sensitivity, type Permission } from '../access/permissions.ts'
import { createDepartment } from '../departments/write.ts'
import { suspendMember } from '../members/suspend.ts'
import { assignRole } from './assign.ts'
import { previewRole } from './preview.ts'
import { getRole } from './queries.ts'
import { NewAssignment } from './schema.ts'
import { createRole } from './write.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

describe('a change of a role', () => {
  it('is told before by how many people gain and lose what, those not counted who have it anyway', async () => {
    const boss = await createMember(database, { role: 'owner' })
    const { organizationId } = boss
    const make = (name: string, permissions: Permission[]) =>
      createRole(boss.ctx, { name, description: '', clearance: Sensitivity.internal, guest: false, permissions })
    const role = await make('Traders', ['organization.read', 'rooms.create'])
    const other = await make('Uploaders', ['documents.upload'])
    const top = await createDepartment(boss.ctx, { name: 'Top', parentId: null, managerId: null })
    const below = await createDepartment(boss.ctx, { name: 'Below', parentId: top.id, managerId: null })
    const people = await Promise.all(
      Array.from({ length: 5 }, () => createMember(database, { organizationId, role: 'guest' })),
    )
    const [plain, limited, covered, uncovered, suspended] = people
    if (!plain || !limited || !covered || !uncovered || !suspended) throw new Error('five people were made')
    const give = (who: TestMember, roleId: string, departmentId: string | null = null) =>
      assignRole(boss.ctx, who.memberId, NewAssignment.parse({ roleId, departmentId }))
    await give(plain, role.id)
    await give(limited, role.id, below.id)
    // Covered by the role for the department above; not by one for a department below.
    await give(covered, role.id, below.id)
    await give(covered, other.id, top.id)
    await give(uncovered, role.id, top.id)
    await give(uncovered, other.id, below.id)
    await give(suspended, role.id)
    await suspendMember(boss.ctx, suspended.memberId, true)

    const impact = await previewRole(boss.ctx, role.id, {
      permissions: ['organization.read', 'documents.upload'],
      clearance: Sensitivity.restricted,
      guest: true,
    })
    expect(impact.permissions.map(({ permission, gain, lose }) => ({ permission, gain, lose }))).toEqual([
      { permission: 'documents.upload', gain: 3, lose: 0 },
      { permission: 'rooms.create', gain: 0, lose: 4 },
    ])
    expect(impact.clearance).toEqual({ gain: 4, lose: 0 })
    // Two hold another role that is not for people from outside.
    expect(impact.everyone).toEqual({ gain: 0, lose: 2 })
    expect(await getRole(boss.ctx, role.id)).toMatchObject({ revision: role.revision, clearance: 'internal' })

    await expect(previewRole(plain.ctx, role.id, { guest: true })).rejects.toMatchObject({ code: 'forbidden' })
    const stranger = await createMember(database, { role: 'owner' })
    await expect(previewRole(stranger.ctx, role.id, { guest: true })).rejects.toMatchObject({ code: 'not_found' })
  })
})
