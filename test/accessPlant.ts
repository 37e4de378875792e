import { randomUUID } from 'node:crypto'
import { growTree, type Tree, type TreeThing } from './accessTrees.ts'
import type { TestDatabase } from './database.ts'
import { createOrganizationRow } from './factories.ts'

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
          tags: [thing.id],
          description: '',
          title: '',
          state: 'available',
          kind: 'other',
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
