// What lists of documents cost in a room with a million of them: the first page and the thousandth, in every order, narrowed
// in several ways, for who sees everything and for who sees little. Prints the plans of some.
//
//   node bench/documents.ts        wants the services of test/compose.yaml (CONTRIBUTING.md says how to start them), with
//                                  memory for 3 GB of data and log: their Postgres keeps everything there
//
//   BENCH_DOCUMENTS, BENCH_ASKED    how many documents, and how often each page is asked for
import { randomUUID } from 'node:crypto'
import { loadavg } from 'node:os'
import { z } from 'zod'
import { changeAccess } from '@muniment/core/access/change.ts'
import { AccessChange } from '@muniment/core/access/schema.ts'
import { readSettings } from '@muniment/core/env.ts'
import { encodeCursor } from '@muniment/core/page.ts'
import { browsersOf } from '../test/browsers.ts'
import { createTestDatabase, prepareTemplate } from '../test/database.ts'
import { createMember, createTestRoom, type TestMember } from '../test/factories.ts'
import { startServerProcess } from '../test/serverProcess.ts'
import { getterOf, type Get } from './get.ts'
import { count, say, sayPace, sayTimes, timesOf } from './say.ts'

const settings = readSettings({ BENCH_DOCUMENTS: count(1_000_000), BENCH_ASKED: count(100) })
const documents = settings.BENCH_DOCUMENTS
const folders = 1000
const people = 200
const pageSize = 50
const thousandth = Math.min(1000, Math.floor(documents / pageSize / 4))

await prepareTemplate()
const database = await createTestDatabase()
const owner = await createMember(database, { role: 'owner' })
const member = await createMember(database, { organizationId: owner.organizationId, role: 'member' })
const guest = await createMember(database, { organizationId: owner.organizationId, role: 'guest' })
const organization = owner.organizationId
const room = (await createTestRoom(owner, { name: 'Everything' })).id
const [scope] = await database.peek<{ scope_id: string }>('select scope_id from rooms where id = $1', [room])

/** Numbered ids, so that everything can be made by one statement each. */
const id = (kind: number, number: string): string =>
  `('${kind.toString(16).padStart(8, '0')}-0000-4000-8000-' || lpad(to_hex(${number}), 12, '0'))::uuid`

/** Ids that don't follow the numbers, of the form that ids have. */
const scattered = (kind: string, number: string): string =>
  `overlay(overlay(md5('${kind}' || ${number}) placing '4' from 13) placing '8' from 17)::uuid`

