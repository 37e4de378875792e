import { randomUUID } from 'node:crypto'
import { pino } from 'pino'
import type { RoleKey } from '@muniment/core/access/permissions.ts'
import { actingAs, chooseMembership, membershipsOf } from '@muniment/core/accounts/actor.ts'
import { hashPassword } from '@muniment/core/accounts/password.ts'
import type { MemberContext, OperatorContext, SystemContext } from '@muniment/core/context.ts'
import { systemContext } from '@muniment/core/context.ts'
import { createRoom } from '@muniment/core/rooms/create.ts'
import type { NewRoom, Room } from '@muniment/core/rooms/schema.ts'
import type { TestDatabase } from './database.ts'

export const quiet = pino({ level: 'silent' })

export const testPassword = 'correct horse battery'
const testHash = hashPassword(testPassword)

export interface TestPerson {
  personId: string
  email: string
  name: string
}

export interface TestMember extends TestPerson {
  memberId: string
  organizationId: string
  role: RoleKey
  /** Acts as this member through the server's database role, as a request would. */
  ctx: MemberContext
}

/** Somebody with a password (`testPassword`) and no membership. */
export async function createPerson(
  database: TestDatabase,
  options: { name?: string; operator?: boolean } = {},
): Promise<TestPerson> {
  const personId = randomUUID()
  const name = options.name ?? `Person ${personId.slice(0, 4)}`
  const email = `${personId}@example.test`
  await database.peek('insert into auth.users (id, name, email, operator) values ($1, $2, $3, $4)', [
    personId,
    name,
    email,
    options.operator ?? false,
  ])
  await database.peek(
    `insert into auth.accounts (user_id, account_id, provider_id, password) values ($1::uuid, $1::text, 'credential', $2)`,
    [personId, await testHash],
  )
  return { personId, email, name }
}

export async function createOrganizationRow(database: TestDatabase, name = 'Harbour & Vale'): Promise<string> {
  const id = randomUUID()
  await database.peek('insert into organizations (id, name) values ($1, $2)', [id, name])
  return id
}

/** A member of an organization (a new one unless given), by default its administrator. */
export async function createMember(
  database: TestDatabase,
  options: { organizationId?: string; role?: RoleKey; person?: TestPerson; name?: string } = {},
): Promise<TestMember> {
  const role = options.role ?? 'administrator'
  const organizationId = options.organizationId ?? (await createOrganizationRow(database))
  const person =
    options.person ?? (await createPerson(database, options.name === undefined ? {} : { name: options.name }))
  const memberId = randomUUID()
  await database.peek('insert into members (id, organization_id, user_id) values ($1, $2, $3)', [
    memberId,
    organizationId,
    person.personId,
  ])
  await database.peek(
    'insert into user_roles (organization_id, member_id, role_id) select $1, $2, id from roles where key = $3',
    [organizationId, memberId, role],
  )
  return { ...person, memberId, organizationId, role, ctx: await contextOf(database, person.personId, organizationId) }
}

/** How somebody acts now, as a request of theirs would begin. */
export async function contextOf(
  database: Pick<TestDatabase, 'server'>,
  personId: string,
  organizationId: string,
): Promise<MemberContext> {
  const actor = actingAs(personId, chooseMembership(await membershipsOf(database.server, personId), organizationId))
  return { db: database.server, log: quiet, now: () => new Date(), actor }
}

export function operatorContext(database: TestDatabase, person: TestPerson): OperatorContext {
  return {
    db: database.server,
    log: quiet,
    now: () => new Date(),
    actor: { kind: 'operator', personId: person.personId },
  }
}

/** The accounts' part of the appliance, as public routes act. */
export function accountsContext(database: TestDatabase): SystemContext {
  return systemContext(database.auth, quiet, 'accounts')
}

export function createTestRoom(member: TestMember, input: Partial<NewRoom> = {}): Promise<Room> {
  return createRoom(member.ctx, {
    name: 'Contracts',
    description: '',
    visibility: 'organization',
    departmentId: null,
    ...input,
  })
}

/** A document of three bytes that passed the virus check, past every policy; its object is not stored. */
export async function createDocument(
  database: TestDatabase,
  member: TestMember,
  place: { roomId: string; folderId?: string | null },
  options: { name?: string; sensitivity?: number; state?: 'available' | 'scanning' } = {},
): Promise<{ id: string; versionId: string }> {
  const [id, versionId] = [randomUUID(), randomUUID()]
  const state = options.state ?? 'available'
  await database.peek(
    `with document as (
       insert into documents (id, organization_id, room_id, folder_id, name, current_version_id, size, created_by, sensitivity)
       values ($1, $2, $3, $4, $5, $6, 3, $7, $8))
     insert into versions (id, organization_id, document_id, number, size, etag, uploaded_by, state, sha256, scanned_at)
     values ($6, $2, $1, 1, 3, 'x', $7, $9, case when $9 = 'available' then sha256('abc') end, now())`,
    [
      id,
      member.organizationId,
      place.roomId,
      place.folderId ?? null,
      options.name ?? 'Report.pdf',
      versionId,
      member.memberId,
      options.sensitivity ?? 1,
      state,
    ],
  )
  return { id, versionId }
}
