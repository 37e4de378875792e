import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createFolder } from '@muniment/core/folders/create.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import {
  createMember,
  createOrganizationRow,
  createTestRoom,
  testPassword,
  type TestMember,
} from '../test/factories.ts'
import type { Browser } from '../test/browsers.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { routes } from './routes.ts'

// What a body holds beyond what its route names is never kept: not where it would be stored, and not as somebody else's.

const Made = z.object({ id: z.uuid() })

let database: TestDatabase
let server: TestServer
let administrator: TestMember
let browser: Browser
/** What nobody may set, by every name that a column or a field of it could have. */
let smuggled: Record<string, unknown>

beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database)
  administrator = await createMember(database, { role: 'owner' })
  browser = await server.signIn(administrator)
  const otherOrganization = await createOrganizationRow(database)
  const [other, id, scope] = [
    await createMember(database, { organizationId: otherOrganization }),
    randomUUID(),
    randomUUID(),
  ]
  const long = '2099-01-01T00:00:00.000Z'
  smuggled = {
    id,
    revision: 99,
    key: 'owner',
    purpose: 'setup',
    operator: true,
    demo: true,
    organizationId: otherOrganization,
    organization_id: otherOrganization,
    createdBy: other.memberId,
    created_by: other.memberId,
    userId: other.personId,
    user_id: other.personId,
    scopeId: scope,
    scope_id: scope,
    roomId: id,
    room_id: id,
    depth: 0,
    createdAt: long,
    created_at: long,
    expiresAt: long,
    expires_at: long,
    usedAt: null,
    used_at: null,
    emailVerified: true,
    email_verified: true,
    suspendedAt: null,
    tokenHash: 'x',
    token_hash: 'x',
  }
})
afterAll(async () => {
  await server.close()
  await database.drop()
})

const Schema = z.record(z.string(), z.unknown())

/** Where a JSON schema lets through what it does not name. */
function loose(schema: unknown, at: string): string[] {
  if (Array.isArray(schema)) return schema.flatMap((each, index) => loose(each, `${at}/${index}`))
  const parsed = Schema.safeParse(schema)
  if (!parsed.success) return []
  const open = parsed.data['type'] === 'object' && parsed.data['additionalProperties'] !== false
  return [...(open ? [at] : []), ...Object.entries(parsed.data).flatMap(([name, part]) => loose(part, `${at}/${name}`))]
}

describe('the body of every route', () => {
  it('is cut to what its schema names, all the way down', () => {
    const asked = routes.flatMap(({ method, path, body }) => (body ? [{ name: `${method} ${path}`, body }] : []))
    expect(asked.length).toBeGreaterThan(20)
    const open = asked.flatMap(({ name, body }) =>
      loose(z.toJSONSchema(body, { io: 'output', unrepresentable: 'any' }), name),
    )
    expect(open).toEqual([])
  })
})

async function rowOf(table: string, id: string): Promise<Record<string, unknown>> {
  const [row] = await database.peek(`select * from ${table} where id = $1`, [id])
  return row ?? {}
}

describe('what is made', () => {
  let roomId: string
  beforeAll(async () => {
    roomId = (await createTestRoom(administrator)).id
  })

  it.each([
    ['rooms', (): string => '/api/v1/rooms', { name: 'A' }, { department_id: null }],
    ['folders', (): string => `/api/v1/rooms/${roomId}/folders`, { name: 'A' }, { depth: 1 }],
    ['departments', (): string => '/api/v1/departments', { name: 'A' }, {}],
    ['roles', (): string => '/api/v1/roles', { name: 'A', permissions: [] }, { key: null }],
    [
      'links',
      (): string => '/api/v1/invitations',
      { email: 'new@example.test' },
      { purpose: 'invitation', used_at: null },
    ],
  ] as const)(
    'in %s is of the organization and the person that asked, as new',
    async (table, path: () => string, body, more) => {
      const answer = await browser.ask(path(), { method: 'POST', body: { ...smuggled, ...body } })
      expect(answer.status, JSON.stringify(answer.body)).toBe(201)
      const { id } = Made.parse(answer.body)
      expect(id).not.toBe(smuggled['id'])
      const row = await rowOf(table, id)
      expect(row).toMatchObject({
        organization_id: administrator.organizationId,
        ...('revision' in row && { revision: 1 }),
        ...('created_by' in row && { created_by: administrator.memberId }),
        ...('room_id' in row && { room_id: roomId }),
        ...more,
      })
      if ('scope_id' in row) expect(row['scope_id']).not.toBe(smuggled['scope_id'])
      expect(JSON.stringify(row)).not.toContain('2099')
    },
  )

  it('by an invitation is what the invitation says', async () => {
    const invited = await browser.ask('/api/v1/invitations', { method: 'POST', body: { email: 'guest@example.test' } })
    const token = z.object({ link: z.string() }).parse(invited.body).link.split('#')[1]
    const [owner] = await database.peek<{ id: string }>(`select id from roles where key = 'owner'`)
    const answer = await server.anonymous.ask('/api/v1/invitations/accept', {
      method: 'POST',
      body: {
        ...smuggled,
        token,
        name: 'Guest',
        password: testPassword,
        email: 'other@example.test',
        roleId: owner?.id,
      },
    })
    expect(answer.body).toEqual({ email: 'guest@example.test' })
    const rows = await database.peek(
      `select u.operator, u.email_verified, m.organization_id, r.key from auth.users u
       join members m on m.user_id = u.id join user_roles ur on ur.member_id = m.id join roles r on r.id = ur.role_id
       where u.email = 'guest@example.test'`,
    )
    expect(rows).toEqual([
      { operator: false, email_verified: false, organization_id: administrator.organizationId, key: 'member' },
    ])
  })
})

describe('what is changed', () => {
  it('is changed in what the route names', async () => {
    const room = await createTestRoom(administrator)
    const folder = await createFolder(administrator.ctx, room.id, { name: 'A', parentId: null })
    for (const [table, id] of [
      ['rooms', room.id],
      ['folders', folder.id],
    ] as const) {
      const before = await rowOf(table, id)
      const answer = await browser.ask(`/api/v1/${table}/${id}`, {
        method: 'PATCH',
        headers: { 'if-match': '"1"' },
        body: { ...smuggled, departmentId: randomUUID(), parentId: randomUUID(), name: 'B' },
      })
      expect(answer.status, JSON.stringify(answer.body)).toBe(200)
      const after = await rowOf(table, id)
      expect(after).toEqual({ ...before, name: 'B', revision: 2, updated_at: after['updated_at'] })
    }
  })

  it('of a member is whether they are admitted, and nothing else', async () => {
    const colleague = await createMember(database, { organizationId: administrator.organizationId, role: 'member' })
    const before = await rowOf('members', colleague.memberId)
    const answer = await browser.ask(`/api/v1/members/${colleague.memberId}`, {
      method: 'PATCH',
      body: { ...smuggled, roles: ['owner'], suspended: false },
    })
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    expect(await rowOf('members', colleague.memberId)).toEqual(before)
  })
})
