import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { createApp } from '@muniment/admin/app.ts'
import type { Manifest } from '@muniment/admin/assets.ts'
import { createAuth, type Auth } from '@muniment/core/accounts/auth.ts'
import { z } from 'zod'
import type { TestDatabase } from './database.ts'
import { createMember, createTestRoom, quiet, testPassword, type TestMember, type TestPerson } from './factories.ts'

const origin = 'http://localhost'

/** Names of assets as a bundle would give them; nobody loads them here. */
const manifest: Manifest = { scripts: ['start.0.js', 'mount.0.js'], style: 'console.0.css', icon: 'icon.0.svg' }

export interface ConsoleAnswer {
  status: number
  headers: Headers
  text: string
}

/** Speaks HTTP to the console as one signed-in browser. */
export interface ConsoleBrowser {
  get: (path: string, headers?: Record<string, string>) => Promise<ConsoleAnswer>
  /** A POST of JSON from the console's own origin, unless `headers` say otherwise. */
  post: (path: string, body?: unknown, headers?: Record<string, string>) => Promise<ConsoleAnswer>
  /** A POST as a form sends it. */
  submit: (path: string, fields: Record<string, string>) => Promise<ConsoleAnswer>
}

export interface TestConsole {
  auth: Auth
  anonymous: ConsoleBrowser
  signIn: (person: TestPerson) => Promise<ConsoleBrowser>
  close: () => Promise<void>
}

/** The real console on a free port of loopback, on a test's own database. */
export async function startTestConsole(database: TestDatabase): Promise<TestConsole> {
  const settings = {
    AUTH_DATABASE_URL: database.url('auth'),
    AUTH_SECRET: randomUUID() + randomUUID(),
    MUNIMENT_ORIGIN: origin,
  }
  const auth = createAuth(settings, quiet)
  const services = { db: database.admin, accountsDb: database.auth, auth, log: quiet, origin, version: 'test' }
  const http = createServer(createApp(services, manifest))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const address = http.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0

  const ask = async (path: string, request: RequestInit): Promise<ConsoleAnswer> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { redirect: 'manual', ...request })
    return { status: response.status, headers: response.headers, text: await response.text() }
  }
  const browser = (cookie: string): ConsoleBrowser => {
    const own = { origin, ...(cookie !== '' && { cookie }) }
    return {
      get: (path, headers = {}) => ask(path, { headers: { ...own, ...headers } }),
      post: (path, body = {}, headers = {}) =>
        ask(path, {
          method: 'POST',
          headers: { ...own, 'content-type': 'application/json', ...headers },
          body: JSON.stringify(body),
        }),
      submit: (path, fields) => ask(path, { method: 'POST', headers: own, body: new URLSearchParams(fields) }),
    }
  }
  return {
    auth,
    anonymous: browser(''),
    signIn: async ({ email }) => {
      const answer = await auth.handler(
        new Request(`${origin}/api/auth/sign-in/email`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', origin },
          body: JSON.stringify({ email, password: testPassword }),
        }),
      )
      const cookies = answer.headers.getSetCookie().map((line) => line.split(';')[0])
      if (!answer.ok || cookies.length === 0) throw new Error(`could not sign in: ${answer.status}`)
      return browser(cookies.join('; '))
    },
    close: async () => {
      http.closeAllConnections()
      await new Promise<void>((resolve) => http.close(() => resolve()))
      await auth.close()
    },
  }
}

const Problem = z.object({
  status: z.number(),
  code: z.string(),
  detail: z.string().min(10),
  requestId: z.string(),
  confirmAt: z.string().optional(),
})
const Listed = z.object({
  meta: z.object({ total: z.number() }),
  records: z.array(z.object({ id: z.union([z.string(), z.number()]) })),
})

export const problemOf = (answer: ConsoleAnswer): z.infer<typeof Problem> => Problem.parse(JSON.parse(answer.text))
export const listedOf = (answer: ConsoleAnswer): z.infer<typeof Listed> => Listed.parse(JSON.parse(answer.text))
export const listPath = (noun: string): string => `/admin/api/resources/${noun}/actions/list`

export interface FurnishedMember extends TestMember {
  failedJob: string
  invitation: string
}

/** Something of every noun in an organization of its own. */
export async function furnish(database: TestDatabase, name: string): Promise<FurnishedMember> {
  const member = await createMember(database, { name })
  const { organizationId, memberId, personId } = member
  const room = await createTestRoom(member, { name })
  const [documentId, versionId, failedJob, invitation] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()]
  await database.peek(
    `with d as (insert into documents (id, organization_id, room_id, name, current_version_id, size, created_by)
       values ($1, $2, $3, $4, $5, 3, $6))
     insert into versions (id, organization_id, document_id, number, size, etag, uploaded_by, state, reason_code, reason_message)
       values ($5, $2, $1, 1, 3, 'x', $6, 'held', 'scan_failed', $4)`,
    [documentId, organizationId, room.id, name, versionId, memberId],
  )
  await database.peek(
    `insert into jobs (id, organization_id, name, key, payload, state, attempts, last_error)
     values ($1, $2, 'documents.scan', $3::text, jsonb_build_object('versionId', $3::text), 'failed', 8, $4)`,
    [failedJob, organizationId, versionId, name],
  )
  await database.peek(
    `insert into links (id, token_hash, purpose, organization_id, email, role_id, expires_at, created_by)
     select $1::uuid, sha256($1::text::bytea), 'invitation', $2, $3, r.id, now() + interval '1 day', $4 from roles r where r.key = 'member'`,
    [invitation, organizationId, `invited-${personId}@example.test`, memberId],
  )
  return { ...member, failedJob, invitation }
}
