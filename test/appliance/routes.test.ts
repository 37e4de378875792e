import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { builtInRoles } from '@muniment/core/access/permissions.ts'
import { png } from '../png.ts'
import { eicar } from '../hostile/eicar.ts'
import {
  createRoom,
  foundOrganization,
  join,
  operator,
  patiently,
  Thing,
  visitor,
  type Answered,
  type Visitor,
} from './client.ts'
import { pdf } from './files.ts'
import { addressOf, Description, routesOf, type DescribedRoute } from './openapi.ts'
import { origin } from './stack.ts'
import { previewed, settled, upload } from './upload.ts'

// Every route that the running appliance describes, asked by people who must not get what is behind it.

const description = Description.parse(await (await fetch(`${origin}/api/v1/openapi.json`)).json())
const routes = routesOf(description)
/** Stands in every name, description, address and file of the first organization. */
const marker = `marker${randomUUID().replaceAll('-', '')}`

let owner: Visitor
let member: Visitor
let foreigner: Visitor
let foreignMember: Visitor
/** Things in a private room of the owner's, by the names that the paths use. */
let ids: Record<string, string>

const Created = z.object({ id: z.uuid() })
const Provider = z.object({ id: z.string() })

beforeAll(async () => {
  owner = await operator()
  const room = await createRoom(owner, `Room ${marker}`, 'private')
  const folder = await owner.get(Thing, `/api/v1/rooms/${room.id}/folders`, {
    method: 'POST',
    body: { name: `Folder ${marker}`, parentId: null },
  })
  const file = await upload(owner, pdf(marker), { name: `${marker}.pdf`, roomId: room.id, folderId: folder.id })
  const virus = await upload(owner, eicar(), { name: `${marker}.com`, roomId: room.id })
  const invitation = await owner.get(Created, '/api/v1/invitations', {
    method: 'POST',
    body: { email: `${marker}@example.test` },
  })
  const begun = await owner.ask('/api/v1/uploads', {
    method: 'POST',
    headers: { 'tus-resumable': '1.0.0', 'upload-length': '10', 'upload-metadata': metadata(`${marker}.txt`, room.id) },
  })
  const sessions = await owner.get(
    z.object({ items: z.array(z.object({ id: z.uuid(), current: z.boolean() })) }),
    '/api/v1/sessions',
  )
  const [department, role] = [
    await owner.get(Created, '/api/v1/departments', { method: 'POST', body: { name: `Department ${marker}` } }),
    await owner.get(Created, '/api/v1/roles', { method: 'POST', body: { name: `Role ${marker}`, permissions: [] } }),
  ]
  const People = z.object({ items: z.array(z.object({ id: z.uuid(), email: z.string(), roles: z.array(Created) })) })
  const people = await owner.get(People, '/api/v1/members')
  const self = people.items.find(({ email }) => email === owner.email)
  const bulk = await owner.get(Created, '/api/v1/bulk', {
    method: 'POST',
    body: { act: { do: 'trash' }, items: [{ kind: 'document', id: randomUUID() }] },
  })
  await confirm(owner)
  const { revision } = await owner.get(z.object({ revision: z.number() }), '/api/v1/profile')
  await owner.get(z.object({}), '/api/v1/profile/avatar', {
    method: 'PUT',
    headers: { 'if-match': `"${revision}"` },
    body: { picture: png(128, 128).toString('base64') },
  })
  await owner.get(Provider, `/api/v1/settings/providers/${marker}`, {
    method: 'PUT',
    headers: { 'if-match': '"0"' },
    body: { kind: 'github', label: `Provider ${marker}`, clientId: marker, enabled: false },
  })
  ids = {
    memberId: self?.id ?? '',
    assignmentId: self?.roles[0]?.id ?? '',
    departmentId: department.id,
    roleId: role.id,
    roomId: room.id,
    folderId: folder.id,
    documentId: file.documentId,
    versionId: file.versionId,
    page: '1',
    uploadId: begun.headers.get('location')?.split('/').at(-1) ?? '',
    invitationId: invitation.id,
    sessionId: sessions.items.find(({ current }) => current)?.id ?? '',
    // There is no authenticator here; server/passkeys.test.ts asks about one that is somebody else's.
    bulkId: bulk.id,
    trashId: randomUUID(),
    passkeyId: randomUUID(),
    // Nor a provider to sign in by; server/providers.test.ts asks about an account that is somebody else's.
    accountId: randomUUID(),
    providerId: marker,
  }
  expect(begun.status).toBe(201)
  expect((await settled(owner, file.documentId)).version.state).toBe('available')
  const archive = await owner.get(Created, '/api/v1/archives', {
    method: 'POST',
    body: { documentIds: [file.documentId] },
  })
  ids['archiveId'] = archive.id
  expect((await settled(owner, virus.documentId)).version.state).toBe('infected')
  expect(await previewed(owner, file.documentId)).toBe('ready')
  member = await join(owner, 'member')
  foreigner = await foundOrganization(owner, `Other ${Date.now()}`)
  foreignMember = await join(foreigner, 'member')
  // Confirmed, so that what they are refused is refused for their rights.
  for (const by of [member, foreigner, foreignMember]) await confirm(by)
})

