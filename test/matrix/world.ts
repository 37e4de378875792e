import { randomUUID } from 'node:crypto'
import {
  builtInRoles,
  permissionNames,
  Sensitivity,
  type Permission,
  type RoleKey,
} from '@muniment/core/access/permissions.ts'
import { createDepartment } from '@muniment/core/departments/write.ts'
import { pageKey, thumbnailKey } from '@muniment/core/previews/objects.ts'
import { createFolder } from '@muniment/core/folders/create.ts'
import { createRole } from '@muniment/core/roles/write.ts'
import type { TestDatabase } from '../database.ts'
import {
  createDocument,
  createMember,
  createOrganizationRow,
  createPerson,
  createTestRoom,
  type TestMember,
} from '../factories.ts'
import type { Browser } from '../browsers.ts'
import type { TestServer } from '../server.ts'
import { openTestStorage } from '../storage.ts'
import { level, type Asker, type Place } from './oracle.ts'

/** Names of things by the parameters of the paths. */
export type Ids = Record<string, string>

export interface PlantedPlace extends Place {
  name: string
  ids: Ids
  /** Only its document differs from that of another place. */
  forDocuments: boolean
}

export interface World {
  database: TestDatabase
  owner: TestMember
  otherOrganizationId: string
  /** The one that everything belongs to, the one below it with the member that is asked about, and another. */
  departments: { same: string; below: string; other: string }
  /** A role that allows nothing; whom it is about holds it, so that nobody is below them. */
  emptyRoleId: string
  places: PlantedPlace[]
  ids: Ids
  nobody: Browser
}

/** Somebody who asks, with their browser. */
export interface Visitor extends Asker {
  name: string
  browser: Browser
  personId: string
  memberId: string | null
}

/** A document in the folder of a place, as sensitive as that says; for who changes one by asking, one of their own. */
export async function plantDocument(
  { database, owner }: Pick<World, 'database' | 'owner'>,
  { sensitivity, ids }: Pick<PlantedPlace, 'sensitivity' | 'ids'>,
): Promise<Ids> {
  const where = { roomId: ids['roomId'] ?? '', folderId: ids['folderId'] ?? null }
  const { id, versionId } = await createDocument(database, owner, where, { sensitivity })
  return { documentId: id, versionId }
}

async function plantPlace(
  world: Omit<World, 'places' | 'ids' | 'nobody'>,
  name: string,
  place: Place,
): Promise<PlantedPlace> {
  const { owner, departments } = world
  const room = await createTestRoom(owner, { name, visibility: 'private', departmentId: departments.same })
  const folder = await createFolder(owner.ctx, room.id, { name, parentId: null })
  const planted = { ...place, ids: { roomId: room.id, folderId: folder.id } }
  return {
    name,
    ...place,
    forDocuments: place.sensitivity > Sensitivity.internal,
    ids: { ...planted.ids, ...(await plantDocument(world, planted)) },
  }
}

/** Somebody of our organization with the empty role for `same`, who belongs to `below`. */
export async function plantColleague(
  world: Pick<World, 'database' | 'owner' | 'departments' | 'emptyRoleId'>,
): Promise<Ids> {
  const { database, owner, departments, emptyRoleId } = world
  const { personId } = await createPerson(database)
  const [memberId, assignmentId] = [randomUUID(), randomUUID()]
  await database.peek(
    `with m as (insert into members (id, organization_id, user_id) values ($1, $2, $3)),
       p as (insert into auth.avatars (user_id, picture, media_type, version) values ($3, '\\x00', 'image/png', 'a')),
       d as (insert into department_members (organization_id, department_id, member_id) values ($2, $4, $1))
     insert into user_roles (id, organization_id, member_id, role_id, department_id) values ($5, $2, $1, $6, $7)`,
    [memberId, owner.organizationId, personId, departments.below, assignmentId, emptyRoleId, departments.same],
  )
  return { memberId, assignmentId }
}

