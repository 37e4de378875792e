import { randomUUID } from 'node:crypto'
import type { MemberContext } from '@muniment/core/context.ts'
import type { TestDatabase } from './database.ts'
import { createOrganizationRow, quiet } from './factories.ts'

// Random organizations, and an oracle that says who has what in them. It is written to be read, not to be quick, and shares
// nothing with the evaluator in the database: it climbs from each thing by hand, with no scopes at all.

export interface TreeRole {
  id: string
  clearance: number
  guest: boolean
  contentAll: boolean
}
interface TreeDepartment {
  id: string
  parent: TreeDepartment | null
}
export interface TreeMember {
  id: string
  personId: string
  suspended: boolean
  departments: TreeDepartment[]
  roles: { role: TreeRole; department: TreeDepartment | null; current: boolean }[]
}
interface TreeGrant {
  subject: { member: TreeMember } | { department: TreeDepartment } | { role: TreeRole } | 'everyone'
  level: number
  current: boolean
}
export interface TreeThing {
  kind: 'room' | 'folder' | 'document'
  id: string
  above: TreeThing | null
  /** Of a room: its department; of a document: its own. */
  department: TreeDepartment | null
  sensitivity: number
  inherits: boolean
  grants: TreeGrant[]
}
export interface Tree {
  organizationId: string
  members: TreeMember[]
  things: TreeThing[]
}

/** The same numbers for the same seed: mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

class Dice {
  readonly #random: () => number
  constructor(seed: number) {
    this.#random = randomFrom(seed)
  }
  below(count: number): number {
    return Math.floor(this.#random() * count)
  }
  chance(share: number): boolean {
    return this.#random() < share
  }
  one<T>(list: readonly T[]): T {
    const picked = list[this.below(list.length)]
    if (picked === undefined) throw new Error('nothing to choose from')
    return picked
  }
  maybe<T>(share: number, list: readonly T[]): T | null {
    return list.length > 0 && this.chance(share) ? this.one(list) : null
  }
  some<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.below(most + 1) }, make)
  }
}

function makeGrants(
  dice: Dice,
  most: number,
  tree: { members: TreeMember[]; departments: TreeDepartment[]; roles: TreeRole[] },
): TreeGrant[] {
  const made = dice.some(most, (): TreeGrant => {
    const kind = dice.below(4)
    const subject =
      kind === 0 || (kind === 1 && tree.departments.length === 0)
        ? { member: dice.one(tree.members) }
        : kind === 1
          ? { department: dice.one(tree.departments) }
          : kind === 2
            ? { role: dice.one(tree.roles) }
            : ('everyone' as const)
    return { subject, level: dice.below(5), current: dice.chance(0.85) }
  })
  // One grant a subject and place.
  const seen = new Set<string>()
  return made.filter(({ subject }) => {
    const key =
      subject === 'everyone'
        ? subject
        : Object.values(subject)
            .map(({ id }) => id)
            .join()
    return !seen.has(key) && seen.add(key)
  })
}

/** An organization of up to a dozen people and two dozen things. */
export function growTree(
  seed: number,
  organizationId: string,
): Tree & { departments: TreeDepartment[]; roles: TreeRole[] } {
  const dice = new Dice(seed)
  const departments: TreeDepartment[] = []
  for (let left = dice.below(6); left > 0; left -= 1)
    departments.push({ id: randomUUID(), parent: dice.maybe(0.6, departments) })
  const roles = Array.from({ length: 2 + dice.below(3) }, (): TreeRole => ({
    id: randomUUID(),
    clearance: dice.below(4),
    guest: dice.chance(0.3),
    contentAll: dice.chance(0.12),
  }))
  const members = Array.from({ length: 2 + dice.below(6) }, (): TreeMember => ({
    id: randomUUID(),
    personId: randomUUID(),
    suspended: dice.chance(0.08),
    departments: [...new Set(dice.some(2, () => dice.maybe(1, departments)))].filter((one) => one !== null),
    roles: [],
  }))
  for (const member of members) {
    for (const role of roles) {
      if (!dice.chance(0.55)) continue
      member.roles.push({ role, department: dice.maybe(0.4, departments), current: dice.chance(0.85) })
    }
  }
  const world = { members, departments, roles }
  const things: TreeThing[] = []
  const add = (kind: TreeThing['kind'], above: TreeThing | null): void => {
    const own = kind === 'room' || dice.chance(0.45)
    things.push({
      kind,
      id: randomUUID(),
      above,
      department: kind === 'folder' ? null : dice.maybe(0.6, departments),
      sensitivity: kind === 'document' ? dice.below(4) : 0,
      inherits: kind === 'room' || !own || dice.chance(0.7),
      grants: own ? makeGrants(dice, kind === 'room' ? 5 : 3, world) : [],
    })
  }
  for (let left = 1 + dice.below(3); left > 0; left -= 1) add('room', null)
  for (let left = dice.below(8); left > 0; left -= 1) add('folder', dice.one(things))
  const places = [...things]
  for (let left = 1 + dice.below(10); left > 0; left -= 1) add('document', dice.one(places))
  return { organizationId, ...world, things }
}

