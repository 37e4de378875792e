import { setTimeout as sleep } from 'node:timers/promises'
import { Upload } from 'tus-js-client'
import { z } from 'zod'
import { origin } from './stack.ts'
import type { Visitor } from './client.ts'

// Uploads as the browser app does them, by the same tus client.

export interface Uploaded {
  documentId: string
  versionId: string
}

export interface Sending {
  name: string
  roomId: string
  folderId?: string
  /** Bytes a request carries at most. */
  chunk?: number
  /** Milliseconds between tries when a connection breaks; none: the first failure is final. */
  patience?: number[]
  /** Called as bytes are acknowledged or on their way. */
  onProgress?: (sent: number) => void
}

/** Longer than any restart of a test takes. */
export const longPatience = Array.from({ length: 60 }, () => 1000)

/** Sends a file; gives what it became, or throws the problem that the appliance told. */
export function upload(by: Visitor, bytes: Buffer, sending: Sending): Promise<Uploaded> {
  const { name, roomId, folderId, chunk, patience = [], onProgress } = sending
  return new Promise((resolve, reject) => {
    const transfer = new Upload(bytes, {
      endpoint: `${origin}/api/v1/uploads`,
      chunkSize: chunk ?? Infinity,
      uploadDataDuringCreation: bytes.length < 4_000_000,
      retryDelays: patience,
      onShouldRetry: (error) => {
        const status = error.originalResponse?.getStatus() ?? 0
        return status === 0 || status >= 500 || status === 409 || status === 423 || status === 429
      },
      metadata: { filename: name, roomId, ...(folderId !== undefined && { folderId }) },
      headers: {
        origin,
        cookie: by.cookie,
        ...(by.organization !== null && { 'Muniment-Organization': by.organization }),
      },
      onProgress: (sent) => onProgress?.(sent),
      onSuccess: ({ lastResponse }) => {
        const documentId = lastResponse.getHeader('Muniment-Document')
        const versionId = lastResponse.getHeader('Muniment-Version')
        if (documentId && versionId) resolve({ documentId, versionId })
        else reject(new Error(`${name} was taken without naming its document`))
      },
      onError: (error) => {
        const answer = 'originalResponse' in error ? error.originalResponse : null
        reject(new Error(answer?.getBody() || error.message, { cause: answer?.getStatus() ?? error }))
      },
    })
    transfer.start()
  })
}

export const Settled = z.object({
  id: z.uuid(),
  name: z.string(),
  abilities: z.object({ download: z.boolean() }),
  version: z.object({
    id: z.uuid(),
    state: z.enum(['scanning', 'available', 'infected', 'held']),
    reason: z.object({ code: z.string(), message: z.string() }).nullable(),
    size: z.number(),
    sha256: z.string().nullable(),
  }),
})
export type Settled = z.infer<typeof Settled>

/** Waits until the virus check has decided about a document. */
export async function settled(by: Visitor, documentId: string, seconds = 60): Promise<Settled> {
  const until = performance.now() + seconds * 1000
  let last = 'nothing'
  for (;;) {
    const answer = await by.ask(`/api/v1/documents/${documentId}`).catch((error: unknown) => String(error))
    if (typeof answer === 'string') {
      last = answer
    } else if (answer.status === 200) {
      const document = Settled.parse(JSON.parse(answer.text))
      if (document.version.state !== 'scanning') return document
      last = answer.text
    } else {
      last = `${answer.status} ${answer.text}`
    }
    if (performance.now() > until) throw new Error(`after ${seconds} s the document is not settled: ${last}`)
    await sleep(300)
  }
}

const Shown = z.object({ state: z.string(), made: z.number() })

/** Waits until there is a preview of a document, or it is known that there will be none; gives its state. */
export async function previewed(by: Visitor, documentId: string, seconds = 60): Promise<string> {
  const until = performance.now() + seconds * 1000
  for (;;) {
    const answer = await by.ask(`/api/v1/documents/${documentId}/preview`)
    const { state } = Shown.parse(JSON.parse(answer.text))
    if (!['checking', 'waiting', 'making'].includes(state)) return state
    if (performance.now() > until) throw new Error(`after ${seconds} s the preview is ${answer.text}`)
    await sleep(300)
  }
}
