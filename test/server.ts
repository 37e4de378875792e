import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import { createAuth } from '@muniment/core/accounts/auth.ts'
import { openProviderDesk } from '@muniment/core/providers/desk.ts'
import { watchDisk } from '@muniment/core/status/disk.ts'
import { Storage } from '@muniment/core/storage.ts'
import { createApp } from '@muniment/server/app.ts'
import { connectRedis } from '@muniment/server/limits.ts'
import { startRealtime, type Realtime } from '@muniment/server/realtime.ts'
import type { Services } from '@muniment/server/services.ts'
import { OpenStreams } from '@muniment/server/streams.ts'
import { createUploads, type UploadSettings } from '@muniment/server/uploads/tus.ts'
import type { TestDatabase } from './database.ts'
import { quiet, testPassword, type TestPerson } from './factories.ts'
import { services as where } from './services.ts'

export interface Asked {
  method?: string
  headers?: Record<string, string>
  body?: unknown
}

export interface Answered {
  status: number
  headers: Headers
  /** The JSON of the body, or its text. */
  body: unknown
}

/** Speaks HTTP as one signed-in browser. */
export interface Browser {
  cookie: string
  ask: (path: string, asked?: Asked) => Promise<Answered>
}

export interface TestServer {
  url: string
  services: Services
  anonymous: Browser
  /** A browser with these cookies. */
  browser: (cookie: string) => Browser
  signIn: (person: TestPerson) => Promise<Browser>
  close: () => Promise<void>
}

/** The real server on a free port of loopback, on a test's own database. */
export async function startTestServer(
  database: TestDatabase,
  options: {
    uploadLimitBytes?: number
    diskFloorBytes?: number
    uploadTuning?: UploadSettings['tuning']
    s3Url?: string
  } = {},
): Promise<TestServer> {
  const origin = 'http://localhost'
  const settings = {
    AUTH_DATABASE_URL: database.url('auth'),
    AUTH_SECRET: randomUUID() + randomUUID(),
    MUNIMENT_ORIGIN: origin,
  }
  const storage = new Storage({
    S3_URL: options.s3Url ?? where.s3,
    S3_ACCESS_KEY: where.s3RootUser,
    S3_SECRET_KEY: where.s3RootPassword,
  })
  const disk = watchDisk(storage, options.diskFloorBytes ?? 0, quiet)
  const uploadLimitBytes = options.uploadLimitBytes ?? 100_000_000
  const auth = createAuth(settings, quiet)
  const services: Services = {
    db: database.server,
    accountsDb: database.auth,
    auth,
    providers: openProviderDesk({ journeys: auth.journeys, origin, allowLocal: true }),
    allowLocalProviders: true,
    storage,
    disk,
    log: quiet,
    openStreams: new OpenStreams(),
    uploads: createUploads({
      storage,
      disk,
      log: quiet,
      limitBytes: uploadLimitBytes,
      databaseUrl: database.url('server'),
      ...(options.uploadTuning && { tuning: options.uploadTuning }),
    }),
    origin,
    version: 'test',
    uploadLimitBytes,
  }
  const redisUrl = `redis://${where.redis}`
  const redis: Redis = connectRedis(redisUrl, quiet)
  const http: HttpServer = createServer(createApp(services, redis))
  const realtime: Realtime = startRealtime(http, services, redisUrl, database.url('server'))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${portOf(http)}`

  const browser = (cookie: string, address: string): Browser => ({
    cookie,
    ask: async (path, { method = 'GET', headers = {}, body } = {}) => {
      const response = await fetch(`${url}${path}`, {
        method,
        redirect: 'manual',
        headers: {
          origin,
          'x-real-ip': address,
          ...(cookie !== '' && { cookie }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      })
      const text = await response.text()
      const isJson = /json/.test(response.headers.get('content-type') ?? '')
      const parsed: unknown = isJson && text !== '' ? JSON.parse(text) : text
      return { status: response.status, headers: response.headers, body: parsed }
    },
  })
  const anonymous = browser('', randomUUID())
  return {
    url,
    services,
    anonymous,
    browser: (cookie) => browser(cookie, randomUUID()),
    signIn: async (person) => {
      const visitor = browser('', randomUUID())
      const answer = await visitor.ask('/api/auth/sign-in/email', {
        method: 'POST',
        body: { email: person.email, password: testPassword },
      })
      if (answer.status !== 204) throw new Error(`could not sign in: ${answer.status} ${JSON.stringify(answer.body)}`)
      const cookie = answer.headers
        .getSetCookie()
        .map((line) => line.split(';')[0])
        .join('; ')
      return browser(cookie, randomUUID())
    },
    close: async () => {
      services.uploads.stop()
      await realtime.close()
      http.closeAllConnections()
      await new Promise<void>((resolve) => http.close(() => resolve()))
      await services.uploads.close()
      redis.disconnect()
      services.storage.close()
      await services.auth.close()
    },
  }
}

function portOf(http: HttpServer): number {
  const address: AddressInfo | string | null = http.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  return address.port
}
