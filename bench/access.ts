// What access costs in a large organization: lists at the API, visible scopes computed and kept, one look at a document, and
// the second wall by itself. Prints the plans, so that it can be seen which indexes they use.
//
//   node bench/access.ts        wants the services of test/compose.yaml (CONTRIBUTING.md says how to start them)
//
//   BENCH_DOCUMENTS, BENCH_PEOPLE, BENCH_ASKED    how much of it
import { randomUUID } from 'node:crypto'
import { transaction } from '@muniment/core/db.ts'
import { findDocument } from '@muniment/core/documents/queries.ts'
import { readSettings } from '@muniment/core/env.ts'
import { browsersOf } from '../test/browsers.ts'
import { createTestDatabase, prepareTemplate } from '../test/database.ts'
import { contextOf } from '../test/factories.ts'
import { startServerProcess } from '../test/serverProcess.ts'
import { getterOf } from './get.ts'
import { plantOrganization } from './organization.ts'
import { count, percentile, say, sayPace, sayTimes, timesOf } from './say.ts'

const settings = readSettings({ BENCH_DOCUMENTS: count(1_000_000), BENCH_PEOPLE: count(2000), BENCH_ASKED: count(300) })
const asked = settings.BENCH_ASKED

await prepareTemplate()
const database = await createTestDatabase()
const began = performance.now()
const { owner, member, guest } = await plantOrganization(database, {
  documents: settings.BENCH_DOCUMENTS,
  people: settings.BENCH_PEOPLE,
})
const [totals] = await database.peek<Record<string, number>>(
  'select (select count(*)::int from documents) documents, (select count(*)::int from folders) folders, (select count(*)::int from scopes) scopes, (select count(*)::int from grants) grants',
)
say(`${JSON.stringify(totals)}, made in ${((performance.now() - began) / 1000).toFixed(0)} s`)

const ctx = await contextOf(database, member.personId, member.organizationId)
const visible = await transaction(ctx, (trx) => trx('folders').limit(2000).pluck('id'))
const seen = await transaction(ctx, (trx) => trx('folders').limit(2000).select('id', 'room_id'))
const scopes = await transaction(ctx, (trx) => trx.raw<{ rows: unknown[] }>('select * from access.visible_scopes()'))
say(`an ordinary member sees ${scopes.rows.length} scopes`)
const pick = (number: number) => seen[(number * 7) % seen.length] ?? { id: '', room_id: '' }

const server = await startServerProcess(database, randomUUID() + randomUUID())
const { signIn } = browsersOf(server.url, 'http://localhost')
for (const [who, person] of [
  ['an ordinary member', member],
  ['the owner', owner],
] as const) {
  const get = getterOf(server.url, await signIn(person))
  const list = async (number: number, filter = ''): Promise<void> => {
    const { id: folderId, room_id } = pick(number)
    await get(`/api/v1/rooms/${room_id}/documents?folderId=${folderId}&limit=50${filter}`)
  }
  // A server that runs for days has compiled what it runs.
  await timesOf(settings.BENCH_ASKED * 8, (number) => list(number))
  sayPace()
  sayTimes(`a folder's documents at the API, ${who}`, await timesOf(asked, (number) => list(number)))
  for (const [what, filter] of [
    ['a word', '&text=agreed'],
    ['a part of the name', '&name=document'],
    ['a tag', '&tag=signed'],
  ] as const) {
    sayTimes(`the same narrowed by ${what}, ${who}`, await timesOf(asked, (number) => list(number, filter)))
    sayTimes(
      `all below it narrowed by ${what}, ${who}`,
      await timesOf(asked, (number) => list(number, `&scope=below${filter}`)),
    )
  }
  sayTimes(
    `all below it narrowed by words of few documents, ${who}`,
    await timesOf(asked, (number) => list(number, `&scope=below&text=plot+${number % 1000}`)),
  )
}
const getAsGuest = getterOf(server.url, await signIn(guest))
sayTimes(
  'what was shared, at the API, a guest with 20 documents',
  await timesOf(asked, () => getAsGuest('/api/v1/shared')),
)

const compute = (who: string) => async (): Promise<void> => {
  await database.peek('select count(*) from access.compute_scopes($1)', [who])
}
sayTimes('visible scopes, computed, an ordinary member', await timesOf(50, compute(member.memberId)))
sayTimes('visible scopes, computed, a guest with 20 documents', await timesOf(50, compute(guest.memberId)))
sayTimes(
  'visible scopes, as kept',
  await timesOf(100, () => transaction(ctx, (trx) => trx.raw('select count(*) from access.visible_scopes()'))),
)
sayTimes(
  'a transaction that acts as somebody, and nothing else',
  await timesOf(100, () => transaction(ctx, async () => undefined)),
)
const document = (await transaction(ctx, (trx) => trx('documents').limit(1).pluck('id')))[0] ?? randomUUID()
sayTimes(
  'one document looked up with its rights',
  await timesOf(asked, () => transaction(ctx, (trx) => findDocument(trx, document))),
)

// The same statement with and without the second wall, by turns in the same transaction's time.
const page = (number: number): string =>
  `select * from documents where room_id = '${pick(number).room_id}' and folder_id = '${pick(number).id}' order by name collate natural_order, id limit 51`
const walled = await timesOf(100, (number) => transaction(ctx, (trx) => trx.raw(page(number))))
const empty = await timesOf(100, () => transaction(ctx, async () => undefined))
const bare = await timesOf(100, (number) => database.peek(page(number)))
sayTimes("a folder's page, SQL behind the wall (with its transaction)", walled)
sayTimes("a folder's page, SQL without the wall", bare)
const middle = (list: readonly number[]): number =>
  percentile(
    list.toSorted((a, b) => a - b),
    0.5,
  )
say(`the wall adds about ${(middle(walled) - middle(empty) - middle(bare)).toFixed(2)} ms to a statement`)

// What the page says is no proof that its index is used: the plans are, of a folder, of a room's top and of one document.
const statements = {
  "a folder's page": page(3),
  "a room's top": `select * from documents where room_id = '${pick(3).room_id}' and folder_id is null order by folder_id, name collate natural_order, id limit 51`,
  'one document': `select * from documents where id = '${document}'`,
  "a folder's versions": `select n.* from versions n join (${page(3)}) d on n.id = d.current_version_id`,
}
for (const [who, person] of [
  ['an ordinary member', member],
  ['the owner', owner],
  ['a guest with 20 documents', guest],
] as const) {
  const asPerson = await contextOf(database, person.personId, person.organizationId)
  for (const [what, sql] of Object.entries(statements)) {
    const plan = await transaction(asPerson, (trx) =>
      trx.raw<{ rows: { 'QUERY PLAN': string }[] }>(`explain (analyze, costs off, timing off) ${sql}`),
    )
    say(`\nThe plan of ${what} behind the wall, ${who}:`)
    for (const row of plan.rows) say(`  ${row['QUERY PLAN']}`)
    if (plan.rows.some((row) => /Seq Scan on (documents|versions)/.test(row['QUERY PLAN'])))
      throw new Error(`${what}, ${who}: documents are read whole`)
  }
}
say('no plan reads documents or versions whole')
say(`(${visible.length} folders to choose from)`)
await server.kill()
await database.drop()
