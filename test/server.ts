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
import { browsersOf, type Browsers } from './browsers.ts'
import type { TestDatabase } from './database.ts'
import { quiet } from './factories.ts'
import { services as where } from './services.ts'

export interface TestServer extends Browsers {
  url: string
  services: Services
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

  return {
    url,
    services,
    ...browsersOf(url, origin),
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
