import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { RoleKey } from '@muniment/core/access/permissions.ts'
import type { Asked } from '../browsers.ts'
import { origin, setupLink } from './stack.ts'

// Speaks to the appliance over TLS like a browser. Node trusts its root certificate through NODE_EXTRA_CA_CERTS.

export interface Answered {
  status: number
  headers: Headers
  bytes: Buffer
  /** The body as text. */
  text: string
}

/** Somebody at a browser: with a session's cookie, and (usually) an organization that every request is about. */
export interface Visitor {
  email: string
  password: string
  cookie: string
  organization: string | null
  ask: (path: string, asked?: Asked) => Promise<Answered>
  /** Asks, expects success, and gives the JSON as `shape` says. */
  get: <S extends z.ZodType>(shape: S, path: string, asked?: Asked) => Promise<z.infer<S>>
}

export const password = 'a long enough password'
export const house = 'Harbour & Vale'
export const operatorEmail = 'operator@example.test'

/** One address may ask 2,000 times in ten seconds, and everything here comes from one. */
const windowSeconds = 10

async function send(path: string, cookie: string, organization: string | null, asked: Asked): Promise<Answered> {
  const { method = 'GET', headers = {}, body } = asked
  const response = await fetch(new URL(path, origin), {
    method,
    redirect: 'manual',
    headers: {
      origin,
      ...(cookie !== '' && { cookie }),
      ...(organization !== null && { 'muniment-organization': organization }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const bytes = Buffer.from(await response.arrayBuffer())
  const wait = Number(response.headers.get('retry-after'))
  if (response.status === 429 && wait > 0 && wait <= windowSeconds) {
    await sleep(wait * 1000)
    return send(path, cookie, organization, asked)
  }
  return { status: response.status, headers: response.headers, bytes, text: bytes.toString('utf8') }
}

export function visitor(cookie = '', organization: string | null = null, email = ''): Visitor {
  const ask: Visitor['ask'] = (path, asked = {}) => send(path, cookie, organization, asked)
  return {
    email,
    password,
    cookie,
    organization,
    ask,
    get: async (shape, path, asked) => {
      const answer = await ask(path, asked)
      if (answer.status >= 300) throw new Error(`${asked?.method ?? 'GET'} ${path}: ${answer.status} ${answer.text}`)
      return shape.parse(JSON.parse(answer.text))
    },
  }
}

/** Asks again as often as the appliance says that there were too many tries from here. */
export async function patiently(ask: () => Promise<Answered>): Promise<Answered> {
  for (;;) {
    const answer = await ask()
    if (answer.status !== 429) return answer
    await sleep(Number(answer.headers.get('retry-after') ?? 1) * 1000)
  }
}

const Me = z.object({
  memberships: z.array(z.object({ organization: z.object({ id: z.uuid(), name: z.string() }) })),
})

/** Signs in; in which organization matters only to who belongs to several. */
export async function signIn(email: string, organizationName?: string): Promise<Visitor> {
  const nobody = visitor()
  const answer = await patiently(() =>
    nobody.ask('/api/auth/sign-in/email', { method: 'POST', body: { email, password } }),
  )
  if (answer.status >= 300) throw new Error(`${email} cannot sign in: ${answer.status} ${answer.text}`)
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const { memberships } = await visitor(cookie).get(Me, '/api/v1/session')
  const chosen = memberships.find(({ organization }) => organization.name === organizationName) ?? memberships[0]
  return visitor(cookie, chosen?.organization.id ?? null, email)
}

export const tokenOf = (link: string): string => new URL(link).hash.slice(1)

/** The first administrator; sets the appliance up by its one-time link if no browser did before. */
export async function operator(): Promise<Visitor> {
  const { setupNeeded } = await visitor().get(z.object({ setupNeeded: z.boolean() }), '/api/v1/status')
  if (setupNeeded) {
    const answer = await visitor().ask('/api/v1/setup', {
      method: 'POST',
      body: {
        token: tokenOf(setupLink ?? ''),
        name: 'Olga Operator',
        email: operatorEmail,
        password,
        organizationName: house,
      },
    })
    if (answer.status !== 201) throw new Error(`setup: ${answer.status} ${answer.text}`)
  }
  return signIn(operatorEmail, house)
}

const Linked = z.object({ link: z.url() })
const Roles = z.object({ items: z.array(z.object({ id: z.uuid(), key: z.string().nullable() })) })

async function accept(link: string, name: string): Promise<void> {
  const answer = await patiently(() =>
    visitor().ask('/api/v1/invitations/accept', { method: 'POST', body: { token: tokenOf(link), name, password } }),
  )
  if (answer.status !== 201) throw new Error(`invitation: ${answer.status} ${answer.text}`)
}

/** The link by which somebody joins the organization of `by`. */
export async function inviteLink(by: Visitor, email: string, role: RoleKey): Promise<string> {
  const { items } = await by.get(Roles, '/api/v1/roles')
  const roleId = items.find(({ key }) => key === role)?.id
  const { link } = await by.get(Linked, '/api/v1/invitations', { method: 'POST', body: { email, roleId } })
  return link
}

/** Somebody new in the organization of `by`, signed in. */
export async function join(by: Visitor, role: RoleKey, name = 'Mia Member'): Promise<Visitor> {
  const email = `${randomUUID()}@example.test`
  await accept(await inviteLink(by, email, role), name)
  return signIn(email)
}

/** Another organization, and its administrator, signed in. */
export async function foundOrganization(by: Visitor, name: string): Promise<Visitor> {
  const email = `${randomUUID()}@example.test`
  const { link } = await by.get(Linked, '/api/v1/organizations', {
    method: 'POST',
    body: { name, administratorEmail: email },
  })
  await accept(link, 'Fiona Foreigner')
  return signIn(email)
}

export const Thing = z.object({ id: z.uuid(), name: z.string(), revision: z.number() })

/** A room that everybody of the organization sees, or only its maker. */
export function createRoom(
  by: Visitor,
  name: string,
  visibility: 'organization' | 'private' = 'organization',
): Promise<z.infer<typeof Thing>> {
  return by.get(Thing, '/api/v1/rooms', { method: 'POST', body: { name, description: `About ${name}`, visibility } })
}
