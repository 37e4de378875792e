import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { z } from 'zod'

const port = z.coerce.number().int().min(1).max(65535)

/** Settings that every process reads. */
export const commonSettings = {
  MUNIMENT_ORIGIN: z.url(),
  MUNIMENT_VERSION: z.string().default('dev'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  SENTRY_DSN: z.string().default(''),
  METRICS_PORT: port.default(9464),
  DATABASE_URL: z.url(),
}

export const storageSettings = {
  S3_URL: z.url(),
  S3_ACCESS_KEY: z.string().min(3),
  S3_SECRET_KEY: z.string().min(8),
  /** Only for tests, which share a storage: before the name of each bucket. */
  S3_BUCKET_PREFIX: z.string().max(40).default(''),
}

/** How stored files are checked against their SHA-256: a share each night, so that each has its turn in so many days. */
export const integritySettings = {
  /** In UTC. */
  INTEGRITY_HOUR: z.coerce.number().int().min(0).max(23).default(2),
  INTEGRITY_DAYS: z.coerce.number().int().min(1).max(365).default(30),
  /** What the check reads in a second at most, in MB. */
  INTEGRITY_MB_PER_SECOND: z.coerce.number().int().min(1).max(10_000).default(50),
}

export const redisSettings = { REDIS_URL: z.url() }

export const accountSettings = {
  AUTH_DATABASE_URL: z.url(),
  AUTH_SECRET: z.string().min(32),
  /** A session that nobody uses ends after so long; half a day unless set. */
  SESSION_IDLE_MINUTES: z.coerce.number().int().min(5).max(43_200).default(720),
  /** And every session after so long; a week unless set. */
  SESSION_MAX_HOURS: z.coerce.number().int().min(1).max(8760).default(168),
}

/** For the processes that keep or use secrets of the settings: the mail server's password, those of sign-in providers. */
export const sealSettings = { SETTINGS_KEY: z.string().min(32) }

/** Only for tests and development: lets sign-in providers be on this machine and without TLS. */
export const providerSettings = { ALLOW_LOCAL_PROVIDERS: z.stringbool().default(false) }

/** 100 MB unless set; 2 GB is what clamd can hold. */
export const uploadSettings = {
  UPLOAD_LIMIT_BYTES: z.coerce.number().int().min(1).max(2_000_000_000).default(100_000_000),
  /** What must stay free where objects are kept: the database, scans and previews need it too. 3 GB unless set. */
  DISK_FLOOR_BYTES: z.coerce.number().int().min(0).max(1e15).default(3_000_000_000),
}

export const scannerSettings = {
  CLAMD_HOST: z.string().default('clamav'),
  CLAMD_PORT: port.default(3310),
  SIGNATURES_FOLDER: z.string().default('/signatures'),
  SIGNATURES_MAX_AGE_DAYS: z.coerce.number().int().min(1).max(3650).default(30),
}

export { port }

/**
 * Reads the environment and, over it, the secrets file that Compose mounts for this process alone, and checks both
 * against `shape`. Throws one error that names every variable at fault.
 */
export function readSettings<Shape extends z.ZodRawShape>(shape: Shape): z.infer<z.ZodObject<Shape>> {
  const secretsFile = process.env['MUNIMENT_SECRETS_FILE']
  const secrets = secretsFile ? parseEnv(readFileSync(secretsFile, 'utf8')) : {}
  const result = z.object(shape).safeParse({ ...process.env, ...secrets })
  if (result.success) return result.data
  const faults = result.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`)
  throw new Error(`The configuration is not usable:\n${faults.join('\n')}`)
}
