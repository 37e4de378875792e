import { Readable } from 'node:stream'
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  UploadPartCommand,
} from '@aws-sdk/client-s3'
import { z } from 'zod'
import { AppError, storageFull } from './errors.ts'

/** quarantine: as uploaded, never served. documents: scanned clean. derived: previews and text. Keys are version ids. */
export type Bucket = 'quarantine' | 'documents' | 'derived'

export interface StorageSettings {
  S3_URL: string
  S3_ACCESS_KEY: string
  S3_SECRET_KEY: string
  S3_BUCKET_PREFIX?: string
}

/** An object as a listing names it. */
export interface ListedObject {
  key: string
  size: number
  modified: Date
}

export interface StoredPart {
  number: number
  etag: string
}

export interface ByteRange {
  /** First and last byte, both included. */
  start: number
  end: number
}

export interface ObjectStream {
  stream: Readable
  size: number
  etag: string
}

export interface PutOptions {
  contentType?: string
  signal?: AbortSignal
}

const StorageInfo = z.object({ Disks: z.array(z.object({ availspace: z.number() })).min(1) })

const fullDiskCodes = new Set(['XMinioStorageFull', 'InsufficientStorage', 'QuotaExceeded', 'SlowDownWrite'])
const absentCodes = new Set(['NoSuchKey', 'NotFound', 'NoSuchUpload', 'NoSuchVersion'])

/** True when an object (or multipart upload) is not there, as opposed to storage being in trouble. */
export function isAbsent(error: unknown): boolean {
  return error instanceof S3ServiceException && (absentCodes.has(error.name) || error.$metadata.httpStatusCode === 404)
}

/** True when a multipart upload can't be completed any more: it is gone, or holds other parts than those we know. */
export function arePartsLost(error: unknown): boolean {
  const origin = error instanceof AppError ? error.cause : error
  return origin instanceof S3ServiceException && (origin.name === 'NoSuchUpload' || origin.name === 'InvalidPart')
}

function explained(error: unknown): unknown {
  if (isAbsent(error) || error instanceof AppError) return error
  if (error instanceof S3ServiceException && fullDiskCodes.has(error.name)) {
    return storageFull(error)
  }
  if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 412) {
    return new AppError('conflict', 'The stored object changed meanwhile.', { cause: error })
  }
  if (error instanceof Error && error.name === 'AbortError') return error
  return new AppError('unavailable', "Storage doesn't answer just now. Try again in a minute.", { cause: error })
}

async function explain<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw explained(error)
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function signalled({ signal }: { signal?: AbortSignal }): { abortSignal?: AbortSignal } {
  return signal ? { abortSignal: signal } : {}
}

function stated<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new AppError('unavailable', 'Storage gave an answer without ' + what + '.')
  return value
}

/**
 * The plain S3 surface that the appliance stands on, so that any S3 can take MinIO's place. Failures are AppErrors
 * (`insufficient_storage`, `unavailable`, `conflict` for a lost If-Match) except absence: see `isAbsent`.
 */
export class Storage {
  readonly #client: S3Client
  readonly #prefix: string

