// One large file, through the appliance and straight in its storage: what the benches of uploads and downloads share.
//
//   S3_URL, S3_ACCESS_KEY, S3_SECRET_KEY    an identity that may put, get and delete in quarantine (the worker's)
//   BENCH_BYTES, BENCH_ROUNDS               how large it is, and how often each way is measured
//   BENCH_CHECK_SECONDS                     how long to wait for its virus check
import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { readSettings, storageSettings } from '@muniment/core/env.ts'
import { z } from 'zod'
import { ask, block, curl, offsetStream, tusHeaders } from './client.ts'
import { count } from './say.ts'

const settings = readSettings({
  ...storageSettings,
  BENCH_BYTES: count(1_000_000_000),
  BENCH_ROUNDS: count(3),
  BENCH_CHECK_SECONDS: z.coerce.number().int().min(0).default(600),
})
export const bytes = settings.BENCH_BYTES
export const rounds = settings.BENCH_ROUNDS
export const storageUrl = new URL(settings.S3_URL)
storageUrl.username = settings.S3_ACCESS_KEY
storageUrl.password = settings.S3_SECRET_KEY

const s3 = new S3Client({
  endpoint: settings.S3_URL,
  region: 'us-east-1',
  forcePathStyle: true,
  credentials: { accessKeyId: settings.S3_ACCESS_KEY, secretAccessKey: settings.S3_SECRET_KEY },
  requestChecksumCalculation: 'WHEN_REQUIRED',
})
const Bucket = 'quarantine'

export const newKey = (): string => `bench-${randomUUID()}`

function* blocks(): Generator<Buffer> {
  for (let left = bytes; left > 0; left -= block.length) yield left >= block.length ? block : block.subarray(0, left)
}

/** Puts it into storage in one request; gives seconds. */
export async function putStraight(key: string): Promise<number> {
  const started = performance.now()
  await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: Readable.from(blocks()), ContentLength: bytes }))
  return (performance.now() - started) / 1000
}

/** Reads it from storage in one request; gives its bytes. */
export function getStraight(key: string): Promise<number> {
  const { href } = new URL(`/${Bucket}/${key}`, settings.S3_URL)
  const signed = [
    '--aws-sigv4',
    'aws:amz:us-east-1:s3',
    '--user',
    `${settings.S3_ACCESS_KEY}:${settings.S3_SECRET_KEY}`,
  ]
  return curl([...signed, href])
}

/** The seconds that a download of all of it takes. */
export async function secondsOf(download: () => Promise<number>): Promise<number> {
  const started = performance.now()
  const read = await download()
  if (read !== bytes) throw new Error(`${read} of ${bytes} bytes came`)
  return (performance.now() - started) / 1000
}

export async function deleteStraight(key: string): Promise<void> {
  await s3.send(new DeleteObjectCommand({ Bucket, Key: key }))
}

export function closeStorage(): void {
  s3.destroy()
}

/** Uploads it in one stream; gives seconds and the document. */
export async function uploadLarge(roomId: string): Promise<{ seconds: number; documentId: string }> {
  const started = performance.now()
  const { headers } = await ask('POST', '/api/v1/uploads', null, tusHeaders(roomId, bytes))
  const finished = await ask('PATCH', String(headers.location), bytes, {
    'tus-resumable': '1.0.0',
    'upload-offset': '0',
    ...offsetStream,
  })
  const seconds = (performance.now() - started) / 1000
  return { seconds, documentId: z.uuid().parse(finished.headers['muniment-document']) }
}

const Checked = z.object({ version: z.object({ state: z.string(), reason: z.object({}).nullable() }) })

/** Waits for the check of an upload, which would slow down what is measured next; gives its state. */
export async function waitForCheck(documentId: string): Promise<string> {
  for (let tries = 0; ; tries += 1) {
    const answer = await ask('GET', `/api/v1/documents/${documentId}`)
    const { version } = Checked.parse(JSON.parse(answer.body))
    // While it waits for a scanner it costs nothing.
    if (version.state !== 'scanning' || version.reason !== null || tries >= settings.BENCH_CHECK_SECONDS)
      return version.state
    await sleep(1000)
  }
}

/** MB/s of the whole file in these seconds. */
export const speed = (seconds: number): string => `${(bytes / 1e6 / seconds).toFixed(0)} MB/s`

export function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
}

/** Says what the rounds came to. */
export function summary(straight: readonly number[], through: readonly number[]): string {
  const ratio = middle(straight) / middle(through)
  return `median: straight ${speed(middle(straight))}, through ${speed(middle(through))}, ratio ${ratio.toFixed(2)}`
}