/** Everything in the database as it would have become by use, past every policy. */
export async function plantTree(database: TestDatabase, seed: number): Promise<Tree> {
  const organizationId = await createOrganizationRow(database, `Tree ${seed}`)
  const tree = growTree(seed, organizationId)
  const { members, departments, roles, things } = tree
  const insert = async (table: string, rows: readonly object[]): Promise<void> => {
    if (rows.length === 0) return
    const columns = Object.keys(rows[0] ?? {}).join(', ')
    await database.peek(
      `insert into ${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::${table}, $1)`,
      [JSON.stringify(rows)],
    )
  }
  const organization_id = organizationId
  const day = 86_400_000
  const soon = new Date(Date.now() + day).toISOString()
  const past = new Date(Date.now() - day).toISOString()
  const long = new Date(Date.now() - 2 * day).toISOString()
  for (const { personId } of members) {
    await database.peek('insert into auth.users (id, name, email) values ($1, $2, $3)', [
      personId,
      'Somebody',
      `${personId}@example.test`,
    ])
  }
  await insert(
    'members',
    members.map(({ id, personId, suspended }) => ({
      id,
      organization_id,
      user_id: personId,
      suspended_at: suspended ? past : null,
      created_at: past,
    })),
  )
  const stamp = { created_at: past, updated_at: past, revision: 1 }
  await insert(
    'roles',
    roles.map(({ id, clearance, guest }) => ({
      id,
      organization_id,
      name: id,
      description: '',
      clearance,
      guest,
      ...stamp,
    })),
  )
  await insert(
    'role_permissions',
    roles.filter(({ contentAll }) => contentAll).map(({ id }) => ({ role_id: id, permission: 'content.all' })),
  )
  for (const { id, parent } of departments)
    await insert('departments', [{ id, organization_id, parent_id: parent?.id ?? null, name: id, ...stamp }])
  await insert(
    'department_members',
    members.flatMap((member) =>
      member.departments.map(({ id }) => ({ organization_id, department_id: id, member_id: member.id })),
    ),
  )
  await insert(
    'user_roles',
    members.flatMap((member) =>
      member.roles.map(({ role, department, current }, index) => ({
        id: randomUUID(),
        organization_id,
        member_id: member.id,
        role_id: role.id,
        department_id: department?.id ?? null,
        // Both kinds of not being in force: over, and not begun.
        starts_at: current ? null : index % 2 === 0 ? soon : long,
        ends_at: current ? (index % 2 === 0 ? soon : null) : index % 2 === 0 ? null : past,
        created_at: past,
      })),
    ),
  )
  await plantThings(database, organizationId, things, insert, { soon, past })
  return tree
}

function hasScope(thing: TreeThing): boolean {
  return thing.above === null || thing.grants.length > 0 || !thing.inherits
}

