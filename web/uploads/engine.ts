import type { Version } from '@muniment/core/documents/schema.ts'
import { createStore } from '../frame/store.ts'
import { formatSize } from '../frame/format.ts'
import type { Chosen } from './chosen.ts'
import { afterFault, type Fault } from './faults.ts'
import { happen, isTransferring, nextWake, toStart, type Happening, type UploadItem } from './queue.ts'
import { Speed } from './speed.ts'

export interface Transfer {
  /** Stops sending; the server keeps the part it has. */
  stop(): void
}

export interface TransferEvents {
  created(uploadId: string): void
  progress(sent: number): void
  done(ids: { documentId: string | null; versionId: string | null }): void
  failed(fault: Fault): void
}

/** How bytes get to the server; tests put something else here. */
export interface Transport {
  send(item: UploadItem, file: File, events: TransferEvents): Transfer
  /** Tells the server to forget an unfinished upload. */
  discard(uploadId: string, organization: string): Promise<void>
  /** The unfinished upload that this very file was being sent by, if this browser remembers one. */
  recognise(file: File, item: Place & { versionOf: string | null }): Promise<string | null>
  /** Whether this browser remembers the file of an unfinished upload, and so could tell that it has changed. */
  remembers(uploadId: string): Promise<boolean>
}

/** Where files are to go. */
export interface Place {
  organization: string
  roomId: string
  folderId: string | null
  place: string
}

export interface Unfinished extends Place {
  uploadId: string
  versionOf: string | null
  name: string
  size: number
  offset: number
}

const AT_ONCE = 3

/** All uploads of this page: what is sent when, what follows from a fault, what happens after the transfer. */
export class Uploads {
  readonly items = createStore<readonly UploadItem[]>([])
  readonly panelOpen = createStore(false)
  readonly speed = new Speed()
  /** Called when a file has become a document, and again when its state is known. */
  onChanged: (roomId: string, documentId: string) => void = () => {}
  onAdded: () => void = () => {}

  readonly #transport: Transport
  readonly #now: () => number
  readonly #files = new Map<string, File>()
  readonly #running = new Map<string, Transfer>()
  readonly #attempts = new Map<string, number>()
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(transport: Transport, now: () => number = Date.now) {
    this.#transport = transport
    this.#now = now
  }

