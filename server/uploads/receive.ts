import type { MemberContext } from '@muniment/core/context.ts'
import { AppError, found } from '@muniment/core/errors.ts'
import type { Logger } from '@muniment/core/log.ts'
import type { Disk } from '@muniment/core/status/disk.ts'
import { arePartsLost, type Storage } from '@muniment/core/storage.ts'
import { recordTail, resetUpload } from '@muniment/core/uploads/advance.ts'
import { finishUpload, type FinishedUpload } from '@muniment/core/uploads/finish.ts'
import { requireWithinLimit } from '@muniment/core/uploads/limit.ts'
import { readParts, readTail, type UploadState } from '@muniment/core/uploads/queries.ts'
import { readBody } from '../body.ts'
import type { Lease } from './leases.ts'
import type { Borrower, Loan, Memory } from './memory.ts'
import { createParts, type Parts } from './parts.ts'
import { patiently } from './patience.ts'
import type { UploadRequest } from './request.ts'

export interface Intake {
  storage: Storage
  disk: Disk
  memory: Memory
  log: Logger
  limitBytes: number
  /** Bytes of a part; a tail is shorter. */
  partSize: number
  /** A connection that brings nothing for so long is broken (ms). */
  idleAfter: number
  /** Tails are copied on their way to the database: few at once. */
  storingTail: <T>(work: () => Promise<T>) => Promise<T>
  /** This process ends: keep what there is. */
  closing: AbortSignal
}

export interface Received {
  /** Bytes that are kept now, and acknowledged by saying so. */
  offset: number
  finished: FinishedUpload | null
}

/**
 * Takes the bytes of a request onto the end of its upload. They are collected into parts, and parts go to storage side
 * by side while more is read. What is left over when the request ends, however it ends, is kept as the tail, so that
 * any process can go on from there. With its last byte the upload becomes a document before anybody is told so.
 */
export async function receive(intake: Intake, request: UploadRequest): Promise<Received> {
  const { ctx, lease } = request
  const upload = found(request.upload)
  if (upload.document_id !== null && upload.version_id !== null) {
    return { offset: upload.received, finished: { documentId: upload.document_id, versionId: upload.version_id } }
  }
  if (lease === null) throw new Error('bytes came for an upload that is not leased')
  if (intake.closing.aborted) throw new AppError('unavailable', 'The server is restarting. Try again in a moment.')
  const stored = upload.multipart_id === null ? [] : await readParts(ctx, upload.id)
  const parts = createParts(ctx, intake.storage, lease, upload.multipart_id, stored)
  const size = request.declaredSize ?? upload.size
  const collected = await collect(intake, { ctx, lease, upload, parts, size, body: request.body })
  const { loan, filled, position } = collected
  try {
    if ('failure' in collected) {
      // Later bytes were refused; those before them are kept as far as storage got.
      await parts.settle()
      throw collected.failure
    }
    if (position === size) {
      const etag = await makeObject(intake, lease, parts, loan, filled)
      const finished = await patiently(() => finishUpload(ctx, lease.key, { size, etag }))
      await lease.end(true)
      return { offset: size, finished }
    }
    const isPart = filled >= intake.partSize
    if (loan !== null && isPart) await parts.send(loan, filled, false)
    await parts.settle()
    const kept = loan === null || isPart ? null : loan.buffer.subarray(0, filled)
    if (kept !== null && position > upload.received) {
      await intake.storingTail(() => patiently(() => recordTail(ctx, lease.key, position, kept)))
    }
    return { offset: position, finished: null }
  } catch (error) {
    // A request to storage that broke off may still hold on to the bytes.
    loan?.end(true)
    if (!arePartsLost(error)) throw error
    await patiently(() => resetUpload(ctx, lease.key))
    throw new AppError('conflict', 'Storage lost what was sent so far, so this upload starts again.', { cause: error })
  } finally {
    loan?.end()
  }
}

interface Collecting {
  ctx: MemberContext
  lease: Lease
  upload: UploadState
  parts: Parts
  size: number | null
  body: UploadRequest['body']
}

interface Collected {
  /** The part that was being filled when the request ended, and how far. */
  loan: Loan | null
  filled: number
  /** Bytes of the upload up to the end of that. */
  position: number
}

/** Reads the body into loans of memory and hands over each that is full and not the upload's end. */
async function collect(
  intake: Intake,
  { ctx, lease, upload, parts, size, body }: Collecting,
): Promise<Collected | (Collected & { failure: unknown })> {
  const giveWay = new AbortController()
  const borrower: Borrower = { giveWay: () => giveWay.abort() }
  const stop = AbortSignal.any([lease.wanted, lease.lost, giveWay.signal, intake.closing])
  let loan: Loan | null = null
  let filled = 0
  let position = upload.received

  /** Makes room for what is `ahead`, as far as a part goes, but for `least` bytes anyway; false when reading is to stop. */
  async function makeRoom(ahead: number, least = 1): Promise<boolean> {
    if (loan !== null) {
      const full = loan
      loan = null
      await parts.send(full, filled, false)
      filled = 0
    }
    loan = await intake.memory.borrow(borrower, Math.max(least, Math.min(intake.partSize, ahead)), stop)
    return loan !== null
  }

  function fill(chunk: Buffer, from: number): number {
    if (loan === null) return 0
    const copied = chunk.copy(loan.buffer, filled, from)
    filled += copied
    position += copied
    lease.arrived = position
    return copied
  }

  async function acceptRest(chunk: Buffer, from: number): Promise<void> {
    for (let at = from; at < chunk.length; at += fill(chunk, at)) {
      const ahead = size === null ? Infinity : size - position
      if (!(await makeRoom(ahead))) return
    }
  }

  function accept(chunk: Buffer): Promise<void> | null {
    const reaches = position + chunk.length
    if (size !== null && reaches > size) throw new AppError('too_large', 'More bytes came than were announced.')
    requireWithinLimit(upload.name, reaches, intake.limitBytes)
    const taken = fill(chunk, 0)
    return taken === chunk.length ? null : acceptRest(chunk, taken)
  }

  try {
    if (upload.tail_length > 0) {
      const ahead = size === null ? Infinity : size - (upload.received - upload.tail_length)
      // A tail of larger parts than today's would be more than a part.
      if (await makeRoom(ahead, upload.tail_length)) {
        filled = upload.tail_length
        await readTail(ctx, upload.id, filled, found<Loan>(loan).buffer)
      } else {
        return { loan, filled, position }
      }
    }
    await readBody(body, stop, intake.idleAfter, accept)
    return { loan, filled, position }
  } catch (failure) {
    return { loan, filled, position, failure }
  }
}

/** Makes the object in quarantine of everything, the rest in `loan` included, and gives its ETag. */
async function makeObject(
  { storage }: Intake,
  lease: Lease,
  parts: Parts,
  loan: Loan | null,
  filled: number,
): Promise<string> {
  if (!parts.started) {
    loan?.seal()
    await lease.confirm()
    const bytes = loan === null ? Buffer.alloc(0) : loan.buffer.subarray(0, filled)
    return storage.put('quarantine', lease.key.uploadId, bytes, { signal: lease.lost })
  }
  if (loan !== null) await parts.send(loan, filled, true)
  return parts.complete()
}
