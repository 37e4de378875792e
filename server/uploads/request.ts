import { AsyncLocalStorage } from 'node:async_hooks'
import type { Readable } from 'node:stream'
import type { MemberContext } from '@muniment/core/context.ts'
import type { FinishedUpload } from '@muniment/core/uploads/finish.ts'
import type { LeaseKey } from '@muniment/core/uploads/lease.ts'
import type { UploadState } from '@muniment/core/uploads/queries.ts'
import type { Lease } from './leases.ts'

/** One request of the tus protocol, as the store and the locker find it around them. */
export interface UploadRequest {
  ctx: MemberContext
  key: LeaseKey
  /** It makes the upload that the key names, so there is nothing to lease yet. */
  creates: boolean
  /** The bytes that it carries. */
  body: Readable
  /** Its client went away. */
  gone: AbortSignal
  upload: UploadState | null
  lease: Lease | null
  /** A deferred size that this request declares and that its bytes may reach. */
  declaredSize: number | null
  finished: FinishedUpload | null
  /** What went wrong, before tus made a status of it. */
  failure: unknown
}

const requests = new AsyncLocalStorage<UploadRequest>()

export function withUploadRequest<T>(request: UploadRequest, work: () => Promise<T>): Promise<T> {
  return requests.run(request, work)
}

export function currentUploadRequest(): UploadRequest {
  const request = requests.getStore()
  if (request === undefined) throw new Error('not inside an upload request')
  return request
}
