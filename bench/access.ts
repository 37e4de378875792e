// What access costs in a large organization: lists at the API, visible scopes computed and kept, one look at a document, and
// the second wall by itself. Prints the plans, so that it can be seen which indexes they use.
//
//   node bench/access.ts        wants the services of test/compose.yaml (CONTRIBUTING.md says how to start them)
//
//   BENCH_DOCUMENTS, BENCH_PEOPLE, BENCH_ASKED    how much of it
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { changeAccess } from '@muniment/core/access/change.ts'
import { AccessChange } from '@muniment/core/access/schema.ts'
import { transaction } from '@muniment/core/db.ts'
import { findDocument } from '@muniment/core/documents/queries.ts'
import { readSettings } from '@muniment/core/env.ts'
import { createTestDatabase } from '../test/database.ts'
import { prepareTemplate } from '../test/database.ts'
import { contextOf, createMember } from '../test/factories.ts'
import { startTestServer } from '../test/server.ts'

const count = (value: number) => z.coerce.number().int().min(1).default(value)
const settings = readSettings({ BENCH_DOCUMENTS: count(1_000_000), BENCH_PEOPLE: count(2000), BENCH_ASKED: count(300) })
const rooms = 100
const foldersOfRoom = 500
const scopesOfRoom = 49

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

await prepareTemplate()
const database = await createTestDatabase()
const owner = await createMember(database, { role: 'owner' })
const member = await createMember(database, { organizationId: owner.organizationId, role: 'member' })
const guest = await createMember(database, { organizationId: owner.organizationId, role: 'guest' })
const organization = owner.organizationId

/** Numbered ids, so that everything can be made by one statement each. */
const id = (kind: number, number: string): string =>
  `('${kind.toString(16).padStart(8, '0')}-0000-4000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`

const began = performance.now()
await database.peek('begin')
await database.peek(`set local session_replication_role = replica`)
await database.peek(
  `insert into auth.users (id, name, email) select ${id(1, 'n')}, 'Person ' || n, n || '@example.test' from generate_series(1, ${settings.BENCH_PEOPLE}) n`,
)
await database.peek(
  `insert into members (id, organization_id, user_id) select ${id(2, 'n')}, $1, ${id(1, 'n')} from generate_series(1, ${settings.BENCH_PEOPLE}) n`,
  [organization],
)
await database.peek(
  `insert into user_roles (organization_id, member_id, role_id) select $1, ${id(2, 'n')}, r.id from generate_series(1, ${settings.BENCH_PEOPLE}) n, roles r where r.key = 'member'`,
  [organization],
)
await database.peek(
  `insert into departments (id, organization_id, parent_id, name) select ${id(3, 'n')}, $1, case when n > 30 then ${id(3, 'n / 10')} end, 'Department ' || n from generate_series(1, 300) n`,
  [organization],
)
await database.peek(
  `insert into department_members (organization_id, department_id, member_id)
  select distinct $1::uuid, ${id(3, '1 + (n * 7919 + k * 104729) % 300')}, ${id(2, 'n')} from generate_series(1, ${settings.BENCH_PEOPLE}) n, generate_series(1, 2) k
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
  `insert into documents (id, organization_id, room_id, folder_id, scope_id, name, current_version_id, newest_version_id, size, sensitivity)
  select ${id(8, 'n')}, $1, f.room_id, f.id, f.scope_id, 'Document ' || n || '.pdf', ${id(9, 'n')}, ${id(9, 'n')}, 1000 + n % 100000, n % 3
  from generate_series(0, ${settings.BENCH_DOCUMENTS - 1}) n join folders f on f.id = ${id(7, `n % ${folders}`)}`,
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
  select $1, s.id, ${id(2, `1 + (s.n * 17 + k) % ${settings.BENCH_PEOPLE}`)}, 1 + s.n % 4 from (select id, row_number() over (order by id) n from scopes) s, generate_series(1, 2) k on conflict do nothing`,
  [organization],
)
await database.peek('commit')
await database.peek('analyze')
// The guest: twenty documents of them all, each with a scope of its own.
for (let number = 0; number < 20; number += 1) {
  const documentId = (await database.peek<{ id: string }>(`select ${id(8, String(number * 37))} as id`))[0]?.id ?? ''
  const change = { grants: [{ subject: { kind: 'member', id: guest.memberId }, level: 'view' }] }
  await changeAccess(owner.ctx, 'document', documentId, AccessChange.parse(change))
}
const [totals] = await database.peek<Record<string, number>>(
  'select (select count(*)::int from documents) documents, (select count(*)::int from folders) folders, (select count(*)::int from scopes) scopes, (select count(*)::int from grants) grants',
)
say(`${JSON.stringify(totals)}, made in ${((performance.now() - began) / 1000).toFixed(0)} s`)

