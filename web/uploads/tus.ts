import type { Upload as StoredUpload } from '@muniment/core/uploads/schema.ts'
import { Upload, type DetailedError, type HttpResponse } from 'tus-js-client'
import { api, organizationHeaders, problemFrom, reachable } from '../api.ts'
import type { TransferEvents, Transport } from './engine.ts'
import type { Fault } from './faults.ts'
import { fingerprint } from './fingerprint.ts'
import { journal } from './journal.ts'
import type { UploadItem } from './queue.ts'

const ENDPOINT = '/api/v1/uploads'

/** Up to here a file goes out in the request that creates its upload. */
const SMALL = 4_000_000

/** One request carries this much at most: long enough to be fast, short enough for whatever stands in between. */
const CHUNK = 64 * 1024 * 1024

/** Progress is shown at most this often. */
const PROGRESS_EVERY = 100

/** A connection on which nothing moves for so long is dead, even where the browser has not noticed. */
const STALLED = 120_000

/** Sends by the tus protocol. Pausing, waiting and retrying are the queue's business, so tus itself never retries. */
export const tusTransport: Transport = {
  send(item, file, events) {
    let stopped = false
    let release = () => {}
    const hold = (uploadId: string) => (release = lock(uploadId))
    const progress = throttle(events.progress)
    const known = fingerprint(file, item)
    const key = item.generation === 0 ? item.key : `${item.key}-${item.generation}`
    let watchdog = 0
    const alive = () => {
      window.clearTimeout(watchdog)
      watchdog = window.setTimeout(() => {
        stop()
        events.failed({ kind: 'connection' })
      }, STALLED)
    }
    const end = () => {
      window.clearTimeout(watchdog)
      release()
    }
    const stop = () => {
      stopped = true
      end()
      void upload.abort()
    }
    const upload = new Upload(file, {
      // Without an endpoint tus cannot quietly begin anew when an upload is gone; the queue decides that.
      endpoint: item.uploadId === null ? ENDPOINT : null,
      uploadUrl: item.uploadId === null ? null : `${ENDPOINT}/${item.uploadId}`,
      headers: organizationHeaders(item.organization),
      metadata: metadataOf(item),
      chunkSize: CHUNK,
      retryDelays: null,
      uploadDataDuringCreation: file.size <= SMALL,
      storeFingerprintForResuming: false,
      onBeforeRequest(request) {
        // Sent again when an answer was lost: the server can tell that it is the same file.
        if (request.getMethod() === 'POST') request.setHeader('Idempotency-Key', key)
      },
      onUploadUrlAvailable() {
        const uploadId = idOf(upload.url)
        if (uploadId === null || uploadId === item.uploadId) return
        hold(uploadId)
        if (file.size > SMALL) void journal.write(known, { key, uploadId, documentId: null })
        events.created(uploadId)
      },
      onProgress(sent) {
        alive()
        progress(sent)
      },
      onSuccess({ lastResponse }) {
        end()
        reachable.set(true)
        const documentId = lastResponse.getHeader('Muniment-Document') ?? null
        void journal.write(known, { key, uploadId: item.uploadId, documentId })
        events.done({
          documentId,
          versionId: lastResponse.getHeader('Muniment-Version') ?? null,
        })
      },
      onError(error) {
        end()
        if (!stopped) events.failed(faultOf(error))
      },
    })
    if (item.uploadId !== null) hold(item.uploadId)
    alive()
    // Noted first: should the page go before the answer comes, the next one knows that it was begun.
    void journal.write(known, { key, uploadId: item.uploadId, documentId: null }).then(() => {
      if (!stopped) upload.start()
    })
    return { stop }
  },

  async discard(item, file) {
    const { uploadId, organization } = item
    if (file) await journal.forget([fingerprint(file, item)])
    if (uploadId === null) return
    await journal.forgetUpload(uploadId)
    await fetch(`${ENDPOINT}/${uploadId}`, {
      method: 'DELETE',
      headers: { 'Tus-Resumable': '1.0.0', ...organizationHeaders(organization) },
    })
  },

  async recognise(file, place) {
    const [sent] = await journal.read([fingerprint(file, place)])
    return sent?.uploadId ?? null
  },

  remembers: (uploadId) => journal.knows(uploadId),
}

/** My uploads that the server holds a part of and that no open tab is sending. */
export async function readUnfinished(organization: string): Promise<StoredUpload[]> {
  const { items } = await api<{ items: StoredUpload[] }>('/uploads', { organization })
  const held = await heldElsewhere()
  return items.filter((one) => !held.has(one.id))
}

function metadataOf(item: UploadItem): Record<string, string> {
  return {
    filename: item.name,
    ...(item.versionOf === null
      ? { roomId: item.roomId, ...(item.folderId === null ? {} : { folderId: item.folderId }) }
      : { documentId: item.versionOf, ...(item.note === '' ? {} : { note: item.note }) }),
    ...(item.type === '' ? {} : { fileType: item.type }),
  }
}

export function idOf(url: string | null): string | null {
  return url === null ? null : (/\/uploads\/([\w-]+)\/?$/.exec(url)?.[1] ?? null)
}

function faultOf(error: Error | DetailedError): Fault {
  const response: HttpResponse | null = 'originalResponse' in error ? error.originalResponse : null
  if (response === null || response.getStatus() === 0) return { kind: 'connection' }
  const retryAfter = Number(response.getHeader('Retry-After') ?? Number.NaN)
  return {
    kind: 'refused',
    problem: problemFrom(response.getStatus(), response.getBody(), response.getHeader('X-Request-Id') ?? null),
    retryAfter: Number.isFinite(retryAfter) ? retryAfter : null,
  }
}

function throttle(report: TransferEvents['progress']): TransferEvents['progress'] {
  let last = 0
  return (sent) => {
    const now = performance.now()
    if (now - last < PROGRESS_EVERY) return
    last = now
    report(sent)
  }
}

const LOCK = 'muniment-upload-'

/** Tells other tabs that this one is sending an upload. Gives what ends that. */
function lock(uploadId: string): () => void {
  let released = false
  let release = () => {}
  const held = () => (released ? undefined : new Promise<void>((done) => (release = done)))
  // Absent without TLS.
  void navigator.locks?.request(LOCK + uploadId, { ifAvailable: true }, held)
  return () => {
    released = true
    release()
  }
}

async function heldElsewhere(): Promise<Set<string>> {
  const state = await navigator.locks?.query()
  return new Set((state?.held ?? []).map((one) => (one.name ?? '').replace(LOCK, '')))
}