const began = performance.now()
await database.peek('begin')
await database.peek('set local session_replication_role = replica')
await database.peek(
  `insert into auth.users (id, name, email) select ${id(1, 'n')}, 'Person ' || n, n || '@example.test' from generate_series(1, ${people}) n`,
)
await database.peek(
  `insert into members (id, organization_id, user_id) select ${id(2, 'n')}, $1, ${id(1, 'n')} from generate_series(1, ${people}) n`,
  [organization],
)
await database.peek(
  `insert into folders (id, organization_id, room_id, parent_id, scope_id, depth, name)
   select ${id(7, 'n')}, $1, $2, case when n > 20 then ${id(7, 'n / 50')} end, $3, case when n > 20 then 2 else 1 end, 'Folder ' || n
   from generate_series(1, ${folders}) n`,
  [organization, room, scope?.scope_id],
)
// A half at the room's top, the others in a thousand folders. Ids don't follow the order of anything.
await database.peek(
  `insert into documents (id, organization_id, room_id, folder_id, scope_id, name, current_version_id, newest_version_id, size,
     description, sensitivity, state, kind, sha256, tags, document_date, created_by, created_at, updated_at)
   select ${scattered('d', 'n')}, $1, $2, case when n % 2 = 0 then ${id(7, '1 + (n::bigint * 7919) % 1000')} end, $3,
     (array['Contract', 'Invoice', 'Survey', 'Letter', 'Minutes'])[1 + n % 5] || ' ' || n || '.pdf', ${scattered('v', 'n')}, ${scattered('v', 'n')},
     (n::bigint * 48271) % 100000000, 'Quarterly statement of the lease, part ' || n % 1000, n % 3, case when n % 5000 = 0 then 'held' else 'available' end,
     case when n % 1000 = 0 then 'archive' when n % 10 = 0 then 'sheet' else 'pdf' end, sha256(n::text::bytea),
     case when n % 20000 = 0 then array['rare'] when n % 100 = 0 then array['signed', 'lease'] when n % 2 = 0 then array['lease'] else '{}' end,
     case when n % 3 > 0 then date '2000-01-01' + (n * 31) % 9000 end, ${id(2, `1 + (n * 17) % ${people}`)},
     timestamptz '2020-01-01' + n * interval '100 seconds', timestamptz '2020-01-01' + ((n::bigint * 7907) % ${documents}) * interval '100 seconds'
   from generate_series(1, ${documents}) n`,
  [organization, room, scope?.scope_id],
)
await database.peek(
  `insert into versions (id, object_id, organization_id, document_id, number, size, etag, state, sha256, scanned_at, media_type)
   select d.current_version_id, d.current_version_id, d.organization_id, d.id, 1, d.size, 'x', d.state, d.sha256, now(), 'application/pdf' from documents d`,
)
await database.peek('commit')
await database.peek('vacuum analyze')
// The guest: one folder among a thousand, and twenty documents besides.
const view = AccessChange.parse({
  grants: [{ subject: { kind: 'member', id: guest.memberId }, level: 'view' }],
})
const [shared] = await database.peek<{ id: string }>(`select ${id(7, '77')} as id`)
await changeAccess(owner.ctx, 'folder', shared?.id ?? '', view)
for (let number = 1; number <= 20; number += 1) {
  const [one] = await database.peek<{ id: string }>(`select ${scattered('d', String(number * 37))} as id`)
  await changeAccess(owner.ctx, 'document', one?.id ?? '', view)
}
const open = AccessChange.parse({ grants: [{ subject: { kind: 'member', id: guest.memberId }, level: 'view' }] })
const elsewhere = (await createTestRoom(owner, { name: 'Elsewhere', visibility: 'private' })).id
await changeAccess(owner.ctx, 'room', elsewhere, open)
say(`${documents} documents in one room, made in ${((performance.now() - began) / 1000).toFixed(0)} s`)
const load = loadavg()[0] ?? 0
say(`load of the machine: ${load.toFixed(1)}${load > 2 ? ': others work on it, so take the ratios' : ''}`)

const server = await startServerProcess(database, randomUUID() + randomUUID())
const { signIn } = browsersOf(server.url, 'http://localhost')
const Page = z.object({ items: z.array(z.object({ id: z.string() })) })

async function measure(name: string, get: Get, query: string): Promise<void> {
  const path = `/api/v1/rooms/${room}/documents?limit=${pageSize}&${query}`
  const { items } = Page.parse(JSON.parse((await get(path)).toString()))
  await timesOf(4, () => get(path))
  sayTimes(`${name} (${items.length})`, await timesOf(settings.BENCH_ASKED, () => get(path)))
}

/** The cursor of a page far behind: that of the row that stands before it, as the server would have made it. */
async function far(
  sort: string,
  column: string,
  value: string,
  where: string,
  behind = thousandth * pageSize,
): Promise<string> {
  const [row] = await database.peek<{ value: string | number; id: string }>(
    `select ${value} as value, id from documents where room_id = $1 and ${where} order by ${column}, id offset $2 limit 1`,
    [room, behind],
  )
  return encodeCursor([sort === 'size' ? Number(row?.value) : (row?.value ?? ''), row?.id ?? ''])
}