function line(name: string, times: number[]): void {
  const sorted = times.sort((a, b) => a - b)
  const at = (share: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN).toFixed(2)
  say(`${name.padEnd(64)} p50 ${at(0.5)} ms  p95 ${at(0.95)} ms  p99 ${at(0.99)} ms`)
}

async function times(work: (number: number) => Promise<unknown>, asked = settings.BENCH_ASKED): Promise<number[]> {
  const took: number[] = []
  for (let number = 0; number < asked; number += 1) {
    const from = performance.now()
    await work(number)
    took.push(performance.now() - from)
  }
  return took
}

const ctx = await contextOf(database, member.personId, organization)
const visible = await transaction(ctx, (trx) => trx('folders').limit(2000).pluck('id'))
const seen = await transaction(ctx, (trx) => trx('folders').limit(2000).select('id', 'room_id'))
const scopes = await transaction(ctx, (trx) => trx.raw<{ rows: unknown[] }>('select * from access.visible_scopes()'))
say(`an ordinary member sees ${scopes.rows.length} scopes`)
const pick = (number: number) => seen[(number * 7) % seen.length] ?? { id: '', room_id: '' }

const server = await startTestServer(database)
for (const [who, person] of [
  ['an ordinary member', member],
  ['the owner', owner],
] as const) {
  const browser = await server.signIn(person)
  const list = async (number: number): Promise<void> => {
    const { id: folderId, room_id } = pick(number)
    const answer = await browser.ask(`/api/v1/rooms/${room_id}/documents?folderId=${folderId}&limit=50`)
    if (answer.status !== 200) throw new Error(`${answer.status}`)
  }
  await times(list, 20)
  line(`a folder's documents at the API, ${who}`, await times(list))
}
const guestBrowser = await server.signIn(guest)
line('what was shared, at the API, a guest with 20 documents', await times(() => guestBrowser.ask('/api/v1/shared')))

const compute = (who: string) => async (): Promise<void> => {
  await database.peek('select count(*) from access.compute_scopes($1)', [who])
}
line('visible scopes, computed, an ordinary member', await times(compute(member.memberId), 50))
line('visible scopes, computed, a guest with 20 documents', await times(compute(guest.memberId), 50))
line(
  'visible scopes, as kept',
  await times(() => transaction(ctx, (trx) => trx.raw('select count(*) from access.visible_scopes()')), 100),
)
line(
  'a transaction that acts as somebody, and nothing else',
  await times(() => transaction(ctx, async () => undefined), 100),
)
const document = (await transaction(ctx, (trx) => trx('documents').limit(1).pluck('id')))[0] ?? randomUUID()
line(
  'one document looked up with its rights',
  await times(() => transaction(ctx, (trx) => findDocument(trx, document))),
)

// The same statement with and without the second wall, by turns in the same transaction's time.
const page = (number: number): string =>
  `select * from documents where room_id = '${pick(number).room_id}' and folder_id = '${pick(number).id}' order by name collate natural_order, id limit 51`
const walled = await times((number) => transaction(ctx, (trx) => trx.raw(page(number))), 100)
const empty = await times(() => transaction(ctx, async () => undefined), 100)
const bare = await times((number) => database.peek(page(number)), 100)
line("a folder's page, SQL behind the wall (with its transaction)", walled)
line("a folder's page, SQL without the wall", bare)
const middle = (list: readonly number[]): number => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? NaN
say(`the wall adds about ${(middle(walled) - middle(empty) - middle(bare)).toFixed(2)} ms to a statement`)

const plan = await transaction(ctx, (trx) =>
  trx.raw<{ rows: { 'QUERY PLAN': string }[] }>(`explain (analyze, costs off, timing off) ${page(3)}`),
)
say('\nThe plan behind the wall:')
for (const row of plan.rows) say(`  ${row['QUERY PLAN']}`)
const scanned = plan.rows.some((row) => /Seq Scan on documents/.test(row['QUERY PLAN']))
say(scanned ? 'documents were scanned whole' : 'documents were not scanned whole')
say(`(${visible.length} folders to choose from)`)
await server.close()
await database.drop()
