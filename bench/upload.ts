// What an upload costs: one large file straight into storage and through the whole appliance, and many small ones.
//
//   bench/run.sh upload         on an appliance of its own; or, inside the network of one that runs: node bench/upload.ts
//
// Besides those of bench/client.ts:
//   S3_URL, S3_ACCESS_KEY, S3_SECRET_KEY    an identity that may put and delete in quarantine (the worker's)
//   BENCH_BYTES, BENCH_ROUNDS, BENCH_FILES, BENCH_FILE_BYTES    how much of it
//   BENCH_CHECK_SECONDS    how long to wait for the virus check between rounds
import { spawn } from 'node:child_process'
import { randomBytes, randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { readSettings, storageSettings } from '@muniment/core/env.ts'
import { z } from 'zod'
import {
  ask,
  atOnce,
  block,
  close,
  count,
  offsetStream,
  percentile,
  say,
  sendBlocks,
  signIn,
  tusHeaders,
  watchMemory,
} from './client.ts'

const settings = readSettings({
  ...storageSettings,
  BENCH_BYTES: count(1_000_000_000),
  BENCH_ROUNDS: count(3),
  BENCH_FILES: count(1000),
  BENCH_FILE_BYTES: count(10_000),
  BENCH_CHECK_SECONDS: z.coerce.number().int().min(0).default(600),
})
const bytes = settings.BENCH_BYTES

function* blocks(size: number): Generator<Buffer> {
  for (let left = size; left > 0; left -= block.length) yield left >= block.length ? block : block.subarray(0, left)
}

/** Uploads one large file in one stream; gives seconds and the document. */
async function uploadLarge(roomId: string): Promise<{ seconds: number; documentId: string }> {
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

/** The check of a large file would slow down what is measured next. */
async function waitForCheck(documentId: string): Promise<void> {
  const Checked = z.object({ version: z.object({ state: z.string(), reason: z.object({}).nullable() }) })
  for (let tries = 0; tries < settings.BENCH_CHECK_SECONDS; tries += 1) {
    const answer = await ask('GET', `/api/v1/documents/${documentId}`)
    const { version } = Checked.parse(JSON.parse(answer.body))
    // While it waits for a scanner it costs nothing.
    if (version.state !== 'scanning' || version.reason !== null) return
    await sleep(1000)
  }
}

const s3 = new S3Client({
  endpoint: settings.S3_URL,
  region: 'us-east-1',
  forcePathStyle: true,
  credentials: { accessKeyId: settings.S3_ACCESS_KEY, secretAccessKey: settings.S3_SECRET_KEY },
  requestChecksumCalculation: 'WHEN_REQUIRED',
})

/** The same bytes in one PUT; gives seconds. */
async function putStraight(): Promise<number> {
  const object = { Bucket: 'quarantine', Key: `bench-${randomUUID()}` }
  const started = performance.now()
  await s3.send(new PutObjectCommand({ ...object, Body: Readable.from(blocks(bytes)), ContentLength: bytes }))
  const seconds = (performance.now() - started) / 1000
  await s3.send(new DeleteObjectCommand(object))
  return seconds
}

/** The same bytes by `mc` in four parts at a time; null where there is no mc. */
async function putWithMc(): Promise<number | null> {
  const key = `bench-${randomUUID()}`
  const host = new URL(settings.S3_URL)
  host.username = settings.S3_ACCESS_KEY
  host.password = settings.S3_SECRET_KEY
  const started = performance.now()
  const child = spawn('mc', ['--quiet', 'pipe', '--concurrent', '4', `bench/quarantine/${key}`], {
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/tmp', MC_HOST_bench: host.href },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null)).once('exit', resolve)
  })
  child.stdin.on('error', () => undefined)
  await Promise.race([sendBlocks(child.stdin, bytes), ended])
  const code = await ended
  const seconds = (performance.now() - started) / 1000
  if (code !== 0) return null
  await s3.send(new DeleteObjectCommand({ Bucket: 'quarantine', Key: key }))
  return seconds
}

/** Uploads many small files, so many at once; gives the milliseconds of each. */
async function uploadSmall(roomId: string): Promise<number[]> {
  const body = randomBytes(settings.BENCH_FILE_BYTES)
  const took: number[] = []
  let left = settings.BENCH_FILES
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      const started = performance.now()
      const answer = await ask('POST', '/api/v1/uploads', body, { ...tusHeaders(roomId, body.length), ...offsetStream })
      z.uuid().parse(answer.headers['muniment-document'])
      took.push(performance.now() - started)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return took.sort((a, b) => a - b)
}

const speed = (seconds: number): string => `${(bytes / 1e6 / seconds).toFixed(0)} MB/s`

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
}

const largestMemory = watchMemory()
const roomId = await signIn()
const straight: number[] = []
const through: number[] = []
say(`${bytes / 1e6} MB in one stream, by turns straight into storage (one PUT) and through proxy and server (tus):`)
for (let round = 1; round <= settings.BENCH_ROUNDS; round += 1) {
  const put = await putStraight()
  const { seconds, documentId } = await uploadLarge(roomId)
  straight.push(put)
  through.push(seconds)
  say(`  round ${round}: straight ${speed(put)}, through ${speed(seconds)}, ratio ${(put / seconds).toFixed(2)}`)
  await waitForCheck(documentId)
}
const ratio = middle(straight) / middle(through)
say(`median: straight ${speed(middle(straight))}, through ${speed(middle(through))}, ratio ${ratio.toFixed(2)}`)
const mc = await putWithMc()
say(mc === null ? 'mc: not here' : `mc, four parts at a time: ${speed(mc)}`)
const small = await uploadSmall(roomId)
say(
  `${small.length} files of ${settings.BENCH_FILE_BYTES / 1000} kB, ${atOnce} at a time: ` +
    `p50 ${percentile(small, 0.5)}, p99 ${percentile(small, 0.99)}`,
)
const memory = largestMemory()
say(
  memory === null ? 'memory of the server: not asked' : `memory of the server: ${(memory / 1e6).toFixed(0)} MB at most`,
)
close()
s3.destroy()
