import { randomUUID } from 'node:crypto'
import type { Request, Response } from 'express'
import { Server, type Locker } from '@tus/server'
import type { MemberContext } from '@muniment/core/context.ts'
import { AppError, found, type ErrorCode } from '@muniment/core/errors.ts'
import { idempotencyKey, idFromKey } from '@muniment/core/idempotency.ts'
import type { Logger } from '@muniment/core/log.ts'
import type { Storage } from '@muniment/core/storage.ts'
import type { Disk } from '@muniment/core/status/disk.ts'
import { readUpload } from '@muniment/core/uploads/queries.ts'
import { createLeases } from './leases.ts'
import { createMemory, type MemorySettings } from './memory.ts'
import { takeTurns } from './patience.ts'
import type { Intake } from './receive.ts'
import { currentUploadRequest, withUploadRequest, type UploadRequest } from './request.ts'
import { UploadStore } from './store.ts'

const mebibyte = 1024 * 1024
export const uploadsPath = '/api/v1/uploads'
const tusVersion = '1.0.0'

/** What a client that can send nothing but GET and POST may ask for instead, by X-HTTP-Method-Override. */
const overriding: ReadonlySet<string> = new Set(['PATCH', 'DELETE', 'HEAD'])

export interface UploadSettings {
  storage: Storage
  /** Where the objects are kept: what comes must leave enough of it free. */
  disk: Disk
  log: Logger
  /** Bytes of a file at most. */
  limitBytes: number
  /** Where leases are asked for and given back. */
  databaseUrl: string
  /** For tests: smaller parts, shorter waits. */
  tuning?: Partial<Pick<Intake, 'partSize' | 'idleAfter'> & Omit<MemorySettings, 'blockSize'>>
}

export interface Uploads {
  /** Answers one request of the tus protocol; throws what went wrong as an AppError. */
  serve: (ctx: MemberContext, request: Request, response: Response, uploadId: string | null) => Promise<void>
  readonly memoryLent: number
  /** Ends the requests under way, keeping what they brought. */
  stop: () => void
  close: () => Promise<void>
}

/** What a client may say to tus; everything else is settled before it comes here. */
const heard = [
  'tus-resumable',
  'upload-length',
  'upload-defer-length',
  'upload-metadata',
  'upload-offset',
  'upload-concat',
  'content-type',
  'content-length',
]

/** What tus says that is about the upload; nothing for other origins. */
const said = [
  'location',
  'cache-control',
  'upload-offset',
  'upload-length',
  'upload-defer-length',
  'upload-metadata',
  'upload-expires',
  'tus-version',
  'tus-extension',
  'tus-max-size',
]

/** How long an answered client may go on sending before its connection is closed (ms). */
const lingering = 1000

const refusals: Record<number, [ErrorCode, string]> = {
  404: ['not_found', "You can't open this, or it no longer exists."],
  409: ['conflict', 'The upload stands elsewhere than Upload-Offset says. Ask where, then continue there.'],
  410: ['gone', 'This upload was cancelled or took too many days. Start it again.'],
  412: ['precondition_failed', `Tus-Resumable must be ${tusVersion}.`],
  413: ['too_large', 'More bytes came than were announced.'],
}

/** The id of an upload: its client's Idempotency-Key makes it, so that a creation sent twice is one. */
function idFor(memberId: string, header: string | undefined): string {
  const key = idempotencyKey(header)
  return key === undefined ? randomUUID() : idFromKey(`${memberId}\n${key}`)
}

/** What a request asks for; null where a POST to an upload does not say. */
function methodOf(request: Request, uploadId: string | null): string | null {
  if (request.method !== 'POST' || uploadId === null) return request.method
  const method = request.get('x-http-method-override')?.toUpperCase()
  return method !== undefined && overriding.has(method) ? method : null
}

function headersFor(request: Request): Headers {
  const headers = new Headers()
  for (const name of heard) {
    const value = request.get(name)
    if (value !== undefined) headers.set(name, value)
  }
  return headers
}

