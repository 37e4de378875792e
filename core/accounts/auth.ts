import { betterAuth } from 'better-auth'
import { isAPIError } from 'better-auth/api'
import { getCookies } from 'better-auth/cookies'
import { generateRandomString, symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto'
import { getMigrations } from 'better-auth/db/migration'
import pg from 'pg'
import { z } from 'zod'
import { AppError } from '../errors.ts'
import { providerDoor } from '../providers/door.ts'
import { providerJourneys, type ProviderJourneys } from '../providers/journeys.ts'
import type { Logger } from '../log.ts'
import { passkeyPlugin } from './passkeys.ts'
import { hashPassword, passwordMatches } from './password.ts'
import type { Assertion, Attestation } from './schema.ts'
import { sessionCookie } from './sessionCookie.ts'
import { expiryOf, type Lifetimes } from './sessions.ts'
import { createWhoIs, type WhoIs } from './whoIs.ts'

export interface AuthSettings {
  AUTH_DATABASE_URL: string
  AUTH_SECRET: string
  MUNIMENT_ORIGIN: string
  SESSION_IDLE_MINUTES?: number
  SESSION_MAX_HOURS?: number
}

const minute = 60_000

function lifetimesOf({ SESSION_IDLE_MINUTES = 720, SESSION_MAX_HOURS = 168 }: Partial<AuthSettings>): Lifetimes {
  return { idleMs: SESSION_IDLE_MINUTES * minute, mostMs: SESSION_MAX_HOURS * 60 * minute }
}

interface Opening {
  way: string | null
  aal: number
  confirmedAt: Date | null
}

/**
 * What a new session is worth: a passkey is a device and its person's finger or PIN, so two factors at once; whatever
 * else opens a session is one. Who came by a provider has just been asked there, and may have no password to be asked for.
 */
function openedBy(path: string | undefined, provider: string | null): Opening {
  if (path === '/passkey/verify-authentication') return { way: 'passkey', aal: 2, confirmedAt: new Date() }
  if (path?.includes('/callback/')) return { way: provider, aal: 1, confirmedAt: new Date() }
  return { way: path === '/sign-in/email' ? 'password' : null, aal: 1, confirmedAt: null }
}

function options(pool: pg.Pool, settings: Omit<AuthSettings, 'AUTH_DATABASE_URL'>, log: Logger) {
  return {
    appName: 'Muniment',
    baseURL: settings.MUNIMENT_ORIGIN,
    basePath: '/api/auth',
    secret: settings.AUTH_SECRET,
    trustedOrigins: [settings.MUNIMENT_ORIGIN],
    database: pool,
    telemetry: { enabled: false },
    logger: {
      level: 'warn' as const,
      log: (level: string, message: string) => log[level === 'error' ? 'error' : 'warn']({ message }, 'sign-in'),
    },
    emailAndPassword: {
      enabled: true,
      // People come in by a link that an administrator or the operator gave them, never by themselves.
      disableSignUp: true,
      minPasswordLength: 12,
      maxPasswordLength: 128,
      password: {
        hash: hashPassword,
        verify: ({ hash, password }: { hash: string; password: string }) => passwordMatches(hash, password),
      },
    },
    account: { modelName: 'accounts', fields: accountFields, accountLinking: { enabled: false } },
    user: {
      modelName: 'users',
      fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
      additionalFields: {
        operator: { type: 'boolean' as const, required: true, defaultValue: false, input: false },
        suspendedAt: { type: 'date' as const, required: false, input: false, fieldName: 'suspended_at' },
        secondFactor: { type: 'boolean' as const, required: false, input: false, fieldName: 'second_factor' },
      },
    },
    session: {
      modelName: 'sessions',
      fields: {
        userId: 'user_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
      additionalFields: {
        confirmedAt: { type: 'date' as const, required: false, input: false, fieldName: 'confirmed_at' },
        aal: { type: 'number' as const, required: false, input: false },
        lastUsedAt: { type: 'date' as const, required: false, input: false, fieldName: 'last_used_at' },
        way: { type: 'string' as const, required: false, input: false },
      },
      // Of the cookie. How long the session itself lives is settled by whoIs, which the cookie cannot outlive.
      expiresIn: Math.ceil(lifetimesOf(settings).mostMs / 1000),
      disableSessionRefresh: true,
      freshAge: 0,
      // A copy in the cookie would outlive the session that somebody ended.
      cookieCache: { enabled: false },
    },
    verification: {
      modelName: 'verifications',
      fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' },
    },
    advanced: {
      database: { generateId: 'uuid' as const },
      cookiePrefix: 'muniment',
      useSecureCookies: settings.MUNIMENT_ORIGIN.startsWith('https:'),
      ipAddress: { ipAddressHeaders: ['x-real-ip'] },
      defaultCookieAttributes: { sameSite: 'lax' as const, httpOnly: true },
    },
    databaseHooks: {
      session: {
        create: {
          before: async (session: { createdAt: Date; way?: unknown }, context: { path?: string } | null) => ({
            data: {
              ...openedBy(context?.path, typeof session.way === 'string' ? session.way : null),
              expiresAt: expiryOf(session.createdAt, new Date(), lifetimesOf(settings)),
              lastUsedAt: new Date(),
            },
          }),
        },
      },
    },
    plugins: [passkeyPlugin(settings.MUNIMENT_ORIGIN), sessionCookie, providerDoor],
    // Its own counters live in one process; the server counts in Redis before a request gets here.
    rateLimit: { enabled: false },
  }
}

const accountFields = {
  userId: 'user_id',
  accountId: 'account_id',
  providerId: 'provider_id',
  accessToken: 'access_token',
  refreshToken: 'refresh_token',
  idToken: 'id_token',
  accessTokenExpiresAt: 'access_token_expires_at',
  refreshTokenExpiresAt: 'refresh_token_expires_at',
  createdAt: 'created_at',
  updatedAt: 'updated_at',
} as const

/** Keeps what must be read again but not by who reads the database: under AUTH_SECRET. */
export interface Secrets {
  seal: (text: string) => Promise<string>
  unseal: (sealed: string) => Promise<string>
}

/** An answer of the sign-in library, with the cookies that go with it. */
export interface WithCookies<T> {
  value: T
  cookies: string[]
}

export function newSessionToken(): string {
  return generateRandomString(32)
}

export interface Auth extends Secrets {
  /** What is kept of a browser that is away at a sign-in provider. */
  journeys: ProviderJourneys
  /** Serves the sign-in routes, as the Fetch API has them. */
  handler: (request: Request) => Promise<Response>
  whoIs: WhoIs
  /** The cookie of a session that was given this token. */
  cookieFor: (headers: Headers, token: string) => Promise<string[]>
  /** What the browser asks its authenticator: to make a passkey, or to sign in with one. */
  passkeyChallenge: (headers: Headers, purpose: 'register' | 'sign-in') => Promise<WithCookies<{ challenge: string }>>
  /** Keeps a new passkey of the person who is signed in; gives its id. 400 for one that doesn't prove its person. */
  addPasskey: (headers: Headers, name: string, answer: Attestation) => Promise<string>
  /** Opens a session for whose passkey it is, or null. */
  signInByPasskey: (headers: Headers, answer: Assertion) => Promise<WithCookies<PasskeySession> | null>
  /** What better-auth would still have to create or add in the database: nothing, or our migrations have drifted. */
  missingTables: () => Promise<string[]>
  close: () => Promise<void>
}

const PasskeySession = z.object({
  session: z.object({ id: z.string(), token: z.string() }),
  user: z.object({ id: z.string() }),
})
type PasskeySession = z.infer<typeof PasskeySession>
const Challenge = z.looseObject({ challenge: z.string() })

/** Sign-in by e-mail and password or passkey, on the database role and schema that keep the accounts. */
export function createAuth(settings: AuthSettings, log: Logger): Auth {
  const pool = new pg.Pool({
    connectionString: settings.AUTH_DATABASE_URL,
    application_name: 'muniment-sign-in',
    options: '-c search_path=auth',
    max: 5,
    connectionTimeoutMillis: 10_000,
  })
  // An idle connection that Postgres ended is replaced at the next query; without a listener it would end the process.
  pool.on('error', (error) => log.warn({ error: error.message }, 'a sign-in database connection ended'))
  const configured = options(pool, settings, log)
  const auth = betterAuth(configured)
  const lifetimes = lifetimesOf(settings)
  const key = settings.AUTH_SECRET
  return {
    journeys: providerJourneys(auth.api, log),
    handler: (request) => auth.handler(request),
    seal: (data) => symmetricEncrypt({ key, data }),
    unseal: (data) => symmetricDecrypt({ key, data }),
    whoIs: createWhoIs(pool, { cookieName: getCookies(configured).sessionToken.name, secret: key, lifetimes }),
    cookieFor: async (headers, token) => {
      const answer = await auth.api.sendSessionCookie({ headers, body: { token }, returnHeaders: true })
      return answer.headers.getSetCookie()
    },
    passkeyChallenge: async (headers, purpose) => {
      const answer =
        purpose === 'register'
          ? await auth.api.generatePasskeyRegistrationOptions({ headers, returnHeaders: true })
          : await auth.api.generatePasskeyAuthenticationOptions({ headers, returnHeaders: true })
      const asked = Challenge.parse(answer.response)
      // The library only prefers it; without it a passkey would be one factor.
      const value = purpose === 'register' ? asked : { ...asked, userVerification: 'required' }
      return { value, cookies: answer.headers.getSetCookie() }
    },
    addPasskey: async (headers, name, response) => {
      try {
        const made = await auth.api.verifyPasskeyRegistration({ headers, body: { response, name } })
        return z.object({ id: z.uuid() }).parse(made).id
      } catch (error) {
        if (!isAPIError(error)) throw error
        throw new AppError('invalid', "This passkey couldn't be added. Start again; it needs a PIN, finger or face.", {
          cause: error,
        })
      }
    },
    signInByPasskey: async (headers, response) => {
      try {
        const answer = await auth.api.verifyPasskeyAuthentication({ headers, body: { response }, returnHeaders: true })
        const value = PasskeySession.parse(answer.response)
        await pool.query('update passkeys set last_used_at = now() where user_id = $1 and credential_id = $2', [
          value.user.id,
          response.id,
        ])
        return { value, cookies: answer.headers.getSetCookie() }
      } catch (error) {
        if (!isAPIError(error)) throw error
        log.info({ error: error.message }, 'a passkey was refused')
        return null
      }
    },
    missingTables: async () => {
      const { toBeCreated, toBeAdded } = await getMigrations(configured)
      return [...toBeCreated, ...toBeAdded].map((table) => `${table.table}: ${Object.keys(table.fields).join(', ')}`)
    },
    close: () => pool.end(),
  }
}
