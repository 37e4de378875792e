import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { createMember } from '../../test/factories.ts'
import { createDepartment, setDepartmentMember } from '../departments/write.ts'
import { listMembers, type MemberFilter } from './queries.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

describe('the people of a department', () => {
  it('are those of the departments below it too, and of none that the reader does not see', async () => {
    const boss = await createMember(database, { role: 'owner' })
    const make = (name: string, parentId: string | null) =>
      createDepartment(boss.ctx, { name, parentId, managerId: null })
    const top = await make('Shipping', null)
    const below = await make('Claims', top.id)
    const beside = await make('Catering', null)
    const [one, two, three] = [
      await createMember(database, { organizationId: boss.organizationId, name: 'Filter One' }),
      await createMember(database, { organizationId: boss.organizationId, name: 'Filter Two' }),
      await createMember(database, { organizationId: boss.organizationId, name: 'Filter Three' }),
    ]
    await setDepartmentMember(boss.ctx, top.id, one.memberId, true)
    await setDepartmentMember(boss.ctx, below.id, two.memberId, true)
    await setDepartmentMember(boss.ctx, beside.id, three.memberId, true)
    const names = async (filter: MemberFilter): Promise<string[]> =>
      (await listMembers(boss.ctx, { limit: 50 }, filter)).items.map(({ name }) => name)
    expect(await names({ departmentId: top.id })).toEqual(['Filter One', 'Filter Two'])
    expect(await names({ departmentId: below.id })).toEqual(['Filter Two'])
    expect(await names({ departmentId: top.id, search: 'one' })).toEqual(['Filter One'])
    const stranger = await createMember(database, { role: 'owner' })
    await expect(listMembers(stranger.ctx, { limit: 50 }, { departmentId: top.id })).rejects.toMatchObject({
      code: 'not_found',
    })
  })
})
