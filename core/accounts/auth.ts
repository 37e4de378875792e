import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import pg from 'pg'
import { providerDoor } from '../providers/door.ts'
import { providerJourneys, type ProviderJourneys } from '../providers/journeys.ts'
import type { Logger } from '../log.ts'
import { hashPassword, passwordMatches } from './password.ts'

export interface AuthSettings {
  AUTH_DATABASE_URL: string
  AUTH_SECRET: string
  MUNIMENT_ORIGIN: string
}

const day = 24 * 60 * 60

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
        provider: { type: 'string' as const, required: false, input: false },
      },
      expiresIn: 7 * day,
      updateAge: 60 * 60,
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
    plugins: [providerDoor],
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

export interface SignedIn {
  sessionId: string
  personId: string
  name: string
  email: string
  operator: boolean
  /** When the password was last asked for again in this session. */
  confirmedAt: Date | null
  /** The sign-in provider that the session came by; null for a password. */
  provider: string | null
}

export interface Auth {
  /** What is kept of a browser that is away at a sign-in provider. */
  journeys: ProviderJourneys
  /** Serves the sign-in routes, as the Fetch API has them. */
  handler: (request: Request) => Promise<Response>
  /** Who the cookies in these headers belong to; null for nobody, an ended session or a suspended person. */
  whoIs: (headers: Headers) => Promise<SignedIn | null>
  /** What better-auth would still have to create or add in the database: nothing, or our migrations have drifted. */
  missingTables: () => Promise<string[]>
  close: () => Promise<void>
}

/** Sign-in by e-mail and password, on the database role and schema that keep the accounts. */
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
  return {
    journeys: providerJourneys(auth.api, log),
    handler: (request) => auth.handler(request),
    whoIs: async (headers) => {
      const found = await auth.api.getSession({ headers })
      if (found === null || found.user.suspendedAt) return null
      return {
        sessionId: found.session.id,
        personId: found.user.id,
        name: found.user.name,
        email: found.user.email,
        operator: found.user.operator,
        confirmedAt: found.session.confirmedAt ?? null,
        provider: found.session.provider ?? null,
      }
    },
    missingTables: async () => {
      const { toBeCreated, toBeAdded } = await getMigrations(configured)
      return [...toBeCreated, ...toBeAdded].map((table) => `${table.table}: ${Object.keys(table.fields).join(', ')}`)
    },
    close: () => pool.end(),
  }
}
