import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { chooseArchive } from '@muniment/core/archives/choose.ts'
import { createDepartment } from '@muniment/core/departments/write.ts'
import { createRole } from '@muniment/core/roles/write.ts'
import { startBulk } from '@muniment/core/bulk/start.ts'
import { trashThing } from '@muniment/core/trash/trashThing.ts'
import { createFolder } from '@muniment/core/folders/create.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import { createDocument, createMember, createTestRoom, type TestMember } from '../test/factories.ts'
import type { Browser } from '../test/browsers.ts'
import { startTestServer, type TestServer } from '../test/server.ts'
import { describeApi } from './openapi.ts'
import type { Route } from './route.ts'
import { routes } from './routes.ts'

const marker = `marker-${randomUUID()}`
const Problem = z.object({ status: z.number(), code: z.string(), detail: z.string().min(10), requestId: z.string() })

let database: TestDatabase
let server: TestServer
let owner: TestMember
let foreigner: Browser
let plainForeigner: Browser
let ids: Record<string, string>

beforeAll(async () => {
  database = await createTestDatabase()
  server = await startTestServer(database)
  owner = await createMember(database, { name: marker })
  const room = await createTestRoom(owner, { name: marker, description: marker })
  const folder = await createFolder(owner.ctx, room.id, { name: marker, parentId: null })
  const [documentId, versionId, uploadId] = [randomUUID(), randomUUID(), randomUUID()]
  await database.peek(
    `with d as (insert into documents (id, organization_id, room_id, folder_id, name, current_version_id, size, created_by)
       values ($1, $2, $3, $4, $5, $6, 3, $7))
     insert into versions (id, organization_id, document_id, number, size, etag, uploaded_by, state, sha256, scanned_at)
       values ($6, $2, $1, 1, 3, 'x', $7, 'available', sha256('abc'), now())`,
    [documentId, owner.organizationId, room.id, folder.id, marker, versionId, owner.memberId],
  )
  await database.peek(
    `insert into uploads (id, organization_id, member_id, room_id, name, size, expires_at) values ($1, $2, $3, $4, $5, 10, now() + interval '1 day')`,
    [uploadId, owner.organizationId, owner.memberId, room.id, marker],
  )
  const [link] = await database.peek<{ id: string }>(
    `insert into links (token_hash, purpose, organization_id, email, role_id, expires_at)
     select sha256($1::text::bytea), 'invitation', $2, $3, r.id, now() + interval '1 day' from roles r where r.key = 'member' returning id`,
    [marker, owner.organizationId, `${marker}@example.test`],
  )
  const [session] = await database.peek<{ id: string }>(
    `insert into auth.sessions (user_id, token, expires_at) values ($1, $2, now() + interval '1 day') returning id`,
    [owner.personId, marker],
  )
  const department = await createDepartment(owner.ctx, { name: marker, parentId: null, managerId: null })
  const role = await createRole(owner.ctx, {
    name: marker,
    description: marker,
    clearance: 1,
    guest: false,
    permissions: [],
  })
  const [assignment] = await database.peek<{ id: string }>('select id from user_roles where member_id = $1', [
    owner.memberId,
  ])
  const [passkey] = await database.peek<{ id: string }>(
    `insert into auth.passkeys (user_id, name, public_key, credential_id, counter, device_type, backed_up)
     values ($1, $2, 'x', $2, 0, 'singleDevice', false) returning id`,
    [owner.personId, marker],
  )
  const archive = await chooseArchive(owner.ctx, { roomId: room.id, folderIds: [], documentIds: [] })
  const deleted = await createDocument(database, owner, { roomId: room.id }, { name: marker })
  const { trashId } = await trashThing(owner.ctx, 'document', deleted.id, null)
  const bulk = await startBulk(owner.ctx, { act: { do: 'trash' }, items: [{ kind: 'document', id: randomUUID() }] })
  ids = {
    trashId,
    bulkId: bulk.id,
    archiveId: archive.id,
    memberId: owner.memberId,
    departmentId: department.id,
    roleId: role.id,
    assignmentId: assignment?.id ?? '',
    passkeyId: passkey?.id ?? '',
    roomId: room.id,
    folderId: folder.id,
    documentId,
    versionId,
    uploadId,
    page: '1',
    invitationId: link?.id ?? '',
    sessionId: session?.id ?? '',
  }
  foreigner = await server.signIn(await createMember(database))
  plainForeigner = await server.signIn(await createMember(database, { role: 'member' }))
  // Confirmed, so that what is refused is refused for its rights.
  await database.peek('update auth.sessions set confirmed_at = now()')
})
afterAll(async () => {
  await server.close()
  await database.drop()
})

function pathOf(route: Route): string {
  return `/api/v1${route.path.replace(/:(\w+)/g, (_all, name: string) => ids[name] ?? randomUUID())}`
}