  constructor(settings: StorageSettings) {
    this.#prefix = settings.S3_BUCKET_PREFIX ?? ''
    this.#client = new S3Client({
      endpoint: settings.S3_URL,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: { accessKeyId: settings.S3_ACCESS_KEY, secretAccessKey: settings.S3_SECRET_KEY },
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      maxAttempts: 4,
      // Asked to wait for 100 Continue, the client waits once and makes a new connection for every part.
      expectContinueHeader: false,
      requestHandler: {
        connectionTimeout: 3000,
        socketTimeout: 60_000,
        httpAgent: { maxSockets: 128, keepAlive: true },
      },
    })
    // A SHA-256 of every body, made here and checked there, costs a quarter of an upload's speed. The request is signed
    // without it; on the way the bytes are guarded by the internal network, or by TLS where storage is elsewhere.
    this.#client.middlewareStack.add(
      (next) => (step) => {
        const { input, request } = step
        if (
          isObject(input) &&
          'Body' in input &&
          isObject(request) &&
          'headers' in request &&
          isObject(request.headers)
        ) {
          Object.assign(request.headers, { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' })
        }
        return next(step)
      },
      { step: 'build', name: 'unsignedBody' },
    )
  }

  /** Stores `body` whole (bounded by the caller) and gives its ETag. */
  async put(bucket: Bucket, key: string, body: Uint8Array, options: PutOptions = {}): Promise<string> {
    const contentType = options.contentType ?? 'application/octet-stream'
    const command = new PutObjectCommand({
      Bucket: this.#prefix + bucket,
      Key: key,
      Body: body,
      ContentType: contentType,
    })
    const answer = await explain(this.#client.send(command, signalled(options)))
    return stated(answer.ETag, 'an ETag')
  }

  async startMultipart(bucket: Bucket, key: string): Promise<string> {
    const answer = await explain(
      this.#client.send(new CreateMultipartUploadCommand({ Bucket: this.#prefix + bucket, Key: key })),
    )
    return stated(answer.UploadId, 'an upload id')
  }

  /** Stores one part, 5 MiB at least unless it is the last, and gives its ETag. */
  async putPart(
    bucket: Bucket,
    key: string,
    uploadId: string,
    number: number,
    body: Uint8Array,
    options: { signal?: AbortSignal } = {},
  ): Promise<string> {
    const command = new UploadPartCommand({
      Bucket: this.#prefix + bucket,
      Key: key,
      UploadId: uploadId,
      PartNumber: number,
      Body: body,
    })
    const answer = await explain(this.#client.send(command, signalled(options)))
    return stated(answer.ETag, 'an ETag')
  }

  /** Makes one object of the parts and gives its ETag. */
  async completeMultipart(
    bucket: Bucket,
    key: string,
    uploadId: string,
    parts: readonly StoredPart[],
  ): Promise<string> {
    const command = new CompleteMultipartUploadCommand({
      Bucket: this.#prefix + bucket,
      Key: key,
      UploadId: uploadId,
      MultipartUpload: { Parts: parts.map((part) => ({ PartNumber: part.number, ETag: part.etag })) },
    })
    const answer = await explain(this.#client.send(command))
    return stated(answer.ETag, 'an ETag')
  }

  /** Forgets the parts; a multipart upload that is gone already is fine. */
  async abortMultipart(bucket: Bucket, key: string, uploadId: string): Promise<void> {
    try {
      await explain(
        this.#client.send(
          new AbortMultipartUploadCommand({ Bucket: this.#prefix + bucket, Key: key, UploadId: uploadId }),
        ),
      )
    } catch (error) {
      if (!isAbsent(error)) throw error
    }
  }

  /** Opens an object, or a range of it, as a stream; `size` is that of the whole object. */
  async open(
    bucket: Bucket,
    key: string,
    options: { range?: ByteRange; signal?: AbortSignal; ifMatch?: string } = {},
  ): Promise<ObjectStream> {
    const command = new GetObjectCommand({
      Bucket: this.#prefix + bucket,
      Key: key,
      ...(options.range && { Range: `bytes=${options.range.start}-${options.range.end}` }),
      ...(options.ifMatch && { IfMatch: options.ifMatch }),
    })
    const answer = await explain(this.#client.send(command, signalled(options)))
    const stream = answer.Body
    if (!(stream instanceof Readable)) throw new AppError('unavailable', 'Storage gave an answer without a body.')
    const total = answer.ContentRange?.split('/')[1]
    return { stream, size: total ? Number(total) : (answer.ContentLength ?? 0), etag: stated(answer.ETag, 'an ETag') }
  }

  /** Size in bytes, ETag and time of writing, or null when there is no such object. */
  async head(bucket: Bucket, key: string): Promise<{ size: number; etag: string; modified: Date } | null> {
    try {
      const answer = await explain(
        this.#client.send(new HeadObjectCommand({ Bucket: this.#prefix + bucket, Key: key })),
      )
      const modified = stated(answer.LastModified, 'a time')
      return { size: answer.ContentLength ?? 0, etag: stated(answer.ETag, 'an ETag'), modified }
    } catch (error) {
      if (isAbsent(error)) return null
      throw error
    }
  }

  /** Copies inside the storage, only if the source still has `etag` (else AppError `conflict`). */
  async copy(from: Bucket, to: Bucket, key: string, etag: string): Promise<void> {
    const command = new CopyObjectCommand({
      Bucket: this.#prefix + to,
      Key: key,
      CopySource: `${this.#prefix}${from}/${key}`,
      CopySourceIfMatch: etag,
    })
    await explain(this.#client.send(command))
  }

  /** Deletes an object; one that is gone already is fine. */
  async remove(bucket: Bucket, key: string): Promise<void> {
    await explain(this.#client.send(new DeleteObjectCommand({ Bucket: this.#prefix + bucket, Key: key })))
  }

  /** The objects whose keys come behind `after`, in the order of their bytes; at most 1,000. None: that was the last. */
  async list(
    bucket: Bucket,
    after = '',
    options: { most?: number; signal?: AbortSignal } = {},
  ): Promise<ListedObject[]> {
    const command = new ListObjectsV2Command({
      Bucket: this.#prefix + bucket,
      MaxKeys: options.most ?? 1000,
      ...(after !== '' && { StartAfter: after }),
    })
    const answer = await explain(this.#client.send(command, signalled(options)))
    return (answer.Contents ?? []).map(({ Key, Size, LastModified }) => ({
      key: stated(Key, 'a key'),
      size: Size ?? 0,
      modified: stated(LastModified, 'a time'),
    }))
  }

  /**
   * Bytes that are free on the fullest disk of a MinIO, as it is this second; null where storage does not tell, as any
   * other S3. Its administrative interface lies where a bucket of a reserved name would.
   */
  async freeBytes(signal: AbortSignal): Promise<number | null> {
    const command = new GetObjectCommand({ Bucket: 'minio', Key: 'admin/v3/storageinfo' })
    const answer = await this.#client.send(command, { abortSignal: signal })
    const told = StorageInfo.safeParse(JSON.parse((await answer.Body?.transformToString()) ?? 'null'))
    return told.success ? Math.min(...told.data.Disks.map(({ availspace }) => availspace)) : null
  }

  close(): void {
    this.#client.destroy()
  }
}
