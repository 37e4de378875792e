import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { plantGarden, type Garden, type Person } from '../test/leaks/garden.ts'
import { found, needlesOf, piecesOf, type Needle } from '../test/leaks/needles.ts'
import { listenTo, tellOfHidden, workOnHidden, type Ear } from '../test/leaks/storm.ts'
import { closeSockets, watchBy } from '../test/sockets.ts'
import { removeHidden } from '../test/leaks/remove.ts'
import {
  described,
  guessesOf,
  questionsAbout,
  tell,
  withoutRepeats,
  type Question,
  type Told,
} from '../test/leaks/questions.ts'
import { inTurns } from '../test/inTurns.ts'
import { doors } from '../test/matrix/doors.ts'
import { startTestServer, type TestServer } from '../test/server.ts'

// Nothing that somebody may not have is in any answer: not the bytes of a file for who may only view it, and nothing at
// all of what somebody does not see. The questions are made from docs/openapi.json and the doors in test/matrix/.

let database: TestDatabase
let server: TestServer
let garden: Garden

beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database)
  garden = await plantGarden(database, server)
}, 120_000)
afterAll(async () => {
  process.stdout.write(`${asked} answers searched\n`)
  await garden.close()
  await server.close()
  await database.drop()
})

let asked = 0

/** Asks all of it and gives where something was found that should not be there. */
async function leaksIn(
  person: Person,
  questions: readonly Question[],
  needlesFor: (question: Question) => readonly Needle[],
  look: (question: Question, told: Told) => unknown = () => undefined,
): Promise<string[]> {
  const leaks: string[] = []
  await inTurns(questions, async (question) => {
    const told = await tell(server, person, question)
    asked += 1
    look(question, told)
    const what = found(needlesFor(question), told.body, Buffer.from(JSON.stringify(told.headers)))
    const { method, path, headers } = question
    if (what.length > 0) leaks.push(`${method} ${path} ${JSON.stringify(headers)}: ${told.status}, ${what.join()}`)
    if (told.status >= 500) leaks.push(`${method} ${path}: ${told.status} ${told.body.toString()}`)
  })
  return leaks.sort()
}

describe('the questions', () => {
  it('are about everything that the API has', () => {
    expect(described().filter((name) => doors[name] === undefined)).toEqual([])
  })

  it('would find what is planted', () => {
    for (const { name, bytes, drawn } of garden.files) {
      const marks = needlesOf('hidden', garden.hidden())
      if (/\.(pdf|docx|xlsx|png|jpg|zip)$/.test(name)) expect(found(marks, bytes), name).toEqual(['hidden'])
      if (!drawn) continue
      expect(found(piecesOf(name, bytes), Buffer.concat([Buffer.from('x'), bytes]))).toEqual([name])
    }
  })
})

describe('who may only view', { timeout: 300_000 }, () => {
  it('gets no byte of an original by any route', async () => {
    const { world, viewer, secrets, files, hidden } = garden
    const needles = [
      ...needlesOf('a marker in the bytes', hidden()),
      ...files.filter(({ drawn }) => drawn).flatMap(({ name, bytes }) => piecesOf(name, bytes)),
    ]
    const pages = secrets.flatMap((ids) => ['1', '2'].map((page) => ({ ...ids, page })))
    const about = [
      ...pages.map((ids) => questionsAbout({ world, visitor: viewer, ids })),
      ...secrets.slice(0, 1).map((ids) => questionsAbout({ world, visitor: viewer, ids, fresh: true })),
    ]
    const questions = withoutRepeats((await Promise.all(about)).flat())
    const { rows } = await sums()
    const variants = questions.flatMap((question) => variantsOf(question, rows))
    const statuses = new Map<string, Set<number>>()
    const leaks = await leaksIn(
      viewer,
      variants,
      () => needles,
      ({ name }, { status }) => {
        statuses.set(name, (statuses.get(name) ?? new Set()).add(status))
      },
    )
    expect(leaks).toEqual([])
    // The questions were understood: what a viewer may have, they got.
    for (const name of ['get /documents/:documentId', 'get /versions/:versionId/preview/pages/:page'])
      expect([...(statuses.get(name) ?? [])]).toContain(200)
    for (const [name, all] of statuses)
      if (name.includes('/content') && !name.startsWith('get /archives') && !name.includes('/contents'))
        expect([...all], name).toEqual([403])
  })
})

/** What of an answer is the same whenever it is asked. */
function steady({ status, headers, body }: Told): string {
  const changing = new Set(['date', 'x-request-id', 'ratelimit', 'keep-alive', 'connection', 'content-length'])
  const said = headers.filter(([name]) => !changing.has(name)).map(([name, value]) => `${name}: ${value}`)
  const text = body.toString('latin1').replaceAll(/"(requestId|lastUsedAt|expiresAt)":"[^"]*"/g, '')
  return [status, ...said, text].join('\n')
}

