import { DataStore, Upload } from '@tus/server'
import { AppError, found } from '@muniment/core/errors.ts'
import { recordSize } from '@muniment/core/uploads/advance.ts'
import { cancelUpload } from '@muniment/core/uploads/cancel.ts'
import { createUpload, uploadDays, type NewUpload } from '@muniment/core/uploads/create.ts'
import { requireWithinLimit } from '@muniment/core/uploads/limit.ts'
import type { UploadState } from '@muniment/core/uploads/queries.ts'
import { UploadMetadata } from '@muniment/core/uploads/schema.ts'
import type { Leases } from './leases.ts'
import { receive, type Intake } from './receive.ts'
import { currentUploadRequest, type UploadRequest } from './request.ts'

function metadataFrom(given: Upload['metadata']): UploadMetadata {
  const parsed = UploadMetadata.safeParse(given ?? {})
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }))
  throw new AppError('invalid', faults[0]?.message ?? "The upload's metadata can't be read.", { faults })
}

function shown(state: UploadState): Upload {
  return new Upload({
    id: state.id,
    offset: state.received,
    ...(state.size !== null && { size: state.size }),
    creation_date: state.created_at.toISOString(),
    metadata: {
      filename: state.name,
      ...(state.version_of === null
        ? { roomId: state.room_id, ...(state.folder_id !== null && { folderId: state.folder_id }) }
        : { documentId: state.version_of, ...(state.note !== '' && { note: state.note }) }),
      ...(state.media_type !== null && { fileType: state.media_type }),
    },
  })
}

function uploadFrom(said: UploadMetadata, size: number | null): NewUpload {
  const facts = { size, mediaType: said.fileType }
  if ('documentId' in said) {
    return { ...facts, name: said.filename ?? null, versionOf: said.documentId, note: said.note }
  }
  return { ...facts, name: said.filename, roomId: said.roomId, folderId: said.folderId }
}

/** Whether a creation that came again is of the same file for the same place. */
function isSame(state: UploadState, input: NewUpload): boolean {
  if (state.size !== input.size || (input.name !== null && state.name !== input.name)) return false
  if ('versionOf' in input) return state.version_of === input.versionOf
  return state.version_of === null && state.room_id === input.roomId && state.folder_id === input.folderId
}

/** Whether a file whose size nobody knew turned out to be too much: there is nothing to go on with. */
function isTooMuch(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'too_large' || error.code === 'over_quota')
}

/**
 * The store behind the tus protocol. The bytes are read from the request itself: through the four streams that tus
 * would lead them, they cost half as much again.
 */
export class UploadStore extends DataStore {
  readonly #intake: Intake
  readonly #leases: Leases

  constructor(intake: Intake, leases: Leases) {
    super()
    this.#intake = intake
    this.#leases = leases
    this.extensions = ['creation', 'creation-with-upload', 'creation-defer-length', 'termination', 'expiration']
  }

  override async create(upload: Upload): Promise<Upload> {
    const request = currentUploadRequest()
    const { ctx, key } = request
    const input = uploadFrom(metadataFrom(upload.metadata), upload.size ?? null)
    await this.#intake.disk.requireFree(input.size ?? 0)
    const created = await createUpload(ctx, key, this.#intake.limitBytes, input)
    if (created !== null) {
      request.upload = created
      request.lease = this.#leases.adopt(ctx, key)
    } else {
      Object.assign(request, await this.#leases.acquire(ctx, key, request.gone))
      if (!isSame(found(request.upload), input)) {
        throw new AppError('conflict', 'This Idempotency-Key belongs to an upload of another file. Use a new one.')
      }
    }
    const state = found(request.upload)
    if (state.size === 0) await this.#take(request)
    return shown(state)
  }

  override async write(_empty: unknown, _id: string, offset: number): Promise<number> {
    const request = currentUploadRequest()
    const { received } = found(request.upload)
    // A creation that was sent again: its bytes begin at 0, the upload goes on where it is.
    if (request.creates && received > offset) return received
    // Others may have filled the disk since it was begun.
    if (!request.creates) await this.#intake.disk.requireFree(0)
    return this.#take(request)
  }

  async #take(request: UploadRequest): Promise<number> {
    const upload = found(request.upload)
    try {
      const { offset, finished } = await receive(this.#intake, request)
      request.upload = { ...upload, received: offset, ...(finished && { size: offset }) }
      request.finished = finished
      return offset
    } catch (error) {
      const sizeDeferred = request.declaredSize === null && upload.size === null
      if (sizeDeferred && isTooMuch(error)) await this.#cancel(request)
      throw error
    }
  }

  override async getUpload(): Promise<Upload> {
    const request = currentUploadRequest()
    const state = found(request.upload)
    if (state.document_id !== null && state.version_id !== null) {
      request.finished = { documentId: state.document_id, versionId: state.version_id }
    }
    return shown(state)
  }

  override async declareUploadLength(_id: string, size: number): Promise<void> {
    const request = currentUploadRequest()
    const upload = found(request.upload)
    try {
      requireWithinLimit(upload.name, size, this.#intake.limitBytes)
      // Noted only while bytes are missing: an upload counts as whole only once it is a document.
      if (size > upload.received) await recordSize(request.ctx, request.key, size)
    } catch (error) {
      if (isTooMuch(error)) await this.#cancel(request)
      throw error
    }
    request.declaredSize = size
  }

  override async remove(): Promise<void> {
    await this.#cancel(currentUploadRequest())
  }

  async #cancel({ ctx, key, lease }: UploadRequest): Promise<void> {
    await cancelUpload(ctx, this.#intake.storage, key)
    await lease?.end(true)
  }

  override getExpiration(): number {
    return uploadDays * 24 * 60 * 60 * 1000
  }
}
