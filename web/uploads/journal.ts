import { clear, createStore, delMany, entries, getMany, set, type UseStore } from 'idb-keyval'

/** What this browser knows of a file that it sends or has sent, by its fingerprint. */
export interface Sent {
  /** The Idempotency-Key that its upload was begun under. */
  key: string
  uploadId: string | null
  /** The document that it became. */
  documentId: string | null
  at: number
}

/** The server forgets an unfinished upload after a week. */
const KEPT = 8 * 24 * 60 * 60 * 1000

let opened: UseStore | null = null
/** Kept in IndexedDB: tens of thousands of files are too many for localStorage. */
const store = (): UseStore => (opened ??= createStore('muniment-uploads', 'sent'))

/**
 * A memory that outlives the page and a crash of the browser. Without it (a private window may have none) everything works
 * but for recognising files after a reload, so nothing here ever fails.
 */
export const journal = {
  /** What is known of these files, in their order. */
  async read(fingerprints: readonly string[]): Promise<(Sent | undefined)[]> {
    if (fingerprints.length === 0) return []
    try {
      return await getMany<Sent | undefined>([...fingerprints], store())
    } catch {
      return fingerprints.map(() => undefined)
    }
  },

  async write(fingerprint: string, sent: Omit<Sent, 'at'>): Promise<void> {
    try {
      await set(fingerprint, { ...sent, at: Date.now() }, store())
    } catch {
      // As said above.
    }
  },

  async knows(uploadId: string): Promise<boolean> {
    return (await all()).some(([, sent]) => sent.uploadId === uploadId)
  },

  async forget(fingerprints: readonly string[]): Promise<void> {
    try {
      await delMany([...fingerprints], store())
    } catch {
      // As said above.
    }
  },

  async forgetUpload(uploadId: string): Promise<void> {
    await journal.forget((await all()).flatMap(([name, sent]) => (sent.uploadId === uploadId ? [name] : [])))
  },

  /** Removes what no server remembers any more. */
  async prune(now = Date.now()): Promise<void> {
    await journal.forget((await all()).flatMap(([name, sent]) => (now - sent.at > KEPT ? [name] : [])))
  },

  async clear(): Promise<void> {
    try {
      await clear(store())
    } catch {
      // As said above.
    }
  },
}

async function all(): Promise<[string, Sent][]> {
  try {
    return await entries<string, Sent>(store())
  } catch {
    return []
  }
}
