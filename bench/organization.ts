import { changeAccess } from '@muniment/core/access/change.ts'
import { AccessChange } from '@muniment/core/access/schema.ts'
import type { TestDatabase } from '../test/database.ts'
import { createMember, type TestMember } from '../test/factories.ts'

const rooms = 100
const foldersOfRoom = 500
const scopesOfRoom = 49

/** Numbered ids, so that everything can be made by one statement each. */
const id = (kind: number, number: string): string =>
  `('${kind.toString(16).padStart(8, '0')}-0000-4000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`

export interface LargeOrganization {
  owner: TestMember
  /** An ordinary member, of two departments. */
  member: TestMember
  /** Somebody from outside who sees twenty documents of them all. */
  guest: TestMember
}

/** Fills an empty database with an organization of so many documents and people, and 50,000 folders, by few statements. */
export async function plantOrganization(
  database: TestDatabase,
  { documents, people }: { documents: number; people: number },
): Promise<LargeOrganization> {
  const owner = await createMember(database, { role: 'owner' })
  const member = await createMember(database, { organizationId: owner.organizationId, role: 'member' })
  const guest = await createMember(database, { organizationId: owner.organizationId, role: 'guest' })
  const organization = owner.organizationId
  await database.peek('begin')
  await database.peek(`set local session_replication_role = replica`)
  await database.peek(
    `insert into auth.users (id, name, email) select ${id(1, 'n')}, 'Person ' || n, n || '@example.test' from generate_series(1, ${people}) n`,
  )
  await database.peek(
    `insert into members (id, organization_id, user_id) select ${id(2, 'n')}, $1, ${id(1, 'n')} from generate_series(1, ${people}) n`,
    [organization],
  )
  await database.peek(
    `insert into user_roles (organization_id, member_id, role_id) select $1, ${id(2, 'n')}, r.id from generate_series(1, ${people}) n, roles r where r.key = 'member'`,
    [organization],
  )
  await database.peek(
    `insert into departments (id, organization_id, parent_id, name) select ${id(3, 'n')}, $1, case when n > 30 then ${id(3, 'n / 10')} end, 'Department ' || n from generate_series(1, 300) n`,
    [organization],
  )
  await database.peek(
    `insert into department_members (organization_id, department_id, member_id)
    select distinct $1::uuid, ${id(3, '1 + (n * 7919 + k * 104729) % 300')}, ${id(2, 'n')} from generate_series(1, ${people}) n, generate_series(1, 2) k
    union select $1::uuid, ${id(3, '250')}, $2::uuid union select $1::uuid, ${id(3, '251')}, $2::uuid`,
    [organization, member.memberId],
  )
  await database.peek(
    `insert into scopes (id, organization_id, room_id) select ${id(4, 'r')}, $1, ${id(5, 'r')} from generate_series(0, ${rooms - 1}) r`,
    [organization],
  )
  await database.peek(
    `insert into rooms (id, organization_id, scope_id, name) select ${id(5, 'r')}, $1, ${id(4, 'r')}, 'Room ' || r from generate_series(0, ${rooms - 1}) r`,
    [organization],
  )
  // In each room 20 folders at the top, the others below them; the first 49 have scopes of their own.
  const folder = `r * ${foldersOfRoom} + k`
  const parent = `r * ${foldersOfRoom} + (k - 20) / 24`
  await database.peek(
    `insert into scopes (id, organization_id, parent_id, room_id, folder_id)
    select ${id(6, folder)}, $1, case when k < 20 then ${id(4, 'r')} else ${id(6, parent)} end, ${id(5, 'r')}, ${id(7, folder)}
    from generate_series(0, ${rooms - 1}) r, generate_series(0, ${scopesOfRoom - 1}) k`,
    [organization],
  )
  await database.peek(
    `insert into folders (id, organization_id, room_id, parent_id, scope_id, depth, name)
    select ${id(7, folder)}, $1, ${id(5, 'r')}, case when k >= 20 then ${id(7, parent)} end,
      case when k < ${scopesOfRoom} then ${id(6, folder)} else ${id(6, parent)} end, case when k < 20 then 1 else 2 end, 'Folder ' || k
    from generate_series(0, ${rooms - 1}) r, generate_series(0, ${foldersOfRoom - 1}) k`,
    [organization],
  )
  const folders = rooms * foldersOfRoom
  await database.peek(
    `insert into documents (id, organization_id, room_id, folder_id, scope_id, name, current_version_id, newest_version_id, size, sensitivity,
      description, tags)
    select ${id(8, 'n')}, $1, f.room_id, f.id, f.scope_id, 'Document ' || n || '.pdf', ${id(9, 'n')}, ${id(9, 'n')}, 1000 + n % 100000, n % 3,
      'What was agreed on plot ' || n % 1000, case when n % 50 = 0 then array['signed'] else '{}' end
    from generate_series(0, ${documents - 1}) n join folders f on f.id = ${id(7, `n % ${folders}`)}`,
    [organization],
  )
  await database.peek(`insert into versions (id, object_id, organization_id, document_id, number, size, etag, state, sha256, scanned_at)
    select d.current_version_id, d.current_version_id, d.organization_id, d.id, 1, d.size, 'x', 'available', sha256('abc'), now() from documents d`)
  await database.peek(
    `insert into grants (organization_id, scope_id, level) select $1, ${id(4, 'r * 3')}, 3 from generate_series(0, 32) r`,
    [organization],
  )
  await database.peek(
    `insert into grants (organization_id, scope_id, department_id, level)
    select $1, s.id, ${id(3, '1 + (s.n * 31) % 300')}, s.n % 5 from (select id, row_number() over (order by id) n from scopes) s on conflict do nothing`,
    [organization],
  )
  await database.peek(
    `insert into grants (organization_id, scope_id, member_id, level)
    select $1, s.id, ${id(2, `1 + (s.n * 17 + k) % ${people}`)}, 1 + s.n % 4 from (select id, row_number() over (order by id) n from scopes) s, generate_series(1, 2) k on conflict do nothing`,
    [organization],
  )
  await database.peek('commit')
  // As a database is after a night: else the first measures would share the machine with autovacuum.
  await database.peek('vacuum analyze')
  // The guest: twenty documents of them all, each with a scope of its own.
  for (let number = 0; number < 20; number += 1) {
    const documentId = (await database.peek<{ id: string }>(`select ${id(8, String(number * 37))} as id`))[0]?.id ?? ''
    const change = { grants: [{ subject: { kind: 'member', id: guest.memberId }, level: 'view' }] }
    await changeAccess(owner.ctx, 'document', documentId, AccessChange.parse(change))
  }
  return { owner, member, guest }
}
