import type { Route } from '@muniment/server/route.ts'
import { level, type Rule } from './oracle.ts'
import type { Ids, PlantedPlace, Visitor, World } from './world.ts'

export interface Questioning {
  world: World
  place: PlantedPlace
  visitor: Visitor | null
}

/** What a route takes, and how to ask it so that the answer shows the decision and changes nothing that others ask about. */
export interface Door extends Rule {
  body?: object
  /** The same where it depends on who asks about what. */
  bodyFor?: (asking: Questioning) => object
  headers?: (asking: Questioning) => Record<string, string>
  query?: (asking: Questioning) => string
  /** Makes what this one question is about, where a yes uses it up. */
  fresh?: (asking: Questioning) => Promise<Ids>
  /**
   * The status of a yes. By itself 412 where If-Match is asked for, for it is sent with a revision that nothing has; else
   * what the route answers. Never 401, 403 or 404, unless what is asked about is not there for anybody.
   */
  yes?: number
}

/** By method and path, as in server/routes.ts. A route may be asked several questions. */
export type Doors = Record<string, Door | readonly Door[]>

export type Kind = 'room' | 'folder' | 'document'

export function reading(about: Kind): Door {
  return { opens: 'organization.read', about, level: level.view }
}

export function changing(about: Kind, least: NonNullable<Rule['level']>): Door {
  return { opens: 'organization.read', about, level: least, body: { name: 'Taken' } }
}

export function nameOf({ method, path }: Pick<Route, 'method' | 'path'>): string {
  return `${method} ${path}`
}

function known(ids: Ids, name: string): string {
  const id = ids[name]
  if (id === undefined) throw new Error(`Nothing is planted for :${name}. Add it to \`ids\` in test/matrix/world.ts.`)
  return id
}

export interface Asked {
  method: string
  path: string
  headers: Record<string, string>
  body?: object
}

/** How a question is put over HTTP. */
export async function put(route: Route, door: Door, asking: Questioning): Promise<Asked> {
  const { world, place } = asking
  const ids = { ...world.ids, ...place.ids, ...(await door.fresh?.(asking)) }
  const path = route.path.replaceAll(/:(\w+)/g, (_all, name: string) => known(ids, name))
  const body = door.bodyFor?.(asking) ?? door.body
  return {
    path: `/api/v1${path}${door.query?.(asking) ?? ''}`,
    method: route.method.toUpperCase(),
    headers: {
      'tus-resumable': '1.0.0',
      ...(route.ifMatch && { 'if-match': '"999999999"' }),
      ...door.headers?.(asking),
    },
    ...(body !== undefined && { body }),
  }
}

/** What somebody gets for a question. */
export async function ask(route: Route, door: Door, asking: Questioning): Promise<number> {
  const { path, ...asked } = await put(route, door, asking)
  const answer = await (asking.visitor?.browser ?? asking.world.nobody).ask(path, asked)
  return answer.status
}

/** The status that a yes has. */
export function yesOf(route: Route, door: Door): number {
  if (door.yes !== undefined) return door.yes
  if (route.ifMatch === true) return 412
  return route.status ?? (route.returns === undefined ? 204 : 200)
}
