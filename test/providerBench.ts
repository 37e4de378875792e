import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { z } from 'zod'
import { Provider, type ProviderInput } from '@muniment/core/providers/schema.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { createOrganizationRow, createPerson, type TestPerson } from './factories.ts'
import {
  startForger,
  startTestGithub,
  startWholeProvider,
  type Forger,
  type TestGithub,
  type WholeProvider,
} from './providers.ts'
import type { Browser } from './browsers.ts'
import { startTestServer, type TestServer } from './server.ts'

/** Where a provider sends people back to. */
export const callback = (id: string): string => `http://localhost/api/auth/callback/${id}`
const Started = z.object({ url: z.url() })

type Input = Omit<z.input<typeof Provider>, 'id' | 'clientSecretSet' | 'redirectUri' | 'revision'>

export function cookiesOf(headers: Headers): string {
  return headers
    .getSetCookie()
    .filter((line) => !/max-age=0/i.test(line))
    .map((line) => line.split(';')[0])
    .join('; ')
}

export interface Away {
  /** The browser with the cookie that its journey is bound to. */
  browser: Browser
  url: string
}

export interface ProviderBench {
  database: TestDatabase
  server: TestServer
  operator: Browser
  whole: WholeProvider
  forger: Forger & { authorize: (url: string) => URL }
  github: TestGithub
  /** How one gets from a provider's address back to ours, by the provider's id. */
  travel: Record<string, (url: string) => Promise<URL>>
  set: (id: string, input: Partial<Input> & { clientSecret?: ProviderInput['clientSecret'] }) => Promise<Provider>
  depart: (body: Record<string, unknown>, from?: Browser, path?: string) => Promise<Away>
  /** Comes back from a provider; gives where the browser is sent, and itself with what it was given. */
  arrive: (away: Away, back: URL) => Promise<{ location: string; browser: Browser }>
  signInBy: (provider: string, more?: Record<string, unknown>) => Promise<{ location: string; browser: Browser }>
  confirmed: (person: TestPerson) => Promise<unknown>
  linkTo: (provider: string, person: TestPerson) => Promise<string>
  invitation: (email: string) => Promise<{ token: string; organizationId: string }>
  who: (browser: Browser) => Promise<unknown>
  /** Somebody new sits at each provider, and none of them is out of order. */
  reset: () => void
  close: () => Promise<void>
}

/** The server with three sign-in providers set up (`corp`, `forged` and `github`) and what it takes to travel to them. */
export async function openProviderBench(): Promise<ProviderBench> {
  const database = await createTestDatabase()
  const server = await startTestServer(database)
  const operator = await server.signIn(await createPerson(database, { operator: true }))
  await database.peek('update auth.sessions set confirmed_at = now()')
  const [whole, forger, github] = await Promise.all([
    startWholeProvider([callback('corp'), callback('other')]),
    startForger(),
    startTestGithub(),
  ])

  async function set(id: string, input: Partial<Input> & { clientSecret?: ProviderInput['clientSecret'] }) {
    const shown = await operator.ask(`/api/v1/settings/providers/${id}`)
    const revision = shown.status === 404 ? 0 : Provider.parse(shown.body).revision
    const answer = await operator.ask(`/api/v1/settings/providers/${id}`, {
      method: 'PUT',
      headers: { 'if-match': `"${revision}"` },
      body: input,
    })
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    return Provider.parse(answer.body)
  }

  async function depart(
    body: Record<string, unknown>,
    from: Browser = server.browser(''),
    path = 'sign-in/provider',
  ): Promise<Away> {
    const answer = await from.ask(`/api/auth/${path}`, { method: 'POST', body })
    expect(answer.status, JSON.stringify(answer.body)).toBe(200)
    const cookie = [from.cookie, cookiesOf(answer.headers)].filter((one) => one !== '').join('; ')
    return { browser: server.browser(cookie), url: Started.parse(answer.body).url }
  }

  async function arrive({ browser }: Away, back: URL): Promise<{ location: string; browser: Browser }> {
    const answer = await browser.ask(`${back.pathname}${back.search}`)
    expect(answer.status, JSON.stringify(answer.body)).toBe(302)
    const location = answer.headers.get('location') ?? ''
    return { location, browser: server.browser(cookiesOf(answer.headers)) }
  }

  const travel: Record<string, (url: string) => Promise<URL>> = {
    corp: (url) => whole.walk(url),
    forged: async (url) => forger.authorize(url),
    google: async (url) => forger.authorize(url),
    microsoft: async (url) => forger.authorize(url),
    github: async (url) => github.authorize(url),
  }

  async function signInBy(provider: string, more: Record<string, unknown> = {}) {
    const away = await depart({ provider, ...more })
    const back = await travel[provider]?.(away.url)
    if (back === undefined) throw new Error(`no way to ${provider}`)
    return arrive(away, back)
  }

  const confirmed = (person: TestPerson): Promise<unknown> =>
    database.peek('update auth.sessions set confirmed_at = now() where user_id = $1', [person.personId])

  async function linkTo(provider: string, person: TestPerson): Promise<string> {
    const browser = await server.signIn(person)
    await confirmed(person)
    const away = await depart({ provider }, browser, 'link-provider')
    const back = await travel[provider]?.(away.url)
    if (back === undefined) throw new Error(`no way to ${provider}`)
    return (await arrive(away, back)).location
  }

  async function invitation(email: string): Promise<{ token: string; organizationId: string }> {
    const organizationId = await createOrganizationRow(database)
    const token = randomBytes(32).toString('base64url')
    await database.peek(
      `insert into links (token_hash, purpose, organization_id, email, role_id, expires_at)
       select $1, 'invitation', $2, $3, r.id, now() + interval '1 day' from roles r where r.key = 'member'`,
      [createHash('sha256').update(token).digest(), organizationId, email],
    )
    return { token, organizationId }
  }

  const who = async (browser: Browser): Promise<unknown> => (await browser.ask('/api/v1/session')).body

  const oidc = { kind: 'oidc', clientId: whole.clientId, clientSecret: whole.clientSecret } as const
  await set('corp', { ...oidc, label: 'Corp', issuer: whole.issuer })
  await set('forged', { kind: 'oidc', label: 'Forged', issuer: forger.issuer, clientId: 'muniment', clientSecret: 's' })
  await set('github', {
    kind: 'github',
    label: 'GitHub',
    clientId: 'gh',
    clientSecret: 'github secret',
    endpoints: github.endpoints,
  })
  const reset = (): void => {
    whole.person = { sub: randomUUID() }
    forger.claims = { sub: randomUUID() }
    forger.fault = 'none'
    github.person = { ...github.person, id: Math.floor(Math.random() * 1e9) + 1 }
  }
  reset()
  return {
    database,
    server,
    operator,
    whole,
    forger,
    github,
    travel,
    set,
    depart,
    arrive,
    signInBy,
    confirmed,
    linkTo,
    invitation,
    who,
    reset,
    close: async () => {
      await Promise.all([server.close(), whole.close(), forger.close(), github.close()])
      await database.drop()
    },
  }
}
