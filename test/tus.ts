import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Browser } from './browsers.ts'
import type { TestServer } from './server.ts'

const Detail = z.object({ code: z.string(), detail: z.string() })

export interface TusAnswer {
  status: number
  headers: IncomingHttpHeaders
  /** Upload-Offset, or null where there is none. */
  offset: number | null
  /** Code and detail of problem JSON. */
  problem: z.infer<typeof Detail> | null
}

export interface Sending {
  headers?: Record<string, string>
  /** Breaks the connection once so many bytes of the body are on their way. */
  cutAfter?: number
  /** Sends so many bytes, then nothing more, and waits for what comes. */
  hangAfter?: number
  /** Without Content-Length. */
  chunked?: boolean
}

export interface NewTusUpload {
  filename: string
  roomId: string
  folderId?: string
  fileType?: string
}

/** A further version of a document. */
export interface NewTusVersion {
  documentId: string
  filename?: string
  note?: string
  fileType?: string
}

/** Waits for what a test needs before it goes on; fails after ten seconds. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await condition()); tries += 1) {
    if (tries === 500) throw new Error('it did not happen')
    await sleep(20)
  }
}

/** Speaks tus by hand, so that a test can break it anywhere. */
export interface TusClient {
  send: (method: string, path: string, body: Buffer | null, sending?: Sending) => Promise<TusAnswer | null>
  /** Begins an upload and gives its path; throws unless that worked. */
  create: (upload: NewTusUpload | NewTusVersion, size: number | null, sending?: Sending) => Promise<string>
  patch: (path: string, offset: number, body: Buffer, sending?: Sending) => Promise<TusAnswer | null>
  head: (path: string) => Promise<TusAnswer>
}

export const uploadsPath = '/api/v1/uploads'

export function metadataHeader(upload: object): string {
  return Object.entries(upload)
    .map(([key, value]) => `${key} ${Buffer.from(String(value)).toString('base64')}`)
    .join(',')
}

export function sizeHeaders(size: number | null): Record<string, string> {
  return size === null ? { 'upload-defer-length': '1' } : { 'upload-length': String(size) }
}

function answerOf(status: number, headers: IncomingHttpHeaders, text: string): TusAnswer {
  const isProblem = headers['content-type']?.startsWith('application/problem+json') === true
  const { 'upload-offset': offset } = headers
  return {
    status,
    headers,
    offset: typeof offset === 'string' ? Number(offset) : null,
    problem: isProblem && text !== '' ? Detail.parse(JSON.parse(text)) : null,
  }
}

/** A client of one signed-in browser at one server. Null stands for a connection without an answer. */
export function tusClient(server: TestServer, browser: Browser): TusClient {
  const send: TusClient['send'] = (method, path, body, sending = {}) =>
    new Promise((resolve, reject) => {
      const announced = body === null || sending.chunked ? {} : { 'content-length': String(body.length) }
      const request = httpRequest(
        `${server.url}${path}`,
        {
          method,
          agent: false,
          headers: {
            origin: server.services.origin,
            cookie: browser.cookie,
            'tus-resumable': '1.0.0',
            ...announced,
            ...sending.headers,
          },
        },
        (response) => {
          let text = ''
          response.setEncoding('utf8')
          response.on('data', (chunk: string) => {
            text += chunk
          })
          response.on('end', () => {
            resolve(answerOf(response.statusCode ?? 0, response.headers, text))
            request.destroy()
          })
        },
      )
      request.on('error', (error) => {
        if (sending.cutAfter !== undefined || sending.hangAfter !== undefined) resolve(null)
        else reject(error)
      })
      const { cutAfter } = sending
      const part = body?.subarray(0, cutAfter ?? sending.hangAfter)
      if (cutAfter !== undefined) {
        request.flushHeaders()
        // Time to be read, as on a real line: what is lost in the socket was never sent.
        request.write(part, () => void sleep(100).then(() => request.destroy()))
      } else if (sending.hangAfter !== undefined) {
        request.flushHeaders()
        request.write(part)
      } else {
        request.end(part)
      }
    })

  const answered = async (...args: Parameters<typeof send>): Promise<TusAnswer> => {
    const answer = await send(...args)
    if (answer === null) throw new Error(`no answer to ${args[0]} ${args[1]}`)
    return answer
  }

  return {
    send,
    create: async (upload, size, sending = {}) => {
      const answer = await answered('POST', uploadsPath, null, {
        headers: { ...sizeHeaders(size), 'upload-metadata': metadataHeader(upload), ...sending.headers },
      })
      if (answer.status !== 201) throw new Error(`${answer.status} ${JSON.stringify(answer.problem)}`)
      return String(answer.headers.location)
    },
    patch: (path, offset, body, sending = {}) =>
      send('PATCH', path, body, {
        ...sending,
        headers: {
          'content-type': 'application/offset+octet-stream',
          'upload-offset': String(offset),
          ...sending.headers,
        },
      }),
    head: (path) => answered('HEAD', path, null),
  }
}
