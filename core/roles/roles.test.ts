import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import {
  accountsContext,
  contextOf,
  createMember,
  createTestRoom,
  testPassword,
  type TestMember,
} from '../../test/factories.ts'
import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { createDepartment, removeDepartment, setDepartmentMember, updateDepartment } from '../departments/write.ts'
import { acceptInvitation } from '../links/redeem.ts'
import { invite } from '../members/invite.ts'
import { getMember, listMembers } from '../members/queries.ts'
import { suspendMember } from '../members/suspend.ts'
import { createFolder } from '../folders/create.ts'
import { getRoom } from '../rooms/queries.ts'
import { changeAccess } from '../access/change.ts'
import { AccessChange } from '../access/schema.ts'
import { assignRole, takeRole } from './assign.ts'
import { getRole, listRoles } from './queries.ts'
import { NewAssignment } from './schema.ts'
import { createRole, removeRole, updateRole } from './write.ts'

let database: TestDatabase
let owner: TestMember
let administrator: TestMember
let member: TestMember

beforeAll(async () => {
  database = await createTestDatabase()
})
beforeEach(async () => {
  owner = await createMember(database, { role: 'owner' })
  administrator = await createMember(database, { organizationId: owner.organizationId, role: 'administrator' })
  member = await createMember(database, { organizationId: owner.organizationId, role: 'member' })
})
afterAll(() => database.drop())

const now = (who: TestMember): Promise<MemberContext> => contextOf(database, who.personId, who.organizationId)
const plain = { description: '', clearance: 1, guest: false } as const

async function roleId(key: string): Promise<string> {
  const { items } = await listRoles(owner.ctx)
  return items.find((role) => role.key === key)?.id ?? ''
}

const assignment = (id: string, more: object = {}): NewAssignment => NewAssignment.parse({ roleId: id, ...more })

