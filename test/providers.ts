import { createHash, createSign, generateKeyPairSync, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { Provider } from 'oidc-provider'
import { z } from 'zod'

// Sign-in providers on loopback: a whole one (npm oidc-provider), and small ones that say whatever a test wants.

export interface Person {
  sub: string
  email?: string
  email_verified?: boolean
  name?: string
}

async function listen(answer: RequestListener): Promise<{ server: Server; url: string }> {
  const server = createServer(answer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return { server, url: `http://127.0.0.1:${address !== null && typeof address === 'object' ? address.port : 0}` }
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(() => resolve()))
}

async function formOf(request: IncomingMessage): Promise<URLSearchParams> {
  let text = ''
  for await (const piece of request) text += String(piece)
  return new URLSearchParams(text)
}

export interface WholeProvider {
  issuer: string
  clientId: string
  clientSecret: string
  /** Who sits at the provider and agrees to everything. */
  person: Person
  /** Goes to the provider as a browser and comes back with where it was sent. */
  walk: (url: string) => Promise<URL>
  close: () => Promise<void>
}

/** A real OpenID provider that wants PKCE, where one person is always ready to sign in. */
export async function startWholeProvider(redirectUris: readonly string[]): Promise<WholeProvider> {
  const [clientId, clientSecret] = ['muniment', 'the secret of the client']
  const state: { person: Person; handle: RequestListener } = {
    person: { sub: randomUUID() },
    handle: (_request, response) => response.writeHead(503).end(),
  }
  const { server, url: issuer } = await listen((request, response) => state.handle(request, response))
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [...redirectUris],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    clientAuthMethods: ['client_secret_basic'],
    cookies: { keys: ['only for a test'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_ctx, sub) => ({ accountId: sub, claims: () => ({ ...state.person, sub }) }),
  })
  provider.on('server_error', () => undefined)
  const serve = provider.callback()
  const interact = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { prompt, params, session } = await provider.interactionDetails(request, response)
    const { sub } = state.person
    if (prompt.name === 'login') {
      await provider.interactionFinished(request, response, { login: { accountId: sub } })
      return
    }
    const grant = new provider.Grant({ accountId: session?.accountId ?? sub, clientId: String(params['client_id']) })
    grant.addOIDCScope('openid email profile')
    await provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } })
  }
  state.handle = (request, response) => {
    if (request.url?.startsWith('/interaction/')) void interact(request, response)
    else void serve(request, response)
  }
  return {
    issuer,
    clientId,
    clientSecret,
    get person() {
      return state.person
    },
    set person(person) {
      state.person = person
    },
    walk: async (start) => {
      const jar = new Map<string, string>()
      let next = new URL(start)
      for (let hop = 0; hop < 10; hop++) {
        const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
        const answer = await fetch(next, { redirect: 'manual', headers: { cookie } })
        for (const line of answer.headers.getSetCookie()) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
          if (value === '') jar.delete(name)
          else jar.set(name, value)
        }
        const location = answer.headers.get('location')
        if (location === null) throw new Error(`the provider answered ${answer.status}: ${await answer.text()}`)
        next = new URL(location, next)
        if (next.origin !== issuer) return next
      }
      throw new Error('the provider sends in circles')
    },
    close: () => stop(server),
  }
}

export interface Forger {
  issuer: string
  /** The claims of the next ID token, over those that would be right; `nonce` and `aud` are taken from what was asked. */
  claims: Record<string, unknown>
  /** What the token endpoint does instead of answering. */
  fault: 'none' | 'no-token' | 'foreign-key' | 'away' | 'redirect'
  /** What came to the token endpoint last. */
  asked: URLSearchParams
  close: () => Promise<void>
}