async function confirm(by: Visitor): Promise<void> {
  const answer = await by.ask('/api/v1/session/confirmation', { method: 'POST', body: { password: by.password } })
  expect(answer.status).toBe(204)
}

function metadata(filename: string, roomId: string): string {
  const encoded = (value: string) => Buffer.from(value).toString('base64')
  return `filename ${encoded(filename)},roomId ${encoded(roomId)}`
}

function known(name: string): string {
  const id = ids[name]
  if (id === undefined) throw new Error(`this test has nothing for {${name}}: give it something that must not be seen`)
  return id
}

function send(by: Visitor, route: DescribedRoute, headers: Record<string, string> = {}): Promise<Answered> {
  return by.ask(addressOf(route, known), {
    method: route.method,
    headers: { ...route.headers, ...headers },
    ...(route.body !== undefined && { body: route.body }),
  })
}

function expectNothing(answer: Answered): void {
  expect(answer.status, answer.text).toBeLessThan(500)
  expect(answer.text).not.toContain(marker)
  expect(answer.bytes.includes(eicar())).toBe(false)
  expect(JSON.stringify([...answer.headers])).not.toContain(marker)
}

const named = (list: readonly DescribedRoute[]) =>
  list.map((route) => [`${route.method} ${route.path}`, route] as const)
const isPublic = ({ access }: DescribedRoute) => access === 'public'
const guarded = routes.filter((route) => !isPublic(route))
const withinOrganization = guarded.filter(({ access }) => !['first-step', 'signed-in', 'operator'].includes(access))
/** The protocol's question what the server can, about nothing in particular. */
const isAboutNothing = ({ method, ids: named }: DescribedRoute) => method === 'OPTIONS' && named.length === 0

describe('the owner', () => {
  it('is shown it all, so that what follows can fail', async () => {
    let shown = 0
    for (const route of routes.filter(({ method }) => method === 'GET')) {
      const answer = await send(owner, route)
      expect(answer.status, `${route.path} ${answer.text}`).toBe(200)
      if (answer.bytes.includes(marker)) shown += 1
    }
    expect(shown).toBeGreaterThanOrEqual(10)
  })
})

describe.each(named(guarded))('%s', (_name, route) => {
  it('is 401 for nobody', async () => {
    const answer = await send(visitor(), route)
    expect(answer.status, answer.text).toBe(401)
    expectNothing(answer)
  })

  it('gives another organization 404 for what it names, and nothing in any case', async () => {
    for (const stranger of [foreigner, foreignMember]) {
      const answer = await send(stranger, route)
      expectNothing(answer)
      const allowed = route.access === 'operator' || (stranger === foreignMember && answer.status === 403)
      if (route.ids.length > 0 && !allowed) expect(answer.status, answer.text).toBe(404)
      if (route.access === 'operator') expect(answer.status).toBe(403)
    }
  })

  it('gives a member without the right 403, and 404 for what is private', async () => {
    const answer = await send(member, route)
    // Who belongs here, and as what, every member may see.
    if (/^\/api\/v1\/(members|roles|departments)\b/.test(route.path)) {
      expect(answer.status, answer.text).toBeLessThan(404)
      return
    }
    expectNothing(answer)
    const permitted = ['member', 'signed-in', 'first-step', ...builtInRoles.member.permissions].includes(route.access)
    if (!permitted) expect(answer.status, answer.text).toBe(403)
    else if (route.ids.length > 0) expect(answer.status, answer.text).toBe(404)
  })

  it('is never our fault, whatever the names in the address', async () => {
    const junk = ['not-an-id', '%00', "' or 1=1 --", '../../etc/passwd', 'ü'.repeat(300), '0', '[object Object]']
    for (const each of route.ids.length > 0 ? junk : []) {
      const address = addressOf(route, () => encodeURIComponent(each))
      const answer = await owner.ask(address, { method: route.method, headers: route.headers })
      expect(answer.status, `${each} ${answer.text}`).toBeLessThan(500)
      expect(answer.status).toBeGreaterThanOrEqual(400)
    }
  })

  it('is never our fault, whatever the query', async () => {
    const junk = ['', '%00', '-1', '1e99', 'null', "'", '{"$gt":""}', 'a'.repeat(5000), '\ud83d\udca9', 'eyJ4IjoxfQ==']
    for (const name of route.query) {
      for (const each of junk) {
        const address = `${addressOf(route, known)}?${name}=${encodeURIComponent(each.toWellFormed())}&${name}=again`
        const answer = await owner.ask(address, { method: route.method, headers: route.headers })
        expect(answer.status, `${name}=${each} ${answer.text}`).toBeLessThan(500)
      }
    }
  })
})