describe('a role', () => {
  it('of the organization gives what it says, from the moment it is given to the moment it is taken', async () => {
    const role = await createRole(owner.ctx, {
      ...plain,
      name: 'Room maker',
      permissions: ['organization.read', 'rooms.create'],
    })
    const guest = await createMember(database, { organizationId: owner.organizationId, role: 'guest' })
    await expect(createTestRoom(guest)).rejects.toMatchObject({ code: 'forbidden' })
    await assignRole(owner.ctx, guest.memberId, assignment(role.id))
    await createTestRoom({ ...guest, ctx: await now(guest) })
    const { roles } = await getMember(owner.ctx, guest.memberId)
    const given = roles.find(({ role: { id } }) => id === role.id)
    await takeRole(owner.ctx, guest.memberId, given?.id ?? '')
    await expect(createTestRoom({ ...guest, ctx: await now(guest) })).rejects.toMatchObject({ code: 'forbidden' })
    // Somebody who still thinks they hold it meets the second wall.
    const stale = {
      ...guest,
      ctx: { ...guest.ctx, actor: { ...guest.ctx.actor, permissions: new Set(['rooms.create' as const]) } },
    }
    await expect(createTestRoom(stale)).rejects.toThrow(/not allowed|row-level security/)
  })

  it('for a department counts only for things of it and of those below', async () => {
    const [top, other] = [
      await createDepartment(owner.ctx, { name: 'Top', parentId: null, managerId: null }),
      await createDepartment(owner.ctx, { name: 'Other', parentId: null, managerId: null }),
    ]
    const below = await createDepartment(owner.ctx, { name: 'Below', parentId: top.id, managerId: null })
    const guest = await createMember(database, { organizationId: owner.organizationId, role: 'guest' })
    await assignRole(owner.ctx, guest.memberId, assignment(await roleId('administrator'), { departmentId: top.id }))
    const ctx = await now(guest)
    const rooms = new Map(
      await Promise.all(
        [top, below, other].map(
          async ({ id }) => [id, await createTestRoom(owner, { departmentId: id, visibility: 'private' })] as const,
        ),
      ),
    )
    for (const [departmentId, room] of rooms) {
      if (departmentId === other.id) {
        await expect(getRoom(ctx, room.id)).rejects.toMatchObject({ code: 'not_found' })
      } else {
        expect((await getRoom(ctx, room.id)).access).toBe('manage')
        await createFolder(ctx, room.id, { name: 'Mine', parentId: null })
      }
    }
    await expect(updateDepartment(ctx, other.id, 1, { name: 'Taken' })).rejects.toMatchObject({ code: 'not_found' })
    expect((await updateDepartment(ctx, below.id, 1, { name: 'Renamed' })).name).toBe('Renamed')
    await expect(createRole(ctx, { ...plain, name: 'Mine', permissions: [] })).rejects.toMatchObject({
      code: 'forbidden',
    })
  })

  it('gives nobody what who gives it does not hold', async () => {
    const powerful = await createRole(owner.ctx, { ...plain, name: 'Powerful', permissions: ['organization.manage'] })
    await expect(assignRole(administrator.ctx, member.memberId, assignment(powerful.id))).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(
      assignRole(administrator.ctx, administrator.memberId, assignment(await roleId('owner'))),
    ).rejects.toMatchObject({ code: 'forbidden' })
    await expect(
      createRole(administrator.ctx, { ...plain, name: 'Bigger', permissions: ['organization.manage'] }),
    ).rejects.toMatchObject({ code: 'forbidden' })
    await expect(
      updateRole(administrator.ctx, powerful.id, 1, { permissions: ['organization.manage', 'content.all'] }),
    ).rejects.toMatchObject({ code: 'forbidden' })
    await expect(suspendMember(administrator.ctx, owner.memberId, true)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(
      invite(administrator.ctx, 'https://x.test', { email: 'a@x.test', roleId: powerful.id }),
    ).rejects.toMatchObject({ code: 'forbidden' })
    const raw = transaction(administrator.ctx, (trx) =>
      trx('user_roles').insert({
        organization_id: owner.organizationId,
        member_id: member.memberId,
        role_id: powerful.id,
      }),
    )
    await expect(raw).rejects.toThrow(/row-level security/)
  })

  it('that came with the appliance cannot be changed, and one that is held cannot be removed', async () => {
    await expect(updateRole(owner.ctx, await roleId('member'), 1, { name: 'Mine' })).rejects.toMatchObject({
      code: 'forbidden',
    })
    const role = await createRole(owner.ctx, { ...plain, name: 'Held', permissions: [] })
    await expect(createRole(owner.ctx, { ...plain, name: 'held', permissions: [] })).rejects.toMatchObject({
      code: 'conflict',
    })
    await assignRole(owner.ctx, member.memberId, assignment(role.id))
    await expect(assignRole(owner.ctx, member.memberId, assignment(role.id))).rejects.toMatchObject({
      code: 'conflict',
    })
    await expect(removeRole(owner.ctx, role.id)).rejects.toMatchObject({ code: 'conflict' })
    expect(await updateRole(owner.ctx, role.id, 1, { name: 'Renamed', permissions: ['rooms.create'] })).toMatchObject({
      name: 'Renamed',
      revision: 2,
    })
    await expect(updateRole(owner.ctx, role.id, 1, { name: 'Again' })).rejects.toMatchObject({
      code: 'precondition_failed',
    })
    const foreign = await createMember(database)
    await expect(getRole(foreign.ctx, role.id)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('of the last owner stays, however it is taken', async () => {
    const [held] = (await getMember(owner.ctx, owner.memberId)).roles
    await expect(takeRole(owner.ctx, owner.memberId, held?.id ?? '')).rejects.toMatchObject({ code: 'conflict' })
    await assignRole(owner.ctx, member.memberId, assignment(await roleId('owner')))
    const second = await now(member)
    const [mine] = (await getMember(second, member.memberId)).roles.filter(({ role }) => role.key === 'owner')
    // Both leave at once: one of them stays.
    const left = await Promise.allSettled([
      takeRole(owner.ctx, owner.memberId, held?.id ?? ''),
      takeRole(second, member.memberId, mine?.id ?? ''),
    ])
    expect(left.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    const owners = await database.peek(
      `select from user_roles ur join roles r on r.id = ur.role_id where ur.organization_id = $1 and r.key = 'owner'`,
      [owner.organizationId],
    )
    expect(owners).toHaveLength(1)
  })
})

describe('a suspended member', () => {
  it('may do nothing until admitted again', async () => {
    const room = await createTestRoom(owner)
    await suspendMember(administrator.ctx, member.memberId, true)
    await expect(getRoom(member.ctx, room.id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(suspendMember(administrator.ctx, administrator.memberId, true)).rejects.toMatchObject({
      code: 'conflict',
    })
    await suspendMember(administrator.ctx, member.memberId, false)
    expect((await getRoom(member.ctx, room.id)).access).toBe('edit')
  })
})

describe('departments', () => {
  it('are a tree: none is below itself, and none goes while others hang on it', async () => {
    const make = (name: string, parentId: string | null) =>
      createDepartment(owner.ctx, { name, parentId, managerId: null })
    const a = await make('A', null)
    const b = await make('B', a.id)
    const c = await make('C', b.id)
    await expect(updateDepartment(owner.ctx, a.id, 1, { parentId: c.id })).rejects.toMatchObject({ code: 'conflict' })
    await expect(updateDepartment(owner.ctx, a.id, 1, { parentId: a.id })).rejects.toMatchObject({ code: 'conflict' })
    await expect(make('A', null)).rejects.toMatchObject({ code: 'conflict' })
    await expect(removeDepartment(owner.ctx, b.id)).rejects.toMatchObject({ code: 'conflict' })
    await removeDepartment(owner.ctx, c.id)
    await expect(createDepartment(member.ctx, { name: 'Mine', parentId: null, managerId: null })).rejects.toMatchObject(
      { code: 'forbidden' },
    )
    let parentId: string | null = null
    for (let depth = 1; depth <= 20; depth += 1) parentId = (await make(`Deep ${depth}`, parentId)).id
    await expect(make('Deep 21', parentId)).rejects.toMatchObject({ code: 'invalid' })
  })
})

describe('people from outside', () => {
  it('discover nobody', async () => {
    const guest = await createMember(database, { organizationId: owner.organizationId, role: 'guest' })
    await expect(listMembers(guest.ctx, { limit: 50 })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(getMember(guest.ctx, owner.memberId)).rejects.toMatchObject({ code: 'not_found' })
    const seen = await transaction(guest.ctx, (trx) => trx('members').pluck('id'))
    expect(seen).toEqual([guest.memberId])
    const room = await createTestRoom(owner)
    await changeAccess(
      owner.ctx,
      'room',
      room.id,
      AccessChange.parse({ grants: [{ subject: { kind: 'member', id: guest.memberId }, level: 'view' }] }),
    )
    expect(JSON.stringify(await getRoom(guest.ctx, room.id))).not.toContain(owner.name)
  })
})

describe('an invitation', () => {
  it('brings role, departments and rooms in one go, and only what who invited still manages', async () => {
    const department = await createDepartment(owner.ctx, { name: 'Buyers', parentId: null, managerId: null })
    const [kept, lost] = [
      await createTestRoom(administrator, { visibility: 'private' }),
      await createTestRoom(administrator, { visibility: 'private' }),
    ]
    const email = `${randomUUID()}@example.test`
    const { link } = await invite(administrator.ctx, 'https://x.test', {
      email,
      roleId: await roleId('guest'),
      departments: [department.id],
      rooms: [
        { roomId: kept.id, level: 'view' },
        { roomId: lost.id, level: 'edit' },
      ],
    })
    await assignRole(owner.ctx, administrator.memberId, assignment(await roleId('member')))
    const own = await getMember(owner.ctx, administrator.memberId)
    await takeRole(
      owner.ctx,
      administrator.memberId,
      own.roles.find(({ role }) => role.key === 'administrator')?.id ?? '',
    )
    await changeAccess(
      owner.ctx,
      'room',
      lost.id,
      AccessChange.parse({ grants: [{ subject: { kind: 'member', id: administrator.memberId }, level: null }] }),
    )
    await acceptInvitation(
      accountsContext(database),
      {
        token: link.split('#')[1] ?? '',
        name: 'Bea Buyer',
        password: testPassword,
      },
      '192.0.2.1',
    )
    const [joined] = await database.peek<{ user_id: string; id: string }>(
      'select m.id, m.user_id from members m join auth.users u on u.id = m.user_id where u.email = $1',
      [email],
    )
    const ctx = await contextOf(database, joined?.user_id ?? '', owner.organizationId)
    expect(ctx.actor.guest).toBe(true)
    expect((await getRoom(ctx, kept.id)).access).toBe('view')
    await expect(getRoom(ctx, lost.id)).rejects.toMatchObject({ code: 'not_found' })
    expect((await getMember(owner.ctx, joined?.id ?? '')).departments).toEqual([{ id: department.id, name: 'Buyers' }])
    await setDepartmentMember(owner.ctx, department.id, joined?.id ?? '', false)
  })

  it('gives no room that who invites does not manage', async () => {
    const room = await createTestRoom(owner)
    const manager = await createMember(database, { organizationId: owner.organizationId, role: 'manager' })
    const attempt = invite(manager.ctx, 'https://x.test', {
      email: 'b@x.test',
      rooms: [{ roomId: room.id, level: 'view' }],
    })
    await expect(attempt).rejects.toMatchObject({ code: 'forbidden' })
  })
})
