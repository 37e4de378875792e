import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { encodeCursor } from '@muniment/core/page.ts'
import type { Route } from '@muniment/server/route.ts'
import { routes } from '@muniment/server/routes.ts'
import { nameOf, put, type Asked, type Door } from '../matrix/door.ts'
import { doors } from '../matrix/doors.ts'
import type { Ids, PlantedPlace, Visitor, World } from '../matrix/world.ts'
import type { TestServer } from '../server.ts'

// Questions about given things, made from the routes, their doors and what docs/openapi.json says of their queries.

export interface Question extends Asked {
  /** Of the route. */
  name: string
  /** It answers with bytes. */
  streams: boolean
}

export interface Told {
  status: number
  headers: [string, string][]
  body: Buffer
}

const Schema = z.object({
  type: z.string().optional(),
  format: z.string().optional(),
  enum: z.array(z.string()).optional(),
})
const Described = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        parameters: z.array(z.object({ in: z.string(), name: z.string(), schema: Schema })).optional(),
      }),
    ),
  ),
})
const document = Described.parse(JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8')))

const addressOf = (path: string): string => `/api/v1${path.replaceAll(/:(\w+)/g, '{$1}')}`

/** Everything that docs/openapi.json describes, named as the routes are. */
export function described(): string[] {
  const names = new Map(routes.map((route) => [addressOf(route.path), route.path]))
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method} ${names.get(path) ?? path}`),
  )
}

interface Parameter {
  name: string
  schema: z.infer<typeof Schema>
}

function parametersOf(route: Route): Parameter[] {
  return (document.paths[addressOf(route.path)]?.[route.method]?.parameters ?? [])
    .filter((one) => one.in === 'query')
    .map(({ name, schema }) => ({ name, schema }))
}

/** What somebody who guesses might put into a query, by its type, and where they might say that they left off a list. */
export interface Guesses {
  words: string[]
  ids: string[]
  numbers: string[]
  days: string[]
  moments: string[]
  cursors: string[]
}

interface Guessed {
  id: string
  name: string
  size: number
  updated_at: Date
  created_by: string | null
}

/** Of a hidden document: its name, tags, ids, size and times; and cursors at it and just before it in every order. */
export function guessesOf(row: Guessed, word: string, ids: readonly string[]): Guesses {
  const moment = row.updated_at.toISOString()
  const places = [row.name, moment, row.size, '2001-02-03', row.created_by ?? '']
  return {
    words: [word, `${word}tag`, row.name, 'restricted', 'available', 'pdf,image,office,sheet,text'],
    ids: [...ids],
    numbers: [String(row.size), String(row.size + 1), '1'],
    days: ['2001-02-03', '2001-02-04'],
    moments: [moment],
    cursors: places.flatMap((place) =>
      [row.id, '00000000-0000-0000-0000-000000000000'].map((id) => encodeCursor([place, id])),
    ),
  }
}

function valuesOf({ schema }: Parameter, { words, ids, numbers, days, moments }: Guesses): readonly string[] {
  if (schema.enum !== undefined) return schema.enum
  if (schema.type === 'integer') return numbers
  if (schema.format === 'uuid') return ids
  if (schema.format === 'date') return days
  if (schema.format === 'date-time') return moments
  return [...words, ...ids, ids.join(',')]
}

/** The query of a route: as it is, and each of its parameters with each value that it lists or that somebody may guess. */
function queriesOf(route: Route, guesses: Guesses): string[] {
  const parameters = parametersOf(route)
  const wide = parameters.some(({ name }) => name === 'scope') ? { scope: 'room' } : {}
  const query = (values: Record<string, string>): string => new URLSearchParams({ ...wide, ...values }).toString()
  const orders = parameters
    .filter(({ name }) => name === 'sort')
    .flatMap(({ schema }) => schema.enum ?? [])
    .flatMap((sort) => ['asc', 'desc'].map((direction) => ({ sort, direction, limit: '2' })))
  return [
    '',
    ...parameters.flatMap((parameter) => {
      if (parameter.name !== 'cursor') {
        return valuesOf(parameter, guesses).map((value) => query({ [parameter.name]: value }))
      }
      const cursors = [{}, ...guesses.cursors.map((cursor) => ({ cursor }))]
      return (orders.length === 0 ? [{}] : orders).flatMap((order) => cursors.map((one) => query({ ...order, ...one })))
    }),
  ]
}

export interface About {
  world: World
  visitor: Visitor
  ids: Ids
  /** Whether what a door makes for one question is to be made; else everything is about `ids`. */
  fresh?: boolean
  guesses?: Guesses
}

function noFresh(door: Door): Door {
  const same = { ...door }
  delete same.fresh
  return same
}

/** Every question that the API can be asked about one thing. */
export async function questionsAbout({ world, visitor, ids, fresh = false, guesses }: About): Promise<Question[]> {
  const place: PlantedPlace = { name: '', granted: 0, sensitivity: 1, ids, forDocuments: false }
  const all = await Promise.all(
    routes.flatMap((route) =>
      [doors[nameOf(route)] ?? []].flat().map(async (door): Promise<Question[]> => {
        if (fresh && door.fresh === undefined) return []
        const about = { name: nameOf(route), streams: route.streams !== undefined }
        const asked = await put(route, fresh ? door : noFresh(door), { world, place, visitor })
        if (route.method !== 'get') {
          const now = { ...asked, headers: { ...asked.headers, 'if-match': '"1"' } }
          return [asked, ...(route.ifMatch ? [now] : [])].map((one) => ({ ...one, ...about }))
        }
        const queries = guesses === undefined ? [''] : queriesOf(route, guesses)
        return queries.map((query) => ({
          ...asked,
          ...about,
          path: `${asked.path}${query === '' ? '' : `${asked.path.includes('?') ? '&' : '?'}${query}`}`,
        }))
      }),
    ),
  )
  return all.flat()
}

/** One of each: many things lie in one room. */
export function withoutRepeats(questions: readonly Question[]): Question[] {
  const key = ({ method, path, headers, body }: Question): string => JSON.stringify([method, path, headers, body])
  return [...new Map(questions.map((one) => [key(one), one])).values()]
}

export async function tell(server: TestServer, visitor: Pick<Visitor, 'browser'>, question: Asked): Promise<Told> {
  const { method, path, headers, body } = question
  const answer = await fetch(`${server.url}${path}`, {
    method,
    redirect: 'manual',
    headers: {
      origin: server.services.origin,
      // A fresh address each time: what is tried here is not the limit of requests.
      'x-real-ip': randomUUID(),
      cookie: visitor.browser.cookie,
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  return { status: answer.status, headers: [...answer.headers], body: Buffer.from(await answer.arrayBuffer()) }
}
