import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkTree } from '../../test/accessCheck.ts'
import { accessOf, contextOfTreeMember } from '../../test/accessOracle.ts'
import { plantTree } from '../../test/accessPlant.ts'
import { randomFrom, type Tree, type TreeMember, type TreeThing } from '../../test/accessTrees.ts'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { createMember, type TestMember } from '../../test/factories.ts'
import { transaction } from '../db.ts'
import { createFolder } from '../folders/create.ts'
import { changeAccess } from './change.ts'
import { holdRoom } from './hold.ts'
import { accessName } from './levels.ts'
import { AccessChange, type Subject } from './schema.ts'

// Grants, roles and departments change while folders and documents are made and read.

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())

type Random = () => number
const one = <T>(random: Random, list: readonly T[]): T => {
  const picked = list[Math.floor(random() * list.length)]
  if (picked === undefined) throw new Error('nothing to choose from')
  return picked
}

/** Changes one thing for good, in the database and in the oracle's tree; resolves when it is acknowledged. */
async function changeOne(random: Random, owner: TestMember, tree: Tree): Promise<void> {
  const member = one(random, tree.members)
  const departments = [...new Set(tree.members.flatMap((each) => each.departments))]
  const kind = Math.floor(random() * 4)
  if (kind === 0 && departments.length > 0) {
    const department = one(random, departments)
    const belongs = member.departments.includes(department)
    const values = [tree.organizationId, department.id, member.id]
    await database.peek(
      belongs
        ? 'delete from department_members where organization_id = $1 and department_id = $2 and member_id = $3'
        : 'insert into department_members (organization_id, department_id, member_id) values ($1, $2, $3)',
      values,
    )
    member.departments = belongs
      ? member.departments.filter((each) => each !== department)
      : [...member.departments, department]
    return
  }
  if (kind === 1 && member.roles.length > 0) {
    const held = one(random, member.roles)
    await database.peek(
      'delete from user_roles where member_id = $1 and role_id = $2 and department_id is not distinct from $3',
      [member.id, held.role.id, held.department?.id ?? null],
    )
    member.roles = member.roles.filter((each) => each !== held)
    return
  }
  await changeGrant(random, owner, tree, member)
}

async function changeGrant(random: Random, owner: TestMember, tree: Tree, member: TreeMember): Promise<void> {
  const thing = one(random, tree.things)
  const everyone = random() < 0.4
  const subject: Subject = everyone ? { kind: 'everyone' } : { kind: 'member', id: member.id }
  const level = random() < 0.3 ? null : Math.floor(random() * 5)
  const change = { grants: [{ subject, level: level === null ? null : accessName(level) }] }
  await changeAccess(owner.ctx, thing.kind, thing.id, AccessChange.parse(change))
  const others = thing.grants.filter(({ subject: given }) =>
    everyone ? given !== 'everyone' : given === 'everyone' || !('member' in given) || given.member !== member,
  )
  thing.grants =
    level === null ? others : [...others, { subject: everyone ? 'everyone' : { member }, level, current: true }]
}

/** Makes a folder or document somewhere, while the place may be given another scope. */
async function addOne(random: Random, owner: TestMember, tree: Tree, added: TreeThing[]): Promise<void> {
  const above = one(
    random,
    tree.things.filter(({ kind }) => kind !== 'document'),
  )
  let room = above
  while (room.above !== null) room = room.above
  const parentId = above.kind === 'folder' ? above.id : null
  if (random() < 0.5) {
    const { id } = await createFolder(owner.ctx, room.id, { name: 'New', parentId })
    added.push({ kind: 'folder', id, above, department: null, sensitivity: 0, inherits: true, grants: [] })
    return
  }
  const [id, versionId] = [randomUUID(), randomUUID()]
  await transaction(owner.ctx, async (trx) => {
    await holdRoom(trx, room.id)
    await trx('documents').insert({
      id,
      organization_id: tree.organizationId,
      room_id: room.id,
      folder_id: parentId,
      name: 'New',
      current_version_id: versionId,
      size: 3,
      created_by: owner.memberId,
    })
    await trx('versions').insert({
      id: versionId,
      organization_id: tree.organizationId,
      document_id: id,
      number: 1,
      size: 3,
      etag: 'x',
      media_type: null,
      uploaded_by: owner.memberId,
    })
  })
  added.push({ kind: 'document', id, above, department: room.department, sensitivity: 1, inherits: true, grants: [] })
}

/** One member reads everything: what they see must be what the oracle says, for things that were there before. */
async function readAll(tree: Tree, member: TreeMember, known: readonly TreeThing[]): Promise<void> {
  const ctx = contextOfTreeMember(database, tree, member)
  const seen = await transaction(ctx, async (trx) => [
    ...(await trx('rooms').pluck('id')),
    ...(await trx('folders').pluck('id')),
    ...(await trx('documents').pluck('id')),
  ])
  const ids = new Set<string>(seen)
  for (const thing of known) expect(ids.has(thing.id), `${thing.kind} ${thing.id}`).toBe(accessOf(member, thing) > 0)
}

describe('what was acknowledged', () => {
  it('counts for every read that begins after it, whatever else goes on', { timeout: 120_000 }, async () => {
    for (const seed of [11, 12, 13, 14, 15, 16]) {
      const tree = await plantTree(database, seed)
      const owner = await createMember(database, { organizationId: tree.organizationId, role: 'owner' })
      const random = randomFrom(seed * 7)
      for (let step = 0; step < 25; step += 1) {
        const added: TreeThing[] = []
        await Promise.all([
          changeOne(random, owner, tree),
          ...Array.from({ length: 3 }, () => addOne(random, owner, tree, added)),
        ])
        const known = [...tree.things]
        await Promise.all(tree.members.map((member) => readAll(tree, member, known)))
        tree.things.push(...added)
      }
      await checkTree(database, tree, seed)
    }
  })
})
