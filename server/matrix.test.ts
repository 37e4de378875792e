import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { permissionNames, roleKeys, type Permission } from '@muniment/core/access/permissions.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { inTurns } from '../test/inTurns.ts'
import { consoleDifferences, consolePermissions } from '../test/matrix/console.ts'
import { ask, nameOf, yesOf, type Door } from '../test/matrix/door.ts'
import { doors } from '../test/matrix/doors.ts'
import { judge, level } from '../test/matrix/oracle.ts'
import {
  inEveryPosition,
  plantWorld,
  theOperator,
  withAndWithout,
  type PlantedPlace,
  type Visitor,
  type World,
} from '../test/matrix/world.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import type { Route } from './route.ts'
import { routes } from './routes.ts'

// Every route, asked over HTTP by somebody of every built-in role in every position, and with and without every single
// permission; compared with what test/matrix/ says of it. Somebody is let in where the answer is that of a yes: for most
// changes 412, because they name a revision that nothing has, so that the same thing can be asked about again.

let database: TestDatabase
let server: TestServer
let world: World

beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database)
  world = await plantWorld(database, server)
})
afterAll(async () => {
  process.stdout.write(`${asked} questions asked\n`)
  await server.close()
  await database.drop()
})

interface Question {
  route: Route
  door: Door
}

const questions: Question[] = routes.flatMap((route) =>
  [doors[nameOf(route)] ?? []].flat().map((door) => ({ route, door })),
)

const nowhere = (place: PlantedPlace): boolean => place.granted === level.none
/** Where nothing but permissions is wanting: for who manages every room, where nothing was granted. */
const byPermission =
  (permissions: Visitor['permissions']) =>
  (place: PlantedPlace): boolean =>
    permissions.has('content.all') ? nowhere(place) : place.granted === level.manage

/** Of those places, where there may be another answer. */
function placesFor({ door }: Question, among: (place: PlantedPlace) => boolean): readonly PlantedPlace[] {
  if (door.level === undefined) return world.places.slice(0, 1)
  return world.places.filter((place) => among(place) && (door.about === 'document' || !place.forDocuments))
}

let asked = 0

/** What somebody got that they should not have got, or the other way round. */
async function differences(
  visitor: Visitor | null,
  among: (place: PlantedPlace) => boolean = nowhere,
): Promise<string[]> {
  const all = questions.flatMap((question) => placesFor(question, among).map((place) => ({ ...question, place })))
  const wrong: string[] = []
  await inTurns(all, async ({ route, door, place }) => {
    const verdict = judge(visitor, door, place)
    const [got, expected] = [
      await ask(route, door, { world, place, visitor }),
      verdict === 'yes' ? yesOf(route, door) : verdict,
    ]
    asked += 1
    const where = door.level === undefined ? '' : ` (${place.name})`
    if (got !== expected) wrong.push(`${nameOf(route)}${where}: ${got}, should be ${expected}`)
  })
  return wrong.sort()
}

/** The same of several, by who they are. */
async function differencesOf(
  visitors: readonly Visitor[],
  among: (visitor: Visitor) => (place: PlantedPlace) => boolean,
): Promise<Record<string, string[]>> {
  const wrong: Record<string, string[]> = {}
  for (const visitor of visitors) {
    const list = [
      ...(await differences(visitor, visitor.member === 'ours' ? among(visitor) : nowhere)),
      ...(await consoleDifferences(world, visitor)),
    ]
    if (list.length > 0) wrong[visitor.name] = list
  }
  return wrong
}

describe('the table of doors', () => {
  it('has one for each route', () => {
    const missing = routes.map(nameOf).filter((name) => doors[name] === undefined)
    const how = 'Say who may ask it, as { opens, about, level, … }, under its noun in test/matrix/*Doors.ts.'
    expect(missing, how).toEqual([])
  })

  it('has none that leads nowhere', () => {
    const there = new Set(routes.map(nameOf))
    expect(Object.keys(doors).filter((name) => !there.has(name))).toEqual([])
  })
})

describe('every permission', () => {
  it('opens or shows something that is asked about here', () => {
    const all = { clearance: 3, held: 'everywhere', member: 'ours', operator: false } as const
    const verdicts = (names: readonly Permission[]): string =>
      questions
        .flatMap(({ door }) => world.places.map((place) => judge({ ...all, permissions: new Set(names) }, door, place)))
        .join(' ')
    const isIdle = (name: Permission, among: readonly Permission[]): boolean =>
      verdicts([...among, name]) === verdicts(among.filter((other) => other !== name))
    // Who manages every room needs little else there.
    const modest = permissionNames.filter((name) => name !== 'content.all')
    const idle = permissionNames.filter((name) => isIdle(name, permissionNames) && isIdle(name, modest))
    expect(idle.filter((name) => !consolePermissions.has(name))).toEqual([])
  })
})

describe('every route', { timeout: 90_000 }, () => {
  it('is shut to nobody in particular', async () => {
    expect(await differences(null)).toEqual([])
  })

  it('answers the operator as the operator alone', async () => {
    expect(await differences(await theOperator(world, server))).toEqual([])
  })

  it.each(roleKeys)('answers somebody who is %s, wherever, as it should', async (key) => {
    expect(await differencesOf(await inEveryPosition(world, server, key), () => () => true)).toEqual({})
  })

  it.each(permissionNames)('asks for %s where that is needed, and for nothing else', async (permission) => {
    expect(
      await differencesOf(await withAndWithout(world, server, permission), ({ permissions }) =>
        byPermission(permissions),
      ),
    ).toEqual({})
  })
})