/** The upload side of a server process: tus 1.0 over `UploadStore`. */
export function createUploads(settings: UploadSettings): Uploads {
  const { storage, disk, log, limitBytes, tuning = {} } = settings
  const { partSize = 8 * mebibyte, idleAfter = 60_000, ...memorySettings } = tuning
  const closing = new AbortController()
  const memory = createMemory({
    total: 64 * mebibyte,
    blockSize: partSize,
    yieldAfter: 5000,
    refuseAfter: 30_000,
    lookEvery: 500,
    ...memorySettings,
  })
  const leases = createLeases(settings.databaseUrl, log)
  const intake: Intake = {
    storage,
    disk,
    memory,
    log,
    limitBytes,
    partSize,
    idleAfter,
    storingTail: takeTurns(2),
    closing: closing.signal,
  }

  const locker: Locker = {
    newLock: () => {
      const request = currentUploadRequest()
      return {
        lock: async () => {
          if (!request.creates) Object.assign(request, await leases.acquire(request.ctx, request.key, request.gone))
        },
        unlock: async () => request.lease?.end(),
      }
    },
  }
  const tus = new Server({
    path: uploadsPath,
    relativeLocation: true,
    datastore: new UploadStore(intake, leases),
    locker,
    // Only said to who asks: the store refuses with both sizes in words.
    maxSize: (request) => (request.method === 'OPTIONS' ? limitBytes : 0),
    namingFunction: () => currentUploadRequest().key.uploadId,
    getFileIdFromRequest: () => currentUploadRequest().key.uploadId,
    disableTerminationForFinishedUploads: true,
    onResponseError: (_request, error) => {
      currentUploadRequest().failure = error
      return undefined
    },
  })

  async function explain(request: UploadRequest, status: number): Promise<unknown> {
    const { failure } = request
    if (failure instanceof Error && !('status_code' in failure)) return failure
    // A request that is wrong in itself must not tell whether somebody else's upload exists.
    if (!request.creates) found(await readUpload(request.ctx, request.key.uploadId))
    const said: unknown = failure !== null && typeof failure === 'object' && 'body' in failure ? failure.body : ''
    const [code, message] = refusals[status] ?? ['invalid', `The upload request is not valid. ${String(said)}`.trim()]
    return new AppError(code, message)
  }

  return {
    get memoryLent() {
      return memory.lent
    },
    serve: async (ctx, request, response, uploadId) => {
      const gone = new AbortController()
      response.once('close', () => gone.abort())
      response.once('finish', () => {
        if (!request.complete) setTimeout(() => request.destroy(), lingering).unref()
      })
      response.set('tus-resumable', tusVersion)
      const state: UploadRequest = {
        ctx,
        key: {
          uploadId: uploadId ?? idFor(ctx.actor.memberId, request.get('idempotency-key')),
          holder: randomUUID(),
        },
        creates: uploadId === null,
        body: request,
        gone: gone.signal,
        upload: null,
        lease: null,
        declaredSize: null,
        finished: null,
        failure: null,
      }
      if (request.method !== 'OPTIONS' && request.get('tus-resumable') !== tusVersion) {
        response.set('tus-version', tusVersion)
        throw await explain(state, 412)
      }
      const method = methodOf(request, uploadId)
      if (method === null) throw await explain(state, 400)
      const address = `http://localhost${uploadsPath}${uploadId === null ? '' : `/${uploadId}`}`
      const asked = new Request(address, { method, headers: headersFor(request) })
      const answer = await withUploadRequest(state, () => tus.handleWeb(asked))
      if (answer.status >= 400) throw await explain(state, answer.status)
      for (const name of said) {
        const value = answer.headers.get(name)
        if (value !== null) response.set(name, value)
      }
      if (state.finished !== null) {
        response.set('muniment-document', state.finished.documentId)
        response.set('muniment-version', state.finished.versionId)
      }
      response.status(answer.status).end()
    },
    stop: () => closing.abort(),
    close: () => leases.close(),
  }
}