const Told = z.tuple([
  z.object({ position: z.number(), documentId: z.string().nullable(), roomId: z.string().nullable() }),
])
const Beat = z.tuple([z.object({ rooms: z.record(z.string(), z.number()) })])

describe('who does not see something', { timeout: 300_000 }, () => {
  const people = () => [garden.bystander, garden.guest, garden.foreigner]

  /** What somebody may ask: about what is hidden, and about what is not, with all that they may guess. */
  async function questionsOf(person: Person): Promise<Question[]> {
    const { world, unseen, shared, word } = garden
    const documents = [...new Set(unseen.map(({ documentId }) => documentId ?? ''))]
    const [row] = await database.peek<{
      id: string
      name: string
      size: number
      updated_at: Date
      created_by: string | null
    }>('select id, name, size::int, updated_at, created_by from documents where id = any($1)', [documents.slice(-1)])
    // Of the room that they know nothing of three are enough: a first version and its second, and one that was checked out.
    const few = [...unseen.slice(0, 2), ...unseen.slice(-4)]
    const last = unseen.at(-1) ?? {}
    const ids = ['documentId', 'versionId', 'folderId', 'roomId', 'trashId'].map((name) => last[name] ?? '')
    if (row === undefined) throw new Error('there is nothing to guess')
    const guesses = guessesOf(row, word(), ids)
    const about = [
      ...few.map((hidden) => questionsAbout({ world, visitor: person, ids: { ...hidden, page: '1' } })),
      ...shared.slice(0, 1).map((seen) => questionsAbout({ world, visitor: person, ids: seen, guesses })),
      ...shared.slice(1).map((seen) => questionsAbout({ world, visitor: person, ids: seen })),
    ]
    return withoutRepeats((await Promise.all(about)).flat())
  }

  /** What must not be in an answer: nothing of what is hidden, but for ids that were in the question. */
  function needlesFor(person: Person): (question: Question) => Needle[] {
    const { word, hidden, unseen, shared, viewer } = garden
    const words = [...needlesOf('a word of it', word()), ...needlesOf('a marker in the bytes', hidden())]
    const ids = [
      ...new Set(
        unseen.flatMap((one) => ['documentId', 'versionId', 'trashId', 'folderId'].map((name) => one[name] ?? '')),
      ),
    ].filter((id) => id !== '' && id !== shared[0]?.['folderId'])
    // Whom a guest must not discover: who else was let in to the same document, and reads it.
    const others = person === garden.guest ? [viewer] : []
    const secretIds = [
      ...ids.map((id) => ({ what: 'an id of it', text: id })),
      ...others.flatMap(({ name, memberId }) => [
        { what: 'another guest', text: name },
        { what: 'the id of another guest', text: memberId ?? '' },
      ]),
    ].map(({ what, text }) => ({ what, text, bytes: Buffer.from(text) }))
    return ({ name, path, body }) => {
      // What they did to something lists the ids that they named themselves.
      const theirs = name.includes('/bulk') ? (unseen.at(-1)?.['documentId'] ?? '') : ''
      const asked = `${path} ${decodeURIComponent(path)} ${JSON.stringify(body ?? '')} ${theirs}`
      return [...words, ...secretIds.filter(({ text }) => !asked.includes(text))].filter(
        ({ bytes }) => !asked.includes(bytes.toString()),
      )
    }
  }

  it('hears nothing of it, whatever is done to it and however often', async () => {
    const { shared, unseen, bystander, guest, foreigner, word } = garden
    const [first = {}, second = {}] = shared
    const [theirs] = await database.peek<{ id: string }>('select id from rooms where organization_id = $1', [
      foreigner.self.organizationId,
    ])
    const watched = new Map<Person, object[]>([
      [bystander, [{ roomId: first['roomId'] }, { folderId: first['folderId'] }, { documentId: first['documentId'] }]],
      [guest, [{ documentId: second['documentId'] }]],
      [foreigner, [{ roomId: theirs?.id }]],
    ])
    const ears = await Promise.all([...watched].map(([person, things]) => listenTo(server, person, things)))
    for (const { socket } of ears) {
      for (const ids of unseen)
        for (const kind of ['room', 'folder', 'document']) {
          const id = ids[`${kind}Id`]
          if (id === first['roomId'] || id === first['folderId']) continue
          expect(await watchBy(socket, { [`${kind}Id`]: id })).toEqual(
            await watchBy(socket, { [`${kind}Id`]: randomUUID() }),
          )
        }
    }
    await workOnHidden(server, garden)
    await tellOfHidden(database, garden)
    // Events keep their order: once the last thing is heard, everything before it was.
    const sent: string[] = []
    for (const [table, id] of [
      ['documents', first['documentId']],
      ['documents', second['documentId']],
      ['rooms', theirs?.id],
    ]) {
      await database.peek(
        `insert into events (organization_id, type, actor_system, scope_id, room_id, document_id, published)
         select organization_id, 'access.changed', 'scan', scope_id, ${table === 'rooms' ? 'id, null' : 'room_id, id'}, true
         from ${table} where id = $1`,
        [id],
      )
      sent.push(id ?? '')
    }
    const idsHeard = ({ heard }: Ear) =>
      heard.flatMap(([name, told]) =>
        name === 'event' ? [Told.parse(told)[0].documentId ?? Told.parse(told)[0].roomId] : [],
      )
    const expected = [sent.slice(0, 2), sent.slice(1, 2), sent.slice(2)]
    for (const [at, ear] of ears.entries()) {
      await expect.poll(() => idsHeard(ear), { timeout: 20_000 }).toEqual(expected[at])
      // The position that a heartbeat tells is that of what they may see.
      const last = Told.parse(ear.heard.findLast(([name]) => name === 'event')?.[1])[0].position
      const positions = () => {
        const beat = ear.heard.findLast(([name]) => name === 'heartbeat')?.[1]
        return beat === undefined ? [] : [...new Set(Object.values(Beat.parse(beat)[0].rooms))]
      }
      await expect.poll(positions, { timeout: 30_000, interval: 200 }).toEqual([last])
      expect(found(needlesOf('a word of it', word()), Buffer.from(JSON.stringify(ear.heard)))).toEqual([])
      expect(ear.heard.map(([name]) => name).filter((name) => !['event', 'heartbeat'].includes(name))).toEqual([])
    }
    closeSockets()
  })

  it('finds no trace of it where they try to change something', async () => {
    for (const person of people()) {
      const trying = (await questionsOf(person)).filter((question) => !isSteady(question))
      expect(await leaksIn(person, trying, needlesFor(person)), person.name).toEqual([])
    }
  })

  it('finds no trace of it where they read, and gets the same answers as where it never was', async () => {
    const before = new Map<Person, [Question, string][]>()
    for (const person of people()) {
      // What somebody looks at for the first time is an event of theirs, and later ones are not.
      for (const { documentId, versionId } of garden.shared)
        for (const path of [`documents/${documentId}`, `versions/${versionId}`])
          for (const part of ['', '/preview', '/preview/pages/1', '/content'])
            await person.browser.ask(`/api/v1/${path}${part}`)
      // Events are told once nothing older is under way anywhere in the cluster, which other tests use too.
      const withheld = 'select from events where transaction_id >= pg_snapshot_xmin(pg_current_snapshot()) limit 1'
      await expect.poll(() => database.peek(withheld), { timeout: 60_000 }).toEqual([])
      // Uploads that were begun a moment ago are listed as being sent, until that moment is over.
      const sent = async () => JSON.stringify((await person.browser.ask('/api/v1/uploads')).body)
      await expect.poll(sent, { timeout: 60_000, interval: 500 }).not.toContain('"sending":true')
      const answers: [Question, string][] = []
      const note = (question: Question, told: Told): unknown => answers.push([question, steady(told)])
      const reading = (await questionsOf(person)).filter(isSteady)
      expect(await leaksIn(person, reading, needlesFor(person), note), person.name).toEqual([])
      before.set(person, answers)
    }
    await removeHidden(database, garden)
    for (const [person, answers] of before) {
      const different: string[] = []
      await inTurns(answers, async ([question, told]) => {
        const now = steady(await tell(server, person, question))
        asked += 1
        if (now !== told) different.push(`${question.method} ${question.path}: ${told}\n → ${now}`)
      })
      expect(different, person.name).toEqual([])
    }
  })
})

