import { commonSettings, readSettings } from '@muniment/core/env.ts'
import { z } from 'zod'

export const settings = readSettings({
  MUNIMENT_ORIGIN: commonSettings.MUNIMENT_ORIGIN,
  LOG_LEVEL: commonSettings.LOG_LEVEL,
  DATABASE_URL: commonSettings.DATABASE_URL,
  S3_URL: z.url(),
  MINIO_ROOT_USER: z.string().min(3),
  MINIO_ROOT_PASSWORD: z.string().min(8),
  SERVER_S3_SECRET: z.string().min(8),
  WORKER_S3_SECRET: z.string().min(8),
})