/** Signs whatever it is told to, after checking PKCE; the codes are what `authorize` made of an authorization URL. */
export async function startForger(): Promise<Forger & { authorize: (url: string) => URL }> {
  const [key, foreign] = [1, 2].map(() => generateKeyPairSync('rsa', { modulusLength: 2048 }))
  if (key === undefined || foreign === undefined) throw new Error('no keys')
  const codes = new Map<string, URLSearchParams>()
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

  const sign = (claims: Record<string, unknown>): string => {
    const content = `${encode({ alg: 'RS256', kid: 'one', typ: 'JWT' })}.${encode(claims)}`
    const { privateKey } = forger.fault === 'foreign-key' ? foreign : key
    return `${content}.${createSign('sha256').update(content).sign(privateKey).toString('base64url')}`
  }

  const token = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const asked = await formOf(request)
    forger.asked = asked
    const wanted = codes.get(asked.get('code') ?? '')
    codes.delete(asked.get('code') ?? '')
    const challenge = createHash('sha256')
      .update(asked.get('code_verifier') ?? '')
      .digest('base64url')
    if (wanted === undefined || wanted.get('code_challenge') !== challenge) {
      response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"invalid_grant"}')
      return
    }
    const now = Math.floor(Date.now() / 1000)
    const claims = {
      iss: forger.issuer,
      aud: wanted.get('client_id'),
      nonce: wanted.get('nonce'),
      iat: now,
      exp: now + 300,
      ...forger.claims,
    }
    const tokens = { access_token: 'x', token_type: 'Bearer', expires_in: 60 }
    const body = forger.fault === 'no-token' ? tokens : { ...tokens, id_token: sign(claims) }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
  }

  const { server, url } = await listen((request, response) => {
    const { pathname } = new URL(request.url ?? '/', url)
    if (forger.fault === 'away') {
      response.destroy()
    } else if (forger.fault === 'redirect') {
      response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()
    } else if (pathname === '/token') {
      void token(request, response)
    } else if (pathname === '/keys') {
      const jwk = { ...key.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: [jwk] }))
    } else if (pathname === '/.well-known/openid-configuration') {
      const document = {
        issuer: url,
        authorization_endpoint: `${url}/authorize`,
        token_endpoint: `${url}/token`,
        jwks_uri: `${url}/keys`,
        response_types_supported: ['code'],
        subject_types_supported: ['pairwise'],
        id_token_signing_alg_values_supported: ['RS256'],
      }
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document))
    } else {
      response.writeHead(404).end()
    }
  })
  const forger: Forger = {
    issuer: url,
    claims: {},
    fault: 'none',
    asked: new URLSearchParams(),
    close: () => stop(server),
  }
  return Object.assign(forger, {
    authorize: (address: string): URL => {
      const wanted = new URL(address).searchParams
      const code = randomUUID()
      codes.set(code, wanted)
      const back = new URL(wanted.get('redirect_uri') ?? '')
      back.search = new URLSearchParams({ code, state: wanted.get('state') ?? '' }).toString()
      return back
    },
  })
}

export interface TestGithub {
  endpoints: { authorization: string; token: string; user: string; emails: string }
  person: { id: number; login: string; name: string | null; emails: unknown[] }
  authorize: (url: string) => URL
  close: () => Promise<void>
}

const Bearer = z.string().startsWith('Bearer ')

/** As GitHub does it: no discovery, no ID token, errors with status 200, the address at an endpoint of its own. */
export async function startTestGithub(): Promise<TestGithub> {
  const challenges = new Map<string, string>()
  const json = { 'content-type': 'application/json; charset=utf-8' }
  const { server, url } = await listen((request, response) => {
    const { pathname } = new URL(request.url ?? '/', url)
    const say = (body: unknown): unknown => response.writeHead(200, json).end(JSON.stringify(body))
    if (pathname === '/login/oauth/access_token') {
      void formOf(request).then((asked) => {
        const challenge = createHash('sha256')
          .update(asked.get('code_verifier') ?? '')
          .digest('base64url')
        const code = asked.get('code') ?? ''
        const right = challenges.get(code) === challenge && asked.get('client_secret') === 'github secret'
        challenges.delete(code)
        if (right) say({ access_token: 'gho_x', scope: 'read:user,user:email', token_type: 'bearer' })
        else say({ error: 'bad_verification_code', error_description: 'The code passed is incorrect or expired.' })
      })
    } else if (!Bearer.safeParse(request.headers.authorization).success || !request.headers['user-agent']) {
      response.writeHead(401, json).end('{"message":"Requires authentication"}')
    } else if (pathname === '/user') {
      say({ ...github.person, email: null })
    } else {
      say(github.person.emails)
    }
  })
  const github: TestGithub = {
    endpoints: {
      authorization: `${url}/login/oauth/authorize`,
      token: `${url}/login/oauth/access_token`,
      user: `${url}/user`,
      emails: `${url}/user/emails`,
    },
    person: { id: 1, login: 'ana', name: null, emails: [] },
    authorize: (address) => {
      const wanted = new URL(address).searchParams
      const code = randomUUID()
      challenges.set(code, wanted.get('code_challenge') ?? '')
      const back = new URL(wanted.get('redirect_uri') ?? '')
      back.search = new URLSearchParams({ code, state: wanted.get('state') ?? '' }).toString()
      return back
    },
    close: () => stop(server),
  }
  return github
}