async function plantThings(
  database: TestDatabase,
  organization_id: string,
  things: readonly TreeThing[],
  insert: (table: string, rows: readonly object[]) => Promise<void>,
  { soon, past }: { soon: string; past: string },
): Promise<void> {
  const scopes = new Map<string, string>()
  const scopeOf = (thing: TreeThing): string =>
    scopes.get(thing.id) ?? (thing.above === null ? '' : scopeOf(thing.above))
  const roomOf = (thing: TreeThing): TreeThing => (thing.above === null ? thing : roomOf(thing.above))
  const depthOf = (thing: TreeThing): number => (thing.above === null ? 0 : depthOf(thing.above) + 1)
  const stamp = { created_at: past, updated_at: past, revision: 1 }
  for (const thing of things) if (hasScope(thing)) scopes.set(thing.id, randomUUID())
  await database.peek('begin')
  for (const thing of things) {
    const room_id = roomOf(thing).id
    const scope_id = scopeOf(thing)
    if (scopes.has(thing.id)) {
      await insert('scopes', [
        {
          id: scope_id,
          organization_id,
          parent_id: thing.above === null ? null : scopeOf(thing.above),
          room_id,
          folder_id: thing.kind === 'folder' ? thing.id : null,
          document_id: thing.kind === 'document' ? thing.id : null,
          inherits: thing.inherits,
          created_at: past,
        },
      ])
    }
    const common = { id: thing.id, organization_id, name: thing.id, ...stamp }
    if (thing.kind === 'room') {
      await insert('rooms', [{ ...common, scope_id, description: '', department_id: thing.department?.id ?? null }])
    } else if (thing.kind === 'folder') {
      const parent_id = thing.above?.kind === 'folder' ? thing.above.id : null
      await insert('folders', [{ ...common, room_id, parent_id, scope_id, depth: depthOf(thing) }])
    } else {
      const folder_id = thing.above?.kind === 'folder' ? thing.above.id : null
      const version = randomUUID()
      await insert('documents', [
        {
          ...common,
          room_id,
          folder_id,
          scope_id,
          current_version_id: version,
          size: 3,
          sensitivity: thing.sensitivity,
        },
      ])
      await database.peek(
        `insert into versions (id, organization_id, document_id, number, size, etag, state, sha256, scanned_at)
         values ($1, $2, $3, 1, 3, 'x', 'available', sha256('abc'), now())`,
        [version, organization_id, thing.id],
      )
    }
    // The trigger gives what comes new the scope and department of its place; these may be others by now.
    await database.peek(`update ${thing.kind}s set scope_id = $2 where id = $1`, [thing.id, scope_id])
    if (thing.kind === 'document') {
      await database.peek('update documents set department_id = $2 where id = $1', [
        thing.id,
        thing.department?.id ?? null,
      ])
    }
    await insert(
      'grants',
      thing.grants.map(({ subject, level, current }) => ({
        id: randomUUID(),
        organization_id,
        scope_id,
        member_id: subject !== 'everyone' && 'member' in subject ? subject.member.id : null,
        department_id: subject !== 'everyone' && 'department' in subject ? subject.department.id : null,
        role_id: subject !== 'everyone' && 'role' in subject ? subject.role.id : null,
        level,
        ends_at: current ? (level % 2 === 0 ? soon : null) : past,
        created_at: past,
        updated_at: past,
      })),
    )
  }
  await database.peek('commit')
}

// The oracle.

function isWithin(department: TreeDepartment | null, top: TreeDepartment): boolean {
  for (let one = department; one !== null; one = one.parent) if (one === top) return true
  return false
}

function rolesFor(member: TreeMember, department: TreeDepartment | null): TreeRole[] {
  if (member.suspended) return []
  return member.roles
    .filter((held) => held.current && (held.department === null || isWithin(department, held.department)))
    .map(({ role }) => role)
}

function reaches(grant: TreeGrant, member: TreeMember, room: TreeThing): boolean {
  const { subject } = grant
  if (!grant.current) return false
  if (subject === 'everyone') return member.roles.some(({ role, current }) => current && !role.guest)
  if ('member' in subject) return subject.member === member
  if ('department' in subject) return member.departments.some((one) => isWithin(one, subject.department))
  return rolesFor(member, room.department).includes(subject.role)
}

/** What a member has on a thing by grants and roles, sensitivity aside: 0 none to 4 manage. */
export function levelOf(member: TreeMember, thing: TreeThing): number {
  if (member.suspended || !member.roles.some(({ current }) => current)) return 0
  let room = thing
  while (room.above !== null) room = room.above
  if (rolesFor(member, room.department).some(({ contentAll }) => contentAll)) return 4
  for (let place: TreeThing | null = thing; place !== null; place = place.inherits ? place.above : null) {
    const levels = place.grants.filter((grant) => reaches(grant, member, room)).map(({ level }) => level)
    if (levels.includes(0)) return 0
    if (levels.length > 0) return Math.max(...levels)
  }
  return 0
}

/** What they have in the end: nothing on a document above their clearance. */
export function accessOf(member: TreeMember, thing: TreeThing): number {
  if (
    thing.kind === 'document' &&
    !rolesFor(member, thing.department).some(({ clearance }) => clearance >= thing.sensitivity)
  )
    return 0
  return levelOf(member, thing)
}

/** Acts as a member of the tree; what their roles allow does not matter to what they see. */
export function contextOfTreeMember(database: TestDatabase, tree: Tree, member: TreeMember): MemberContext {
  const actor = {
    kind: 'member' as const,
    memberId: member.id,
    personId: member.personId,
    organizationId: tree.organizationId,
    guest: false,
    permissions: new Set<never>(),
    limited: new Map<never, never>(),
  }
  return { db: database.server, log: quiet, now: () => new Date(), actor }
}