  /** Queues files; one that was being sent before goes on where it stopped. */
  async add(files: readonly (File | Chosen)[], place: Place, limit: number): Promise<void> {
    const fresh: UploadItem[] = []
    for (const one of files) {
      const chosen = one instanceof File ? { file: one } : one
      const known = await this.#resume(chosen, place)
      if (!known) fresh.push(this.#itemFor(chosen, place, limit))
    }
    this.items.update((items) => [...items, ...fresh])
    this.panelOpen.set(true)
    this.onAdded()
    this.#tick()
  }

  /** Continues an unfinished upload with the file chosen again. Gives the reason when it cannot be this file. */
  async choose(id: string, file: File): Promise<string | null> {
    const item = this.#find(id)
    if (!item || item.stage.at !== 'unfinished' || item.uploadId === null) return null
    const recognised = (await this.#transport.recognise(file, item)) === item.uploadId
    // What was kept beside its namesake has another name there than on disk.
    if (file.size !== item.size || (file.name !== item.name && !recognised)) {
      return `That is “${file.name}” with ${formatSize(file.size)}. To continue, choose “${item.name}” with ${formatSize(item.size)}.`
    }
    if (!recognised && (await this.#transport.remembers(item.uploadId))) {
      return `“${item.name}” has changed since. Discard this upload and send the file anew.`
    }
    this.#files.set(id, file)
    this.#happen(id, { kind: 'adopt' })
    this.#tick()
    return null
  }

  /** Shows what the server still holds parts of, and this page does not have the files for. */
  offer(unfinished: readonly Unfinished[]): void {
    const known = new Set(this.items.get().map((item) => item.uploadId))
    const offered = unfinished
      .filter((one) => !known.has(one.uploadId))
      .map(({ uploadId, name, size, offset, ...place }): UploadItem => ({
        ...place,
        id: crypto.randomUUID(),
        name,
        size,
        type: '',
        sent: offset,
        uploadId,
        documentId: null,
        versionId: null,
        note: '',
        generation: 0,
        stage: { at: 'unfinished' },
      }))
    if (offered.length > 0) this.items.update((items) => [...items, ...offered])
  }

  pause(id: string): void {
    this.#happen(id, { kind: 'pause' })
    this.#stop(id)
    this.#tick()
  }

  resume(id: string): void {
    this.#attempts.delete(id)
    this.#happen(id, { kind: 'resume' })
    this.#tick()
  }

  pauseAll(): void {
    for (const item of this.items.get()) if (isTransferring(item)) this.pause(item.id)
  }

  resumeAll(): void {
    for (const item of this.items.get()) if (item.stage.at === 'paused') this.resume(item.id)
  }

  retryAll(): void {
    for (const { id, stage } of this.items.get()) if (stage.at === 'failed' && stage.retry) this.resume(id)
  }

  /** The network or the session is back: nothing waits any longer. */
  wake(): void {
    for (const item of this.items.get()) if (item.stage.at === 'waiting') this.resume(item.id)
  }

  /** Takes a file out. What the server has of an unfinished one is thrown away. */
  remove(id: string): void {
    const item = this.#find(id)
    if (!item) return
    this.#stop(id)
    this.#files.delete(id)
    this.items.update((items) => items.filter((one) => one.id !== id))
    const sent = isTransferring(item) || item.stage.at === 'unfinished' || item.stage.at === 'failed'
    // Should this fail, the part expires at the server by itself.
    if (sent && item.uploadId !== null) this.#transport.discard(item.uploadId, item.organization).catch(() => {})
    this.#tick()
  }

  clearFinished(): void {
    this.items.update((items) => items.filter((item) => item.stage.at !== 'ready'))
    if (this.items.get().length === 0) this.panelOpen.set(false)
  }

  /** Stops everything without telling the server, so that it can be continued later. */
  abandon(): void {
    for (const id of this.#running.keys()) this.#stop(id)
    this.#files.clear()
    this.items.set([])
    this.panelOpen.set(false)
  }

  togglePanel(): void {
    this.panelOpen.update((open) => !open)
  }

  /** What became of a version after its transfer. */
  verdict(versionId: string, state: Version['state'], message: string | null): void {
    const item = this.items.get().find((one) => one.versionId === versionId)
    // What is damaged had passed: it was transferred, and is none of this panel's any more.
    if (!item || state === 'damaged') return
    this.#happen(item.id, state === 'scanning' ? { kind: 'note', message } : { kind: 'verdict', state, message })
  }

  async #resume({ file, name = file.name, versionOf = null }: Chosen, place: Place): Promise<boolean> {
    const candidates = this.items
      .get()
      .filter(
        (item) =>
          item.stage.at === 'unfinished' &&
          item.name === name &&
          item.versionOf === versionOf &&
          item.size === file.size &&
          item.roomId === place.roomId &&
          item.folderId === place.folderId,
      )
    if (candidates.length === 0) return false
    const uploadId = await this.#transport.recognise(file, { ...place, versionOf })
    const item = candidates.find((one) => one.uploadId === uploadId)
    if (!item) return false
    this.#files.set(item.id, file)
    this.#happen(item.id, { kind: 'adopt' })
    return true
  }

  #itemFor(chosen: Chosen, { organization, roomId, folderId, place }: Place, limit: number): UploadItem {
    const { file, name = file.name, versionOf = null, note = '' } = chosen
    const id = crypto.randomUUID()
    this.#files.set(id, file)
    const tooLarge = `${name} is ${formatSize(file.size)}; the limit here is ${formatSize(limit)}. Split it or ask your administrator.`
    return {
      id,
      organization,
      roomId,
      folderId,
      place,
      versionOf,
      note,
      name,
      size: file.size,
      type: file.type,
      sent: 0,
      uploadId: null,
      documentId: null,
      versionId: null,
      generation: 0,
      stage: file.size > limit ? { at: 'failed', message: tooLarge, requestId: null, retry: false } : { at: 'queued' },
    }
  }

  #tick(): void {
    const now = this.#now()
    for (const id of toStart(this.items.get(), AT_ONCE, now)) this.#start(id)
    if (this.#timer !== null) clearTimeout(this.#timer)
    const wake = nextWake(this.items.get())
    this.#timer = wake === null ? null : setTimeout(() => this.#tick(), Math.max(50, wake - now))
  }

  #start(id: string): void {
    const item = this.#find(id)
    const file = this.#files.get(id)
    if (!item || !file) return
    this.#happen(id, { kind: 'start' })
    const mine = () => this.#running.get(id) === transfer
    const transfer = this.#transport.send(item, file, {
      created: (uploadId) => mine() && this.#happen(id, { kind: 'created', uploadId }),
      progress: (sent) => {
        if (!mine()) return
        const before = this.#find(id)?.sent ?? 0
        this.speed.add(sent - before, this.#now())
        if (sent > before) this.#attempts.delete(id)
        this.#happen(id, { kind: 'progress', sent })
      },
      done: (ids) => {
        // Also when it was paused in the very last moment: the file is there.
        this.#running.delete(id)
        this.#files.delete(id)
        this.#happen(id, { kind: 'transferred', ...ids, now: this.#now() })
        if (ids.documentId !== null) this.onChanged(item.roomId, ids.documentId)
        this.#tick()
      },
      failed: (fault) => {
        if (!mine()) return
        this.#running.delete(id)
        const attempt = this.#attempts.get(id) ?? 0
        this.#attempts.set(id, attempt + 1)
        const now = this.#find(id)
        if (now) this.#happen(id, afterFault(now, fault, attempt, this.#now()))
        this.#tick()
      },
    })
    this.#running.set(id, transfer)
  }

  #stop(id: string): void {
    const transfer = this.#running.get(id)
    this.#running.delete(id)
    transfer?.stop()
  }

  #find(id: string): UploadItem | undefined {
    return this.items.get().find((item) => item.id === id)
  }

  #happen(id: string, what: Happening): void {
    this.items.update((items) => {
      const at = items.findIndex((item) => item.id === id)
      const before = items[at]
      if (!before) return items
      const after = happen(before, what)
      return after === before ? items : items.with(at, after)
    })
  }
}