/** A body that the route would take, so that a refusal is about rights and not about form. */
const bodies: Record<string, unknown> = {
  'post /rooms': { name: 'Mine' },
  'post /archives': { documentIds: [randomUUID()] },
  'patch /rooms/:roomId': { name: 'Taken' },
  'post /rooms/:roomId/folders': { name: 'Mine' },
  'post /rooms/:roomId/folders/paths': { paths: [['Mine']] },
  'patch /folders/:folderId': { name: 'Taken' },
  'patch /documents/:documentId': { name: 'Taken' },
  'post /organizations': { name: 'Mine', administratorEmail: 'a@example.test' },
  'post /invitations': { email: 'b@example.test' },
  'patch /members/:memberId': { suspended: true },
  'post /members/:memberId/roles': { roleId: randomUUID() },
  'post /roles': { name: 'Mine', permissions: [] },
  'patch /roles/:roleId': { name: 'Taken' },
  'post /roles/:roleId/preview': { guest: true },
  'post /departments': { name: 'Mine' },
  'patch /departments/:departmentId': { name: 'Taken' },
  'put /documents/:documentId/sensitivity': { sensitivity: 'public' },
  'put /documents/:documentId/lock': {},
  'post /rooms/:roomId/clashes': { names: [marker] },
  'post /rooms/:roomId/clashes/places': { places: [{ folderId: null, names: [marker] }] },
  'post /folders/:folderId/clashes': { names: [marker] },
  'patch /documents/:documentId/versions/:versionId': { note: 'Taken' },
  ...Object.fromEntries(
    ['room', 'folder', 'document'].flatMap((kind) => {
      const change = { grants: [{ subject: { kind: 'everyone' }, level: 'manage' }] }
      return [
        [`patch /${kind}s/:${kind}Id/access`, change],
        [`post /${kind}s/:${kind}Id/access/preview`, change],
      ]
    }),
  ),
  ...Object.fromEntries(
    ['document', 'folder'].flatMap((kind) =>
      ['move', 'move/preview', 'copy'].map((act) => [
        `post /${kind}s/:${kind}Id/${act}`,
        { roomId: randomUUID(), folderId: null },
      ]),
    ),
  ),
  'put /rooms/:roomId/archived': { archived: true },
  'post /trash/:trashId/restore': {},
  'post /bulk': { act: { do: 'trash' }, items: [{ kind: 'document', id: randomUUID() }] },
  'post /bulk/count': { roomId: randomUUID() },
  'patch /organization/retention': { trashDays: 7 },
  'patch /profile/passkeys/:passkeyId': { name: 'Taken' },
}

async function send(browser: Browser, route: Route, headers: Record<string, string> = {}) {
  const body = bodies[`${route.method} ${route.path}`]
  return browser.ask(pathOf(route), {
    method: route.method.toUpperCase(),
    headers: { ...(route.ifMatch && { 'if-match': '"1"' }), 'tus-resumable': '1.0.0', ...headers },
    ...(body !== undefined && { body }),
  })
}

const guarded = routes.filter((route) => route.access !== 'public')
// What is the operator's alone is refused before anything is looked for.
const aboutThings = guarded.filter((route) => route.path.includes(':') && route.access !== 'operator')

describe.each(guarded.map((route) => [`${route.method} ${route.path}`, route] as const))('%s', (_name, route) => {
  it('is 401 for nobody', async () => {
    const answer = await send(server.anonymous, route)
    expect(answer.status).toBe(401)
    if (route.method !== 'head') expect(Problem.parse(answer.body).code).toBe('unauthenticated')
  })

  it('shows nothing of another organization to its administrator', async () => {
    for (const browser of [foreigner, plainForeigner]) {
      const answer = await send(browser, route)
      expect(answer.status).toBeLessThan(500)
      expect(JSON.stringify(answer.body)).not.toContain(marker)
      expect(JSON.stringify([...answer.headers])).not.toContain(marker)
    }
  })

  it('is 400 or 404 for what is not an id, never our fault', async () => {
    for (const junk of ['not-an-id', '%00', "'; drop table rooms; --", '../../etc/passwd', 'ü'.repeat(300)]) {
      const path = `/api/v1${route.path.replace(/:(\w+)/g, () => encodeURIComponent(junk))}`
      const answer = await foreigner.ask(path, { method: route.method.toUpperCase(), headers: { 'if-match': '"1"' } })
      expect(answer.status).toBeLessThan(500)
    }
  })
})

describe.each(aboutThings.map((route) => [`${route.method} ${route.path}`, route] as const))('%s', (_name, route) => {
  it('is 404 for the administrator of another organization', async () => {
    const answer = await send(foreigner, route)
    expect(answer.status, JSON.stringify(answer.body)).toBe(404)
  })
})

describe('requests that change something', () => {
  const changing = routes.filter((route) => !['get', 'head', 'options'].includes(route.method))
  it.each(changing.map((route) => [`${route.method} ${route.path}`, route] as const))(
    '%s needs our own Origin',
    async (_name, route) => {
      for (const origin of ['https://evil.example', 'null', '']) {
        const answer = await send(foreigner, route, { origin, 'x-real-ip': randomUUID() })
        expect(answer.status).toBe(403)
        // And not for want of a right.
        expect(Problem.parse(answer.body).detail).toContain('must come from http://localhost')
      }
    },
  )

  it('left the owner’s things as they were', async () => {
    const rows = await database.peek(
      'select name from rooms union all select name from folders union all select name from documents',
    )
    expect(rows.filter((row) => row['name'] === marker)).toHaveLength(4)
    expect(rows.filter((row) => row['name'] === 'Taken')).toHaveLength(0)
  })
})

describe('the OpenAPI document', () => {
  it('names every route and its rule', () => {
    const document = describeApi(routes, 'test')
    const described = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
      Object.keys(item ?? {}).map((method) => `${method} ${path}`),
    )
    expect(described.sort()).toEqual(
      routes.map((route) => `${route.method} /api/v1${route.path.replace(/:(\w+)/g, '{$1}')}`).sort(),
    )
  })

  it('is public only where that is written, and these are all', () => {
    const open = routes.filter((route) => route.access === 'public').map((route) => `${route.method} ${route.path}`)
    expect(open).toEqual([
      'get /status',
      'post /links/inspect',
      'post /setup',
      'post /invitations/accept',
      'post /recovery',
      'post /password-reset',
      'post /email-verification',
      'get /sign-in/providers',
      'post /sign-in/passkey-challenge',
      'post /sign-in/passkey',
    ])
  })
})