/** An organization with a room for each level that can be granted, and one of everything else that a path can name. */
export async function plantWorld(database: TestDatabase, server: TestServer): Promise<World> {
  const owner = await createMember(database, { role: 'owner' })
  const department = (name: string, parentId: string | null): Promise<{ id: string }> =>
    createDepartment(owner.ctx, { name, parentId, managerId: null })
  const same = (await department('Legal', null)).id
  const departments = {
    same,
    below: (await department('Contracts', same)).id,
    other: (await department('Sales', null)).id,
  }
  const role = { description: '', clearance: Sensitivity.public, guest: false, permissions: [] }
  const emptyRoleId = (await createRole(owner.ctx, { name: 'Nothing', ...role })).id
  const soil = { database, owner, departments, emptyRoleId, otherOrganizationId: await createOrganizationRow(database) }
  const { internal, restricted } = Sensitivity
  const places = [
    await plantPlace(soil, 'nothing granted', { granted: level.none, sensitivity: internal }),
    await plantPlace(soil, 'view granted', { granted: level.view, sensitivity: internal }),
    await plantPlace(soil, 'edit granted', { granted: level.edit, sensitivity: internal }),
    await plantPlace(soil, 'manage granted', { granted: level.manage, sensitivity: internal }),
    await plantPlace(soil, 'manage granted, restricted', { granted: level.manage, sensitivity: restricted }),
  ]
  const storage = await openTestStorage()
  for (const { versionId = '' } of places.map(({ ids }) => ids)) {
    await storage.put('documents', versionId, Buffer.from('abc'))
    for (const key of [pageKey(versionId, 1), thumbnailKey(versionId, 1)])
      await storage.put('derived', key, Buffer.from('abc'))
  }
  await database.peek(
    `update previews set state = 'ready', kind = 'picture', pages = 1, made = 1, sizes = '[[1, 1]]' where organization_id = $1`,
    [owner.organizationId],
  )
  storage.close()
  const [session] = await database.peek<{ id: string }>(
    `insert into auth.sessions (user_id, token, expires_at) values ($1, $2, now() + interval '1 day') returning id`,
    [owner.personId, randomUUID()],
  )
  const ids = {
    ...(await plantColleague(soil)),
    departmentId: same,
    roleId: emptyRoleId,
    sessionId: session?.id ?? '',
    // Somebody else's, whoever asks; what is their own is tried in passkeys.test.ts and providers.test.ts.
    passkeyId: randomUUID(),
    accountId: randomUUID(),
    providerId: 'github',
    page: '1',
  }
  return { ...soil, places, ids, nobody: server.anonymous }
}

type Holding = Pick<Asker, 'held' | 'member'>

/** Lets somebody with one role into an organization, grants them what each place is for, and signs them in. */
async function admit(
  world: World,
  server: TestServer,
  asker: Omit<Asker, 'operator'> & { name: string },
  roleId: string,
): Promise<Visitor> {
  const { database, owner, departments, places } = world
  const person = await createPerson(database)
  const ours = asker.member === 'ours'
  const memberId = randomUUID()
  const organizationId = ours ? owner.organizationId : world.otherOrganizationId
  const departmentId =
    asker.held === 'everywhere' ? null : asker.held === 'same department' ? departments.same : departments.other
  await database.peek(
    `with m as (insert into members (id, organization_id, user_id) values ($1, $2, $3))
     insert into user_roles (organization_id, member_id, role_id, department_id) values ($2, $1, $4, $5)`,
    [memberId, organizationId, person.personId, roleId, departmentId],
  )
  for (const { ids, granted } of places.filter((place) => ours && place.granted > level.none)) {
    await database.peek(
      'insert into grants (organization_id, scope_id, member_id, level) select $1, scope_id, $2, $3 from rooms where id = $4',
      [organizationId, memberId, granted, ids['roomId']],
    )
  }
  const browser = await server.signIn(person)
  await confirmed(database, person.personId)
  return { ...asker, operator: false, browser, personId: person.personId, memberId }
}

/** So that what is refused is refused for its rights. */
async function confirmed(database: TestDatabase, personId: string): Promise<void> {
  await database.peek('update auth.sessions set confirmed_at = now() where user_id = $1', [personId])
}

const positions: readonly Holding[] = [
  { held: 'everywhere', member: 'ours' },
  { held: 'same department', member: 'ours' },
  { held: 'other department', member: 'ours' },
  { held: 'everywhere', member: 'theirs' },
]

/** Somebody with that built-in role in each position. */
export async function inEveryPosition(world: World, server: TestServer, key: RoleKey): Promise<Visitor[]> {
  const [role] = await world.database.peek<{ id: string }>('select id from roles where key = $1', [key])
  const { permissions, clearance } = builtInRoles[key]
  return Promise.all(
    positions.map((holding) => {
      const name = `${key}, ${holding.member === 'ours' ? holding.held : 'other organization'}`
      return admit(world, server, { name, permissions: new Set(permissions), clearance, ...holding }, role?.id ?? '')
    }),
  )
}

/** Somebody with a role of that one permission, and somebody with one of all the others. */
export async function withAndWithout(world: World, server: TestServer, permission: Permission): Promise<Visitor[]> {
  const others = permissionNames.filter((name) => name !== permission)
  const roles = [
    { name: `only ${permission}`, permissions: [permission] },
    { name: `all but ${permission}`, permissions: others },
  ]
  return Promise.all(
    roles.map(async ({ name, permissions }) => {
      const clearance = Sensitivity.restricted
      const role = await createRole(world.owner.ctx, { name, description: '', clearance, guest: false, permissions })
      const asker = { name, permissions: new Set(permissions), clearance, held: 'everywhere', member: 'ours' } as const
      return admit(world, server, asker, role.id)
    }),
  )
}

/** The operator, who belongs to no organization. */
export async function theOperator({ database }: World, server: TestServer): Promise<Visitor> {
  const person = await createPerson(database, { operator: true })
  const browser = await server.signIn(person)
  await confirmed(database, person.personId)
  const nothing = { permissions: new Set<Permission>(), clearance: Sensitivity.public, held: 'everywhere' } as const
  return {
    name: 'operator',
    ...nothing,
    member: null,
    operator: true,
    browser,
    personId: person.personId,
    memberId: null,
  }
}
