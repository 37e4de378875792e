import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import type { TestDatabase } from './database.ts'
import { services } from './services.ts'
import { until } from './tus.ts'
import { freePort } from './worker.ts'

const main = new URL('../server/main.ts', import.meta.url).pathname

export interface RunningServer {
  port: number
  url: string
  /** Ends it as a power cut would. */
  kill: () => Promise<void>
}

interface Where {
  /** Absent: any that is free. */
  port?: number
  /** The logical Redis database; absent: the one that all share. */
  redisNumber?: number
}

/** The whole server as a process of its own; those with the same secret are replicas of one appliance. */
export async function startServerProcess(
  database: TestDatabase,
  secret: string,
  { port: wanted, redisNumber = 0 }: Where = {},
): Promise<RunningServer> {
  const [port, metrics] = [wanted ?? (await freePort()), await freePort()]
  const child: ChildProcess = spawn(process.execPath, [main], {
    env: {
      ...process.env,
      MUNIMENT_ORIGIN: 'http://localhost',
      LOG_LEVEL: 'error',
      PORT: String(port),
      METRICS_PORT: String(metrics),
      DATABASE_URL: database.url('server'),
      AUTH_DATABASE_URL: database.url('auth'),
      AUTH_SECRET: secret,
      SETTINGS_KEY: services.settingsKey,
      REDIS_URL: `redis://${services.redis}/${redisNumber}`,
      S3_URL: services.s3,
      S3_ACCESS_KEY: services.s3RootUser,
      S3_SECRET_KEY: services.s3RootPassword,
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  const ended = once(child, 'exit')
  const url = `http://127.0.0.1:${port}`
  await until(() =>
    fetch(`${url}/api/v1/status`).then(
      ({ ok }) => ok,
      () => false,
    ),
  )
  return {
    port,
    url,
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}
