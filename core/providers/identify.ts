import * as client from 'openid-client'
import { z } from 'zod'
import { outsideFetch } from '../outside/fetch.ts'
import type { ProviderEndpoints } from './schema.ts'
import type { OpenProvider } from './settings.ts'

/** Who somebody is at a provider, after everything that it said was checked. */
export interface Identity {
  /** Names the person for ever, together with its issuer: what one issuer says is worth nothing under another. */
  account: string
  email: string | null
  /** What the provider says of the address; null when it says nothing. */
  emailVerified: boolean | null
  name: string | null
}

/** What was sent along to the provider, to be found again in its answer. */
export interface Expected {
  state: string
  codeVerifier: string
  nonce: string
}

const github: ProviderEndpoints = {
  authorization: 'https://github.com/login/oauth/authorize',
  token: 'https://github.com/login/oauth/access_token',
  user: 'https://api.github.com/user',
  emails: 'https://api.github.com/user/emails',
}

function issuerOf({ kind, issuer, tenant }: OpenProvider): string {
  if (issuer !== null) return issuer
  if (kind === 'google') return 'https://accounts.google.com'
  return `https://login.microsoftonline.com/${tenant ?? 'organizations'}/v2.0`
}

/** The addresses that the operator is answerable for: those may lie in the customer's own network. */
function namedHosts({ issuer, endpoints }: OpenProvider): string[] {
  const addresses = [issuer, ...Object.values(endpoints ?? {})]
  return addresses.flatMap((address) => (address === null ? [] : [new URL(address).hostname]))
}

function authenticationOf(secret: string | null, methods: readonly string[] | undefined): client.ClientAuth {
  if (secret === null) return client.None()
  const post = methods === undefined || methods.includes('client_secret_post')
  return post ? client.ClientSecretPost(secret) : client.ClientSecretBasic(secret)
}

function prepare(configuration: client.Configuration, provider: OpenProvider, allowLocal: boolean): void {
  const ask = outsideFetch({ named: namedHosts(provider), allowLocal })
  configuration[client.customFetch] = (url, request) =>
    ask(url, {
      method: request.method,
      headers: request.headers,
      // All that it sends are forms.
      body: request.body instanceof URLSearchParams ? request.body.toString() : undefined,
      signal: request.signal,
    })
  if (allowLocal) client.allowInsecureRequests(configuration)
}

async function discover(provider: OpenProvider, allowLocal: boolean): Promise<client.Configuration> {
  const ask = outsideFetch({ named: namedHosts(provider), allowLocal })
  const found = await client.discovery(new URL(issuerOf(provider)), provider.clientId, undefined, client.None(), {
    [client.customFetch]: (url, request) => ask(url, { headers: request.headers, signal: request.signal }),
    ...(allowLocal && { execute: [client.allowInsecureRequests] }),
  })
  const server = found.serverMetadata()
  const authentication = authenticationOf(provider.clientSecret, server.token_endpoint_auth_methods_supported)
  const configuration = new client.Configuration(server, provider.clientId, undefined, authentication)
  prepare(configuration, provider, allowLocal)
  // TLS would do for a token that comes from the provider itself; its signature is looked at all the same.
  client.enableNonRepudiationChecks(configuration)
  return configuration
}

function githubConfiguration(provider: OpenProvider, allowLocal: boolean): client.Configuration {
  const endpoints = provider.endpoints ?? github
  const server = {
    issuer: new URL('/login/oauth', endpoints.authorization).href,
    authorization_endpoint: endpoints.authorization,
    token_endpoint: endpoints.token,
  }
  const authentication = authenticationOf(provider.clientSecret, undefined)
  const configuration = new client.Configuration(server, provider.clientId, undefined, authentication)
  prepare(configuration, provider, allowLocal)
  return configuration
}

/** Prepares to speak with a provider: asks its discovery document, except of GitHub, which has none. */
export async function configure(provider: OpenProvider, allowLocal: boolean): Promise<client.Configuration> {
  return provider.kind === 'github' ? githubConfiguration(provider, allowLocal) : discover(provider, allowLocal)
}

/** Where to send the browser: PKCE always, and a nonce where there is an ID token to find it in. */
export async function authorizationUrl(
  configuration: client.Configuration,
  { kind }: OpenProvider,
  redirectUri: string,
  { state, codeVerifier, nonce }: Expected,
): Promise<URL> {
  return client.buildAuthorizationUrl(configuration, {
    redirect_uri: redirectUri,
    scope: kind === 'github' ? 'read:user user:email' : 'openid email profile',
    state,
    code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
    code_challenge_method: 'S256',
    ...(kind !== 'github' && { nonce }),
    // Somebody with several accounts must be able to say which.
    ...((kind === 'google' || kind === 'microsoft') && { prompt: 'select_account' }),
  })
}

const Claims = z.object({
  iss: z.string(),
  sub: z.string().min(1).max(255),
  email: z.string().max(254).optional().catch(undefined),
  email_verified: z.union([z.boolean(), z.stringbool()]).optional().catch(undefined),
  name: z.string().max(1000).optional().catch(undefined),
})

/** Exchanges the code that came back (as `answer`, the whole address) for who it is. Throws for anything not as expected. */
export async function identify(
  configuration: client.Configuration,
  provider: OpenProvider,
  answer: URL,
  { state, codeVerifier, nonce }: Expected,
): Promise<Identity> {
  const checks = { pkceCodeVerifier: codeVerifier, expectedState: state }
  if (provider.kind === 'github') {
    const tokens = await client.authorizationCodeGrant(configuration, answer, checks)
    return identifyAtGithub(configuration, provider, tokens.access_token)
  }
  const tokens = await client.authorizationCodeGrant(configuration, answer, {
    ...checks,
    expectedNonce: nonce,
    idTokenExpected: true,
  })
  const claims = Claims.parse(tokens.claims())
  const { userinfo_endpoint: userinfo } = configuration.serverMetadata()
  const more =
    claims.email === undefined && userinfo !== undefined
      ? Claims.omit({ iss: true }).parse(await client.fetchUserInfo(configuration, tokens.access_token, claims.sub))
      : claims
  return {
    account: `${claims.iss}#${claims.sub}`,
    email: more.email?.toLowerCase() ?? null,
    emailVerified: more.email_verified ?? null,
    name: more.name ?? claims.name ?? null,
  }
}

const GithubUser = z.object({ id: z.int().positive(), name: z.string().nullish(), login: z.string() })
const GithubEmails = z.array(z.object({ email: z.string().max(254), primary: z.boolean(), verified: z.boolean() }))

async function identifyAtGithub(
  configuration: client.Configuration,
  { endpoints }: OpenProvider,
  accessToken: string,
): Promise<Identity> {
  const ask = async (url: string): Promise<unknown> => {
    const headers = new Headers({ accept: 'application/vnd.github+json', 'user-agent': 'Muniment' })
    const answer = await client.fetchProtectedResource(configuration, accessToken, new URL(url), 'GET', null, headers)
    if (!answer.ok) throw new Error(`GitHub answered ${answer.status}`)
    return answer.json()
  }
  const { user, emails } = endpoints ?? github
  const known = GithubUser.parse(await ask(user))
  const addresses = GithubEmails.parse(await ask(emails))
  const primary = addresses.find((one) => one.primary)
  return {
    account: `${configuration.serverMetadata().issuer}#${known.id}`,
    email: primary?.email.toLowerCase() ?? null,
    emailVerified: primary?.verified ?? null,
    name: known.name ?? known.login,
  }
}
