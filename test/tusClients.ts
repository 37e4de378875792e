import Uppy from '@uppy/core'
import UppyTus from '@uppy/tus'
import { Upload, type UploadOptions } from 'tus-js-client'

// Two clients that others wrote, each doing what a test tells it, in Node and in a browser alike.

export type ClientName = 'tus-js-client' | '@uppy/tus'

export interface Errand {
  endpoint: string
  /** Continues this upload instead of beginning one. */
  uploadUrl?: string
  headers?: Record<string, string>
  metadata: Record<string, string>
  size: number
  /** Bytes of a request. */
  chunkSize?: number
  /** The length is told last. */
  deferred?: boolean
  /** The first bytes go out with the creation. */
  together?: boolean
  /** PATCH goes out as POST. */
  overridden?: boolean
  /** Ends once so many bytes were acknowledged: leaves it there, or cancels it. */
  stopAt?: number
  cancel?: boolean
  /** Waits before it tries again (ms). */
  retryDelays?: number[]
}

export interface Ran {
  outcome: 'done' | 'stopped' | 'refused'
  url: string | null
  /** Of the last answer, where it was refused. */
  status: number | null
  /** Method and status of each answer, with the offset of what was sent. */
  answers: string[]
  documentId: string | null
}

/** The same bytes for the same size, wherever they are made. */
export function bytesOf(size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size)
  for (let at = 0; at < size; at += 1) bytes[at] = (at * 31 + (at >> 8)) % 251
  return bytes
}

interface Sent {
  getMethod: () => string
  getHeader: (name: string) => string | undefined
}
interface Answered {
  getStatus: () => number
  getHeader: (name: string) => string | undefined
}

/** What both take, noting what happened into `ran`. */
function optionsFor(errand: Errand, ran: Ran, acknowledged: (bytes: number) => void) {
  return {
    endpoint: errand.endpoint,
    chunkSize: errand.chunkSize ?? Number.POSITIVE_INFINITY,
    retryDelays: errand.retryDelays ?? [],
    uploadLengthDeferred: errand.deferred ?? false,
    uploadDataDuringCreation: errand.together ?? false,
    overridePatchMethod: errand.overridden ?? false,
    headers: errand.headers ?? {},
    storeFingerprintForResuming: false,
    onAfterResponse: (request: Sent, response: Answered) => {
      const offset = request.getHeader('Upload-Offset')
      ran.answers.push(`${request.getMethod()} ${response.getStatus()}${offset === undefined ? '' : ` from ${offset}`}`)
      ran.status = response.getStatus()
      ran.documentId = response.getHeader('Muniment-Document') ?? ran.documentId
      ran.url = response.getHeader('Location') ?? ran.url
      const now = Number(response.getHeader('Upload-Offset') ?? 0)
      if (response.getStatus() < 300) acknowledged(now)
    },
  }
}

const nothingYet = (): Ran => ({ outcome: 'refused', url: null, status: null, answers: [], documentId: null })

/** How Node is to read what a browser reads by itself. */
export type Reader = UploadOptions['fileReader']

function byTus(errand: Errand, source: Blob, reader: Reader | undefined): Promise<Ran> {
  const ran = nothingYet()
  return new Promise((resolve) => {
    const end = (outcome: Ran['outcome']): void => resolve({ ...ran, outcome })
    const stop = (): void => {
      upload.abort(errand.cancel ?? false).then(
        () => end('stopped'),
        () => end('refused'),
      )
    }
    const upload: Upload = new Upload(source, {
      ...optionsFor(errand, ran, (bytes) => {
        // Not from within its own answer.
        if (errand.stopAt !== undefined && bytes >= errand.stopAt) setTimeout(stop, 0)
      }),
      ...(reader !== undefined && { fileReader: reader }),
      ...(errand.uploadUrl !== undefined && { uploadUrl: errand.uploadUrl }),
      metadata: errand.metadata,
      onError: () => end('refused'),
      onSuccess: () => end('done'),
    })
    upload.start()
  })
}

function byUppy(errand: Errand, source: Blob, reader: Reader | undefined): Promise<Ran> {
  const ran = nothingYet()
  const uppy = new Uppy({ autoProceed: false })
  return new Promise((resolve) => {
    const end = (outcome: Ran['outcome']): void => {
      resolve({ ...ran, outcome })
      // That cancels what is only paused.
      if (outcome !== 'stopped') setTimeout(() => uppy.destroy(), 0)
    }
    const stop = (): void => {
      if (errand.cancel !== true) uppy.pauseAll()
      else uppy.cancelAll()
      // A cancelled upload is said so to the server after that.
      setTimeout(() => end('stopped'), 300)
    }
    uppy.use(UppyTus, {
      ...optionsFor(errand, ran, (bytes) => {
        if (errand.stopAt !== undefined && bytes >= errand.stopAt) setTimeout(stop, 0)
      }),
      ...(reader !== undefined && { fileReader: reader }),
      allowedMetaFields: Object.keys(errand.metadata),
    })
    uppy.on('upload-success', () => end('done'))
    uppy.on('upload-error', () => end('refused'))
    const id = uppy.addFile({
      name: errand.metadata['filename'] ?? 'file',
      type: 'application/octet-stream',
      data: source,
      meta: errand.metadata,
    })
    // As its plugin that outlives a crash of the browser does.
    if (errand.uploadUrl !== undefined) uppy.setFileState(id, { tus: { uploadUrl: errand.uploadUrl } })
    uppy.upload().catch(() => end('refused'))
  })
}

/** Sends one file as told, and says what came of it. */
export function send(client: ClientName, errand: Errand, reader?: Reader): Promise<Ran> {
  const source = new Blob([bytesOf(errand.size)])
  return client === '@uppy/tus' ? byUppy(errand, source, reader) : byTus(errand, source, reader)
}
