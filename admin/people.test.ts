import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createRole } from '@muniment/core/roles/write.ts'
import { Sensitivity } from '@muniment/core/access/permissions.ts'
import { problemOf, startTestConsole, type ConsoleBrowser, type TestConsole } from '../test/console.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { createMember, createTestRoom, testPassword, type TestMember } from '../test/factories.ts'

const Options = z.object({ options: z.record(z.string(), z.array(z.object({ value: z.string(), label: z.string() }))) })
const Role = z.object({ id: z.string(), name: z.string(), permissions: z.array(z.string()), revision: z.number() })
const Matrix = z.object({ shown: z.object({ roles: z.array(Role), held: z.array(z.string()) }) })
const Seen = z.object({
  shown: z.object({
    access: z.object({ items: z.array(z.object({ member: z.object({ id: z.string() }), level: z.string() })) }),
    explanation: z.object({ sentence: z.string() }).nullable(),
  }),
})

let database: TestDatabase
let consoleUnderTest: TestConsole
let own: TestMember
let ben: TestMember
let foreign: TestMember
let administrator: ConsoleBrowser

const person = (member: TestMember, act: string): string =>
  `/admin/api/resources/members/records/${member.memberId}/${act}`
const matrix = '/admin/api/resources/roles/actions/matrix'

beforeAll(async () => {
  database = await createTestDatabase()
  consoleUnderTest = await startTestConsole(database)
  own = await createMember(database, { name: 'Own' })
  ben = await createMember(database, { organizationId: own.organizationId, role: 'member', name: 'Ben' })
  foreign = await createMember(database, { name: 'Foreign' })
  administrator = await consoleUnderTest.signIn(own)
})
afterAll(async () => {
  await consoleUnderTest.close()
  await database.drop()
})

const rolesOfBen = (): Promise<{ name: string; assignment: string }[]> =>
  database.peek(
    `select r.name, ur.id as assignment from user_roles ur join roles r on r.id = ur.role_id
     where ur.member_id = $1 order by r.name`,
    [ben.memberId],
  )

describe('people', () => {
  it('are suspended only by who gave the password again, and not those of others', async () => {
    const asked = problemOf(await administrator.post(person(ben, 'suspend')))
    expect(asked).toMatchObject({ confirmAt: '/admin/confirm' })
    const wrong = await administrator.submit('/admin/confirm', { answer: testPassword, next: '/admin' })
    expect(wrong.status).toBe(303)
    expect((await administrator.post(person(foreign, 'suspend'))).status).toBe(404)
    expect((await administrator.post(person(ben, 'suspend'))).status).toBe(200)
    const suspended = await database.peek<{ id: string }>('select id from members where suspended_at is not null')
    expect(suspended).toEqual([{ id: ben.memberId }])
    expect((await administrator.post(person(ben, 'admit'))).status).toBe(200)
  })

  it('get a role out of those that may be given, and lose it again', async () => {
    const { options } = Options.parse(JSON.parse((await administrator.get(person(ben, 'giveRole'))).text))
    const names = options['roleId']?.map(({ label }) => label)
    expect(names).toContain('Manager')
    // The administrator does not hold what an owner does.
    expect(names).not.toContain('Owner')
    const roleId = options['roleId']?.find(({ label }) => label === 'Manager')?.value
    expect((await administrator.post(person(ben, 'giveRole'), { roleId })).status).toBe(200)
    expect((await rolesOfBen()).map(({ name }) => name)).toEqual(['Manager', 'Member'])
    const taken = Options.parse(JSON.parse((await administrator.get(person(ben, 'takeRole'))).text))
    const assignmentId = taken.options['assignmentId']?.find(({ label }) => label === 'Manager')?.value
    expect((await administrator.post(person(ben, 'takeRole'), { assignmentId })).status).toBe(200)
    expect((await rolesOfBen()).map(({ name }) => name)).toEqual(['Member'])
  })
})

