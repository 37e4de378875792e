// What access costs in a large organization: lists at the API, visible scopes computed and kept, one look at a document, and
// the second wall by itself. Prints the plans, so that it can be seen which indexes they use.
//
//   node bench/access.ts        wants the services of test/compose.yaml (CONTRIBUTING.md says how to start them)
//
//   BENCH_DOCUMENTS, BENCH_PEOPLE, BENCH_ASKED    how much of it
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { transaction } from '@muniment/core/db.ts'
import { findDocument } from '@muniment/core/documents/queries.ts'
import { readSettings } from '@muniment/core/env.ts'
import { browsersOf } from '../test/browsers.ts'
import { createTestDatabase, prepareTemplate } from '../test/database.ts'
import { contextOf } from '../test/factories.ts'
import { startServerProcess } from '../test/serverProcess.ts'
import { plantOrganization } from './organization.ts'

const count = (value: number) => z.coerce.number().int().min(1).default(value)
const settings = readSettings({ BENCH_DOCUMENTS: count(1_000_000), BENCH_PEOPLE: count(2000), BENCH_ASKED: count(300) })

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

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
  const browser = await signIn(person)
  const list = async (number: number, filter = ''): Promise<void> => {
    const { id: folderId, room_id } = pick(number)
    const answer = await browser.ask(`/api/v1/rooms/${room_id}/documents?folderId=${folderId}&limit=50${filter}`)
    if (answer.status !== 200) throw new Error(`${answer.status}`)
  }
  // A server that runs for days has compiled what it runs.
  await times((number) => list(number), settings.BENCH_ASKED * 8)
  line(`a folder's documents at the API, ${who}`, await times((number) => list(number)))
  for (const [what, filter] of [
    ['a word', '&text=agreed'],
    ['a part of the name', '&name=document'],
    ['a tag', '&tag=signed'],
  ] as const) {
    line(`the same narrowed by ${what}, ${who}`, await times((number) => list(number, filter)))
    line(`all below it narrowed by ${what}, ${who}`, await times((number) => list(number, `&scope=below${filter}`)))
  }
  line(
    `all below it narrowed by words of few documents, ${who}`,
    await times((number) => list(number, `&scope=below&text=plot+${number % 1000}`)),
  )
}
const guestBrowser = await signIn(guest)
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

// What the page says is no proof that its index is used: the plans are, of a folder, of a room's top and of one document.
const asked = {
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
  for (const [what, sql] of Object.entries(asked)) {
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