describe.each(named(withinOrganization.filter((route) => !isAboutNothing(route))))('%s', (_name, route) => {
  it('cannot be asked about an organization that one is not in', async () => {
    for (const place of [
      { 'muniment-organization': owner.organization ?? '' },
      { 'muniment-organization': randomUUID() },
    ]) {
      const answer = await send(foreigner, route, place)
      expect([403, 404], answer.text).toContain(answer.status)
      expectNothing(answer)
    }
  })
})

const wellFormed = 'application/json'
const bodies: readonly (readonly [string, string, string])[] = [
  ['half of a JSON', '{"name":', wellFormed],
  ['null', 'null', wellFormed],
  ['objects where words belong', '{"name":{"$gt":""},"email":{"a":1},"token":{},"password":[]}', wellFormed],
  ['NUL', '{"name":"a\\u0000b","parentId":null,"email":"a\\u0000@example.test"}', wellFormed],
  ['nothing', '', wellFormed],
  ['a list', '[]', wellFormed],
  ['a word', '"x"', wellFormed],
  ['numbers where words belong', '{"name":1,"email":2,"token":3,"password":4}', wellFormed],
  ['a prototype', '{"__proto__":{"operator":true},"constructor":{"prototype":{}}}', wellFormed],
  ['lone halves of characters', '{"name":"\\ud800","token":"\\udfff","email":"\\ud800@example.test"}', wellFormed],
  ['depth', '['.repeat(20_000) + ']'.repeat(20_000), wellFormed],
  ['too much', JSON.stringify({ name: 'x'.repeat(200_000) }), wellFormed],
  ['another type', '<name>x</name>', 'application/xml'],
  ['bytes that are no text', '\uffff\u0000\u0001', wellFormed],
]

/** Takes nothing for its defaults. */
const takesNothing = ({ method, path }: DescribedRoute) => method === 'PUT' && path.endsWith('/lock')

describe.each(named(routes.filter(({ body }) => body !== undefined)))('the body of %s', (_name, route) => {
  it('may be anything, and is never our fault', async () => {
    // Those where a secret could be guessed take few questions a minute; the tests beside them ask the rest.
    for (const [what, body, type] of isPublic(route) ? bodies.slice(0, 4) : bodies) {
      if (body === '' && takesNothing(route)) continue
      const answer = await patiently(() =>
        owner.ask(addressOf(route, known), {
          method: route.method,
          headers: { ...route.headers, 'content-type': type },
          body,
        }),
      )
      expect(answer.status, `${what}: ${answer.text}`).toBeLessThan(500)
      expect(answer.status, `${what}: ${answer.text}`).toBeGreaterThanOrEqual(400)
    }
  })
})

it('what changes something is refused from another page', async () => {
  for (const route of guarded.filter(({ method }) => !['GET', 'HEAD', 'OPTIONS'].includes(method))) {
    for (const from of ['https://evil.example', 'null', '']) {
      const answer = await send(owner, route, { origin: from })
      expect(answer.status, `${route.method} ${route.path} from ${from}`).toBe(403)
    }
  }
})

it('what is public is few, and says nothing of anybody', async () => {
  expect(routes.filter(isPublic).map(({ method, path }) => `${method} ${path}`)).toEqual([
    'GET /api/v1/status',
    'POST /api/v1/links/inspect',
    'POST /api/v1/setup',
    'POST /api/v1/invitations/accept',
    'POST /api/v1/recovery',
    'POST /api/v1/password-reset',
    'POST /api/v1/email-verification',
    'GET /api/v1/sign-in/providers',
    'POST /api/v1/sign-in/passkey-challenge',
    'POST /api/v1/sign-in/passkey',
  ])
  for (const route of routes.filter(isPublic)) expectNothing(await send(visitor(), route))
})

it('what is not described does not exist', async () => {
  for (const path of [
    '/api',
    '/api/v1',
    '/api/v2/rooms',
    '/api/auth/list-sessions',
    '/api/auth/sign-up/email',
    '/metrics',
    '/health',
  ]) {
    const answer = await owner.ask(path)
    expect([404, 405], `${path} ${answer.text}`).toContain(answer.status)
  }
})

it('left everything as it was', async () => {
  expect((await owner.get(Thing, `/api/v1/rooms/${ids['roomId']}`)).name).toBe(`Room ${marker}`)
  expect((await owner.get(Thing, `/api/v1/folders/${ids['folderId']}`)).name).toBe(`Folder ${marker}`)
  expect((await owner.get(Thing, `/api/v1/documents/${ids['documentId']}`)).name).toBe(`${marker}.pdf`)
  expect(
    (await owner.ask(`/api/v1/uploads/${ids['uploadId']}`, { method: 'HEAD', headers: { 'tus-resumable': '1.0.0' } }))
      .status,
  ).toBe(200)
})
