// What an upload costs: one large file straight into storage and through the whole appliance, and many small ones.
//
//   bench/run.sh upload         on an appliance of its own; or, inside the network of one that runs: node bench/upload.ts
//
//   BENCH_URL        where browsers go, e.g. https://proxy:8443, with NODE_EXTRA_CA_CERTS for its certificate
//   BENCH_ORIGIN     the appliance's MUNIMENT_ORIGIN, where that is another: its name is asked for at BENCH_URL
//   BENCH_EMAIL, BENCH_PASSWORD    a member who may create rooms; the files go to a room of their own
//   S3_URL, S3_ACCESS_KEY, S3_SECRET_KEY    an identity that may put and delete in quarantine (the worker's)
//   BENCH_METRICS    the server's metrics, e.g. http://server:9464/metrics, for its memory
//   BENCH_BYTES, BENCH_ROUNDS, BENCH_FILES, BENCH_FILE_BYTES, BENCH_AT_ONCE    how much of it
//   BENCH_CHECK_SECONDS    how long to wait for the virus check between rounds
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { randomBytes, randomUUID } from 'node:crypto'
import { Readable, type Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { readSettings, storageSettings } from '@muniment/core/env.ts'
import { z } from 'zod'

const count = (value: number) => z.coerce.number().int().min(1).default(value)

const settings = readSettings({
  ...storageSettings,
  BENCH_URL: z.url(),
  BENCH_ORIGIN: z.url().optional(),
  BENCH_EMAIL: z.email(),
  BENCH_PASSWORD: z.string(),
  BENCH_METRICS: z.url().optional(),
  BENCH_BYTES: count(1_000_000_000),
  BENCH_ROUNDS: count(3),
  BENCH_FILES: count(1000),
  BENCH_FILE_BYTES: count(10_000),
  BENCH_AT_ONCE: count(8),
  BENCH_CHECK_SECONDS: z.coerce.number().int().min(0).default(600),
})
const origin = settings.BENCH_ORIGIN ?? new URL(settings.BENCH_URL).origin
const bytes = settings.BENCH_BYTES

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** Something that no compression helps with. */
const block = randomBytes(1024 * 1024)

async function sendBlocks(target: Writable, size: number): Promise<void> {
  for (let left = size; left > 0; left -= block.length) {
    const fits = target.write(left >= block.length ? block : block.subarray(0, left))
    if (!fits) await once(target, 'drain')
  }
  target.end()
}

function* blocks(size: number): Generator<Buffer> {
  for (let left = size; left > 0; left -= block.length) yield left >= block.length ? block : block.subarray(0, left)
}

const secure = settings.BENCH_URL.startsWith('https:')
const { host, hostname: servername } = new URL(origin)
const agentOptions = { keepAlive: true, maxSockets: settings.BENCH_AT_ONCE }
const agent = secure ? new HttpsAgent({ ...agentOptions, servername }) : new HttpAgent(agentOptions)

interface Answer {
  status: number
  headers: IncomingMessage['headers']
  body: string
}

let cookie = ''

/** One request as a browser makes it; `body` is text, bytes, or the size of something large. */
async function ask(
  method: string,
  path: string,
  body: string | Buffer | number | null = null,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const size = typeof body === 'number' ? body : Buffer.byteLength(body ?? '')
  const request = (secure ? httpsRequest : httpRequest)(new URL(path, settings.BENCH_URL), {
    method,
    agent,
    headers: {
      host,
      origin,
      ...(cookie !== '' && { cookie }),
      ...(body !== null && { 'content-length': size }),
      ...(typeof body === 'string' && { 'content-type': 'application/json' }),
      ...headers,
    },
  })
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve).once('error', reject)
  })
  if (typeof body === 'number') await Promise.race([sendBlocks(request, body), answered])
  else request.end(body ?? undefined)
  const response = await answered
  let text = ''
  response.setEncoding('utf8')
  for await (const chunk of response) text += String(chunk)
  const status = response.statusCode ?? 0
  if (status >= 400) throw new Error(`${method} ${path}: ${status} ${text}`)
  return { status, headers: response.headers, body: text }
}

const HasId = z.object({ id: z.uuid() })

async function signIn(): Promise<string> {
  const credentials = { email: settings.BENCH_EMAIL, password: settings.BENCH_PASSWORD }
  const answer = await ask('POST', '/api/auth/sign-in/email', JSON.stringify(credentials))
  cookie = (answer.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ')
  const name = `Bench ${new Date().toISOString()}`
  const room = await ask('POST', '/api/v1/rooms', JSON.stringify({ name, visibility: 'private' }))
  return HasId.parse(JSON.parse(room.body)).id
}

function tusHeaders(roomId: string, size: number): Record<string, string> {
  const encode = (text: string): string => Buffer.from(text).toString('base64')
  return {
    'tus-resumable': '1.0.0',
    'upload-length': String(size),
    'upload-metadata': `filename ${encode(`${randomUUID()}.bin`)},roomId ${encode(roomId)}`,
  }
}

const offsetStream = { 'content-type': 'application/offset+octet-stream' }

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
  await Promise.all(Array.from({ length: settings.BENCH_AT_ONCE }, worker))
  return took.sort((a, b) => a - b)
}

/** Looks at the server's memory all the while; gives its largest resident size in bytes, or null. */
function watchMemory(): () => number | null {
  const { BENCH_METRICS: url } = settings
  let largest: number | null = null
  const timer = setInterval(() => {
    if (url === undefined) return
    fetch(url)
      .then((response) => response.text())
      .then((text) => {
        const line = /^process_resident_memory_bytes (\S+)/m.exec(text)
        if (line) largest = Math.max(largest ?? 0, Number(line[1]))
      })
      .catch(() => undefined)
  }, 250)
  return () => {
    clearInterval(timer)
    return largest
  }
}

const speed = (seconds: number): string => `${(bytes / 1e6 / seconds).toFixed(0)} MB/s`

function middle(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN
}

function percentile(sorted: readonly number[], share: number): string {
  return `${(sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? NaN).toFixed(0)} ms`
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
  `${small.length} files of ${settings.BENCH_FILE_BYTES / 1000} kB, ${settings.BENCH_AT_ONCE} at a time: ` +
    `p50 ${percentile(small, 0.5)}, p99 ${percentile(small, 0.99)}`,
)
const memory = largestMemory()
say(
  memory === null ? 'memory of the server: not asked' : `memory of the server: ${(memory / 1e6).toFixed(0)} MB at most`,
)
agent.destroy()
s3.destroy()