const iso = `to_char(updated_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
const orders = [
  ['name', 'name collate natural_order', 'name'],
  ['updatedAt', 'updated_at', iso],
  ['size', 'size', 'size'],
  ['documentDate', `coalesce(document_date, '-infinity')`, `coalesce(document_date, '-infinity')::text`],
] as const

const asPerson = async (person: TestMember) => getterOf(server.url, await signIn(person))
const getters = { owner: await asPerson(owner), member: await asPerson(member) }
for (const [who, get] of Object.entries(getters)) {
  // A server that runs for days has compiled what it runs.
  await timesOf(settings.BENCH_ASKED * 20, () => get(`/api/v1/rooms/${room}/documents`))
  sayPace()
  for (const [sort, column, value] of orders) {
    await measure(`${who}: room by ${sort}, first page`, get, `scope=room&sort=${sort}`)
    const cursor = await far(sort, column, value, who === 'owner' ? 'true' : 'sensitivity <= 1')
    await measure(`${who}: room by ${sort}, page ${thousandth}`, get, `scope=room&sort=${sort}&cursor=${cursor}`)
  }
  await measure(`${who}: room by author, first page`, get, 'scope=room&sort=author')
  // About the thousandth: in the midst of the tenth of the authors.
  const theirs = `created_by = ${id(2, '10')} and sensitivity <= 1`
  const byAuthor = await far(
    'author',
    'name collate natural_order',
    'created_by || name',
    theirs,
    Math.floor(documents / people / 4),
  )
  await measure(`${who}: room by author, far behind`, get, `scope=room&sort=author&cursor=${byAuthor}`)
  await measure(`${who}: top by name, first page`, get, 'sort=name')
  const inTop = await far('name', 'name collate natural_order', 'name', 'folder_id is null')
  await measure(`${who}: top by name, page ${thousandth}`, get, `sort=name&cursor=${inTop}`)
  await measure(`${who}: a folder by name`, get, `folderId=${shared?.id}`)
  await measure(`${who}: below a folder, by date of change`, get, `scope=below&folderId=${shared?.id}&sort=updatedAt`)
}
const filters = {
  'a common part of the name': 'name=contract',
  'a rare part of the name': 'name=987654',
  'two words, a thousandth': 'text=quarterly+777',
  'a rare word': 'text=987654',
  'a kind, a tenth': 'kind=sheet',
  'a kind, a thousandth': 'kind=archive',
  'a state, of 200': 'state=held',
  'a tag, a half': 'tag=lease',
  'a tag, a hundredth': 'tag=signed',
  'a tag, of 50': 'tag=rare',
  'sizes, a hundredth': 'sizeFrom=1000&sizeTo=1000000',
  'changed in a month': 'updatedFrom=2021-05-01T00:00:00Z&updatedTo=2021-06-01T00:00:00Z',
  'added in a month': 'createdFrom=2021-05-01T00:00:00Z&createdTo=2021-06-01T00:00:00Z',
  'dated in a month': 'dateFrom=2010-05-01&dateTo=2010-05-31',
  'an author': `author=00000002-0000-4000-8000-${(17).toString(16).padStart(12, '0')}`,
  'tag, kind and name together': 'tag=signed&kind=pdf&name=survey',
}
for (const [name, query] of Object.entries(filters)) {
  await measure(`member: ${name}, by name`, getters.member, `scope=room&${query}`)
  await measure(`member: ${name}, newest first`, getters.member, `scope=room&${query}&sort=updatedAt&direction=desc`)
}
const guests = await asPerson(guest)
const mine = `scope=below&folderId=${shared?.id}`
for (const [sort] of orders) await measure(`guest with one folder: by ${sort}`, guests, `${mine}&sort=${sort}`)
await measure('guest with one folder: a common part of the name', guests, `${mine}&name=contract`)
await measure('guest with one folder: a common tag', guests, `${mine}&tag=lease`)

/** The list's statement runs inside a function, whose plans are not shown: here its parts are planned by themselves. */
async function plan(name: string, where: string, order: string): Promise<void> {
  const rows = await database.peek<{ 'QUERY PLAN': string }>(
    `explain (analyze, costs off, timing off, summary off) select d.id from documents d where d.room_id = '${room}' and d.sensitivity <= 1 and ${where} order by ${order}, d.id limit 51`,
  )
  say(`\n${name}`)
  for (const row of rows) say(`  ${row['QUERY PLAN']}`)
}
const byName = 'd.name collate natural_order'
await plan('The room by name:', 'true', byName)
await plan('A rare word:', `d.name || ' ' || d.title || ' ' || d.description ilike '%987654%'`, byName)
await plan('A tag, a hundredth:', `d.tags @> array['signed']`, byName)
await plan('A tag, of 50:', `d.tags @> array['rare']`, 'd.updated_at')
const [own] = await database.peek<{ id: string }>('select id from scopes where folder_id = $1', [shared?.id])
await plan('The documents of one scope:', `d.scope_id = any (array['${own?.id}'::uuid])`, byName)
await server.kill()
await database.drop()