/** Whether asking changes nothing, so that it can be asked again. */
function isSteady({ method, name, path }: Question): boolean {
  const aboutHidden = garden.secrets.some(({ documentId = '', folderId = '' }) =>
    [documentId, folderId].some((id) => path.includes(id)),
  )
  return aboutHidden || (method === 'GET' && !name.endsWith('/content'))
}

async function sums() {
  const rows = await database.peek<{ sum: string }>(
    `select encode(sha256, 'hex') as sum from versions where sha256 is not null limit 3`,
  )
  return { rows: rows.map(({ sum }) => sum) }
}

function variantsOf(question: Question, sumsOfFiles: readonly string[]): Question[] {
  if (question.method !== 'GET' || !question.streams) return [question]
  const headers: Record<string, string>[] = [
    {},
    { range: 'bytes=0-' },
    { range: 'bytes=0-99' },
    { range: 'bytes=-200' },
    { range: 'bytes=0-9,20-29' },
    { accept: 'application/octet-stream' },
    { accept: 'application/zip, application/pdf;q=0.9, image/png;q=0.8', 'accept-encoding': 'gzip, deflate' },
    ...sumsOfFiles.map((sum) => ({ 'if-none-match': `"${sum}"` })),
    ...sumsOfFiles.slice(0, 1).map((sum) => ({ 'if-range': `"${sum}"`, range: 'bytes=0-' })),
  ]
  return [
    ...headers.map((more) => ({ ...question, headers: { ...question.headers, ...more } })),
    { ...question, method: 'HEAD' },
    { ...question, path: `${question.path}${question.path.includes('?') ? '&' : '?'}download=1&raw=1&original=true` },
  ]
}