describe('the second factor of somebody who lost it', () => {
  const sessionsOf = (member: TestMember) =>
    database.peek('select id from auth.sessions where user_id = $1', [member.personId])

  it('is reset after a confirmation, and only by who may', async () => {
    const lost = await createMember(database, { organizationId: own.organizationId, role: 'member' })
    expect(problemOf(await administrator.post(person(lost, 'resetSecondFactor'))).code).toBe('conflict')
    await database.peek(`insert into auth.totp_secrets (user_id, secret, confirmed_at) values ($1, 'x', now())`, [
      lost.personId,
    ])
    await consoleUnderTest.signIn(lost)
    await database.peek('update auth.sessions set confirmed_at = null')
    expect(problemOf(await administrator.post(person(lost, 'resetSecondFactor'))).code).toBe('confirmation_needed')
    expect(await sessionsOf(lost)).toHaveLength(1)
    await database.peek('update auth.sessions set confirmed_at = now()')
    expect((await administrator.post(person(lost, 'resetSecondFactor'))).status).toBe(200)
    expect(await sessionsOf(lost)).toEqual([])
    expect(await database.peek('select second_factor from auth.users where id = $1', [lost.personId])).toEqual([
      { second_factor: false },
    ])
    const events = await database.peek(
      `select organization_id, data from events where type = 'accounts.second_factor_reset'`,
    )
    expect(events).toEqual([{ organization_id: own.organizationId, data: { personId: lost.personId } }])
  })

  it('stays with who counts elsewhere too, with who may do more, and with strangers', async () => {
    const shared = await createMember(database, { organizationId: own.organizationId, role: 'member' })
    await createMember(database, { person: shared })
    const owner = await createMember(database, { organizationId: own.organizationId, role: 'owner' })
    for (const { personId } of [shared, owner, foreign]) {
      await database.peek(`insert into auth.totp_secrets (user_id, secret, confirmed_at) values ($1, 'x', now())`, [
        personId,
      ])
    }
    expect((await administrator.post(person(shared, 'resetSecondFactor'))).status).toBe(409)
    expect((await administrator.post(person(owner, 'resetSecondFactor'))).status).toBe(403)
    expect((await administrator.post(person(foreign, 'resetSecondFactor'))).status).toBe(404)
    const kept = await database.peek('select id from auth.users where second_factor')
    expect(kept).toHaveLength(3)
  })
})

describe('the matrix of roles', () => {
  it('shows every role, and changes those of the organization alone', async () => {
    const made = await createRole(own.ctx, {
      name: 'Deal team',
      description: '',
      clearance: Sensitivity.internal,
      guest: false,
      permissions: ['organization.read'],
    })
    const { shown } = Matrix.parse(JSON.parse((await administrator.get(matrix)).text))
    expect(shown.roles.map(({ name }) => name)).toEqual(expect.arrayContaining(['Owner', 'Guest', 'Deal team']))
    const permissions = ['organization.read', 'rooms.create']
    const changed = await administrator.post(matrix, { roleId: made.id, revision: made.revision, permissions })
    const after = Matrix.parse(JSON.parse(changed.text)).shown.roles.find(({ id }) => id === made.id)
    expect(after?.permissions).toEqual(permissions)
    const stale = await administrator.post(matrix, { roleId: made.id, revision: made.revision, permissions: [] })
    expect(stale.status).toBe(412)
    const owner = shown.roles.find(({ name }) => name === 'Owner')
    const builtIn = await administrator.post(matrix, { roleId: owner?.id, revision: owner?.revision, permissions: [] })
    expect(builtIn.status).toBe(403)
  })
})

describe('who can see a room', () => {
  it('is told with its reasons, and not of the rooms of others', async () => {
    const room = await createTestRoom(own, { name: 'Open to all' })
    const hidden = await createTestRoom(foreign, { name: 'Elsewhere' })
    const path = `/admin/api/resources/rooms/records/${room.id}/access`
    const { access } = Seen.parse(JSON.parse((await administrator.get(path)).text)).shown
    expect(access.items.find(({ member }) => member.id === ben.memberId)?.level).toBe('edit')
    const asked = Seen.parse(JSON.parse((await administrator.get(`${path}?user=${ben.memberId}`)).text))
    expect(asked.shown.explanation?.sentence).toMatch(/^Ben can edit/)
    expect((await administrator.get(`/admin/api/resources/rooms/records/${hidden.id}/access`)).status).toBe(404)
    expect((await administrator.post(path)).status).toBe(404)
  })
})

describe('departments', () => {
  it('are made, moved and removed', async () => {
    const departments = '/admin/api/resources/departments'
    expect((await administrator.post(`${departments}/actions/new`, { name: 'Legal' })).status).toBe(200)
    const [legal] = await database.peek<{ id: string }>(`select id from departments where name = 'Legal'`)
    const below = { name: 'Litigation', parentId: legal?.id }
    expect((await administrator.post(`${departments}/actions/new`, below)).status).toBe(200)
    const [litigation] = await database.peek<{ id: string }>(`select id from departments where name = 'Litigation'`)
    expect((await administrator.post(`${departments}/records/${legal?.id}/remove`)).status).toBe(409)
    expect((await administrator.post(`${departments}/records/${litigation?.id}/change`, {})).status).toBe(200)
    const moved = await database.peek('select parent_id from departments where id = $1', [litigation?.id])
    expect(moved).toEqual([{ parent_id: null }])
    expect((await administrator.post(`${departments}/records/${legal?.id}/remove`)).status).toBe(200)
  })
})
