import type { MemberContext } from '@muniment/core/context.ts'
import type { Storage, StoredPart } from '@muniment/core/storage.ts'
import { recordMultipart, recordParts } from '@muniment/core/uploads/advance.ts'
import type { UploadPartRow } from '@muniment/core/uploads/table.ts'
import type { Lease } from './leases.ts'
import type { Loan } from './memory.ts'
import { patiently } from './patience.ts'

/** Parts of one upload on their way to storage at the same time, while memory lasts: there is the speed. */
const inFlight = 6

/** How long a stored part may wait for others to be noted with it (ms): each note is a transaction. */
const noteEvery = 200

export interface Parts {
  /** Some bytes are with storage, or on their way there. */
  readonly started: boolean
  /**
   * Sends the first `length` bytes of a loan as the next part and gives the loan back when they are stored. Resolves as
   * soon as another may be sent. The part that completes the upload is `last`: it is never noted by itself, so that an
   * upload counts as whole only once it is a document.
   */
  send: (loan: Loan, length: number, last: boolean) => Promise<void>
  /** Waits until all that was sent is stored and noted; throws what went wrong first. */
  settle: () => Promise<void>
  /** Makes one object of all parts, in order, and gives its ETag. */
  complete: () => Promise<string>
}

/** The parts of an upload whose lease is held, after those that are `stored` already. */
export function createParts(
  ctx: MemberContext,
  storage: Storage,
  lease: Lease,
  multipartId: string | null,
  stored: readonly UploadPartRow[],
): Parts {
  const { key } = lease
  const { uploadId } = key
  const done = new Map<number, Omit<UploadPartRow, 'upload_id'>>(stored.map((part) => [part.number, part]))
  const flying = new Set<Promise<void>>()
  let multipart: Promise<string> | null = multipartId === null ? null : Promise.resolve(multipartId)
  let sent = stored.length
  let recorded = stored.length
  let received = stored.reduce((sum, part) => sum + part.size, 0)
  let lastNumber = Infinity
  let noting: NodeJS.Timeout | undefined
  let recording = Promise.resolve()
  let failure: Error | undefined

  async function start(): Promise<string> {
    const id = await storage.startMultipart('quarantine', uploadId)
    await patiently(() => recordMultipart(ctx, key, id))
    return id
  }

  /** Notes every part that is stored and whose predecessors are. */
  async function recordReady(): Promise<void> {
    const ready: Omit<UploadPartRow, 'upload_id'>[] = []
    for (let number = recorded + 1; number < lastNumber; number += 1) {
      const part = done.get(number)
      if (part === undefined) break
      ready.push(part)
    }
    if (ready.length === 0) return
    const reaches = ready.reduce((sum, part) => sum + part.size, received)
    await patiently(() => recordParts(ctx, key, reaches, ready))
    received = reaches
    recorded += ready.length
  }

  async function store(loan: Loan, number: number, length: number): Promise<void> {
    let stored = false
    try {
      multipart ??= start()
      const id = await multipart
      const bytes = loan.buffer.subarray(0, length)
      const etag = await storage.putPart('quarantine', uploadId, id, number, bytes, { signal: lease.lost })
      done.set(number, { number, etag, size: length })
      stored = true
    } finally {
      // A request that broke off may still hold on to the bytes.
      loan.end(!stored)
    }
    noting ??= setTimeout(note, noteEvery)
  }

  /** Notes what there is after what is being noted already. */
  function note(): void {
    clearTimeout(noting)
    noting = undefined
    recording = recording.then(recordReady).catch(fail)
  }

  function fail(error: unknown): void {
    failure ??= error instanceof Error ? error : new Error('a part failed', { cause: error })
  }

  function throwFailure(): void {
    if (failure !== undefined) throw failure
  }

  async function settle(): Promise<void> {
    await Promise.all(flying)
    note()
    await recording
    throwFailure()
  }

  return {
    get started() {
      return sent > 0
    },
    send: async (loan, length, last) => {
      loan.seal()
      while (flying.size >= inFlight) await Promise.race(flying)
      if (failure !== undefined) loan.end()
      throwFailure()
      sent += 1
      if (last) lastNumber = sent
      const flight = store(loan, sent, length)
        .catch(fail)
        .finally(() => flying.delete(flight))
      flying.add(flight)
    },
    settle,
    complete: async () => {
      await settle()
      const parts: StoredPart[] = [...done.values()].sort((a, b) => a.number - b.number)
      await lease.confirm()
      if (multipart === null) throw new Error('an upload without parts was to be completed')
      return storage.completeMultipart('quarantine', uploadId, await multipart, parts)
    },
  }
}
