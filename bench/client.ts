// A browser of the benches that measure an installed appliance, and what they all watch. See bench/run.sh.
//
//   BENCH_URL        where browsers go, e.g. https://proxy:8443, with NODE_EXTRA_CA_CERTS for its certificate
//   BENCH_ORIGIN     the appliance's MUNIMENT_ORIGIN, where that is another: its name is asked for at BENCH_URL
//   BENCH_EMAIL, BENCH_PASSWORD    a member who may create rooms; the files go to a room of their own
//   BENCH_METRICS    the server's metrics, e.g. http://server:9464/metrics, for its memory
//   BENCH_AT_ONCE    requests at a time
import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { randomBytes, randomUUID } from 'node:crypto'
import type { Writable } from 'node:stream'
import { promisify } from 'node:util'
import { readSettings } from '@muniment/core/env.ts'
import { z } from 'zod'
import { count } from './say.ts'

const settings = readSettings({
  BENCH_URL: z.url(),
  BENCH_ORIGIN: z.url().optional(),
  BENCH_EMAIL: z.email(),
  BENCH_PASSWORD: z.string(),
  BENCH_METRICS: z.url().optional(),
  BENCH_AT_ONCE: count(8),
  NODE_EXTRA_CA_CERTS: z.string().optional(),
})
export const atOnce = settings.BENCH_AT_ONCE
const origin = settings.BENCH_ORIGIN ?? new URL(settings.BENCH_URL).origin

/** Something that no compression helps with. */
export const block = randomBytes(1024 * 1024)

export async function sendBlocks(target: Writable, size: number): Promise<void> {
  for (let left = size; left > 0; left -= block.length) {
    const fits = target.write(left >= block.length ? block : block.subarray(0, left))
    if (!fits) await once(target, 'drain')
  }
  target.end()
}

const secure = settings.BENCH_URL.startsWith('https:')
const { host, hostname: servername } = new URL(origin)
const agentOptions = { keepAlive: true, maxSockets: settings.BENCH_AT_ONCE }
const agent = secure ? new HttpsAgent({ ...agentOptions, servername }) : new HttpAgent(agentOptions)

interface Answer {
  headers: IncomingMessage['headers']
  body: string
}

let cookie = ''

type Body = string | Buffer | number | null

/** One request as a browser makes it, up to its answer's body; `body` is text, bytes, or the size of something large. */
export async function open(
  method: string,
  path: string,
  body: Body = null,
  headers: Record<string, string> = {},
): Promise<IncomingMessage> {
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
  const status = response.statusCode ?? 0
  if (status >= 400) throw new Error(`${method} ${path}: ${status} ${await textOf(response)}`)
  return response
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = ''
  response.setEncoding('utf8')
  for await (const chunk of response) text += String(chunk)
  return text
}

/** One request with its whole answer. */
export async function ask(
  method: string,
  path: string,
  body: Body = null,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await open(method, path, body, headers)
  return { headers: response.headers, body: await textOf(response) }
}

/**
 * Downloads what `path` leads to, keeping nothing; gives its bytes. By curl: on a machine that all of it shares, a client
 * in JavaScript would take as much time as the server.
 */
export function download(path: string): Promise<number> {
  // Whatever its name and port, it is asked for there.
  const { hostname, port } = new URL(settings.BENCH_URL)
  const authority = settings.NODE_EXTRA_CA_CERTS
  const way = ['--connect-to', `::${hostname}:${port}`, ...(authority === undefined ? [] : ['--cacert', authority])]
  return curl([...way, '--header', `cookie: ${cookie}`, new URL(path, origin).href])
}

/** Asks for something by curl, throwing it away; gives its bytes. */
export async function curl(asked: readonly string[]): Promise<number> {
  const { stdout } = await promisify(execFile)('curl', [
    '--fail',
    '--silent',
    '--show-error',
    '--output',
    '/dev/null',
    '--write-out',
    '%{size_download}',
    ...asked,
  ])
  return Number(stdout)
}

const HasId = z.object({ id: z.uuid() })

/** Signs in and makes a room; gives its id. */
export async function signIn(): Promise<string> {
  const credentials = { email: settings.BENCH_EMAIL, password: settings.BENCH_PASSWORD }
  const answer = await ask('POST', '/api/auth/sign-in/email', JSON.stringify(credentials))
  cookie = (answer.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ')
  const name = `Bench ${new Date().toISOString()}`
  const room = await ask('POST', '/api/v1/rooms', JSON.stringify({ name, visibility: 'private' }))
  return HasId.parse(JSON.parse(room.body)).id
}

/** Of the creation of an upload of this many bytes. */
export function tusHeaders(roomId: string, size: number): Record<string, string> {
  const encode = (text: string): string => Buffer.from(text).toString('base64')
  return {
    'tus-resumable': '1.0.0',
    'upload-length': String(size),
    'upload-metadata': `filename ${encode(`${randomUUID()}.bin`)},roomId ${encode(roomId)}`,
  }
}

export const offsetStream = { 'content-type': 'application/offset+octet-stream' }

/** Looks at the server's memory all the while; gives its largest resident size in bytes, or null. */
export function watchMemory(): () => number | null {
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

export function memoryWords(most: number | null): string {
  return `memory of the server: ${most === null ? 'not asked' : `${(most / 1e6).toFixed(0)} MB at most`}`
}

export function close(): void {
  agent.destroy()
}
