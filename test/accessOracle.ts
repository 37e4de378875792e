import type { MemberContext } from '@muniment/core/context.ts'
import type { Tree, TreeDepartment, TreeGrant, TreeMember, TreeRole, TreeThing } from './accessTrees.ts'
import type { TestDatabase } from './database.ts'
import { quiet } from './factories.ts'

// Who has what in a random organization. Written to be read, not to be quick, and sharing nothing with the evaluator in the
// database: it climbs from each thing by hand, with no scopes at all.

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
