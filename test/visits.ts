import { z } from 'zod'
import type { Socket } from 'socket.io-client'
import { hashPassword } from '@muniment/core/accounts/password.ts'
import { accessOf } from './accessOracle.ts'
import type { Tree, TreeMember, TreeThing } from './accessTrees.ts'
import type { TestDatabase } from './database.ts'
import { testPassword } from './factories.ts'
import type { Browser } from './browsers.ts'
import type { TestServer } from './server.ts'
import { openSocket } from './sockets.ts'

/** Somebody of a random organization, with a browser and a socket, who tries its doors. */
export interface Visit {
  tree: Tree
  member: TreeMember
  browser: Browser
  socket: Socket
  /** Of each document, its version. */
  versions: ReadonlyMap<string, string>
}

const password = hashPassword(testPassword)

/** Signs somebody in. Only rights to things matter here: everybody may ask. */
export async function enter(
  database: TestDatabase,
  server: TestServer,
  tree: Tree,
  member: TreeMember,
): Promise<Visit> {
  const { personId } = member
  await database.peek(
    `insert into auth.accounts (user_id, account_id, provider_id, password) values ($1::uuid, $1::text, 'credential', $2)`,
    [personId, await password],
  )
  await database.peek(
    `insert into role_permissions (role_id, permission) select r.id, p.name from roles r, unnest(array['organization.read', 'documents.upload']) p (name) where r.organization_id = $1 on conflict do nothing`,
    [tree.organizationId],
  )
  const versions = await database.peek<{ id: string; document_id: string }>(
    'select id, document_id from versions where organization_id = $1',
    [tree.organizationId],
  )
  const browser = await server.signIn({ personId, email: `${personId}@example.test`, name: 'Somebody' })
  return {
    tree,
    member,
    browser,
    socket: await openSocket(server, browser),
    versions: new Map(versions.map((one) => [one.document_id, one.id])),
  }
}

/** Members who hold a role everywhere: whoever may ask nothing at all is refused before any of this. */
export function askingOf(tree: Tree): TreeMember[] {
  return tree.members.filter(
    ({ suspended, roles }) => !suspended && roles.some((held) => held.current && held.department === null),
  )
}

const Clashes = z.object({ items: z.array(z.object({ documentId: z.string() })) })
const Items = z.object({ items: z.array(z.object({ id: z.string() })) })

export const byId = (a: string, b: string): number => a.localeCompare(b)
export const canSee =
  ({ member }: Visit) =>
  (thing: TreeThing): boolean =>
    accessOf(member, thing) > 0
export const path = (thing: TreeThing): string => `/api/v1/${thing.kind}s/${thing.id}`

export async function listed({ browser }: Visit, address: string): Promise<string[] | number> {
  const answer = await browser.ask(address)
  if (answer.status !== 200) return answer.status
  return Items.parse(answer.body)
    .items.map(({ id }) => id)
    .sort(byId)
}

export function roomOf(thing: TreeThing): TreeThing {
  return thing.above === null ? thing : roomOf(thing.above)
}

/** The documents of a place that bear one of these names, as it is asked before an upload. */
export async function clashing(
  { browser }: Visit,
  place: TreeThing,
  names: readonly string[],
): Promise<string[] | number> {
  const answer = await browser.ask(`${path(place)}/clashes`, { method: 'POST', body: { names } })
  if (answer.status !== 200) return answer.status
  return Clashes.parse(answer.body)
    .items.map(({ documentId }) => documentId)
    .sort(byId)
}
