import type { Version } from '@muniment/core/documents/schema.ts'
import { figure, formatSize } from '../frame/format.ts'
import { createStore } from '../frame/store.ts'
import type { Chosen } from './chosen.ts'
import { afterFault, concernsAll, type Fault } from './faults.ts'
import { Items } from './items.ts'
import { itemFor, unfinishedItem, whereOf } from './newItem.ts'
import type { Place, Unfinished } from './place.ts'
import { Lull } from './lull.ts'
import { isTransferring, nextWake, toStart, type Happening, type UploadItem } from './queue.ts'
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
  /** Tells the server, where it has a part of it, and this browser to forget an unfinished upload. */
  discard(item: UploadItem, file: File | undefined): Promise<void>
  /** The unfinished upload that this very file was being sent by, if this browser remembers one. */
  recognise(file: File, item: Place & { versionOf: string | null }): Promise<string | null>
  /** Whether this browser remembers the file of an unfinished upload, and so could tell that it has changed. */
  remembers(uploadId: string): Promise<boolean>
}

/** Small files are mostly waiting for an answer; browsers open six connections without HTTP/2. */
const AT_ONCE = 5

/** All uploads of this page: what is sent when, what follows from a fault, what happens after the transfer. */
export class Uploads {
  readonly items = new Items()
  /** What is done before files can be queued, in words. */
  readonly preparing = createStore<string | null>(null)
  readonly panelOpen = createStore(false)
  readonly speed = new Speed()
  /** Called when a file has become a document, and again when its state is known. */
  onChanged: (roomId: string, documentId: string, folderId: string | null) => void = () => {}
  onAdded: () => void = () => {}

  readonly #transport: Transport
  readonly #now: () => number
  readonly #files = new Map<string, File>()
  readonly #running = new Map<string, Transfer>()
  readonly #attempts = new Map<string, number>()
  readonly #lull = new Lull()
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(transport: Transport, now: () => number = Date.now) {
    this.#transport = transport
    this.#now = now
  }

  /** Queues files; one that was being sent before goes on where it stopped. */
  async add(files: readonly (File | Chosen)[], place: Place, limit: number): Promise<void> {
    const unfinished = Map.groupBy(this.items.at('unfinished'), (item) => whereOf(item, item))
    const fresh: UploadItem[] = []
    for (const one of files) {
      const chosen = one instanceof File ? { file: one } : one
      const part = await this.#partOf(chosen, chosen.place ?? place, unfinished)
      // What is there whole needs no part of it any more.
      if (part && chosen.same === true) this.remove(part.id)
      else if (part) {
        this.#files.set(part.id, chosen.file)
        this.#happen(part.id, { kind: 'adopt' })
        continue
      }
      const item = itemFor(chosen, chosen.place ?? place, limit)
      if (item.stage.at === 'queued') this.#files.set(item.id, chosen.file)
      fresh.push(item)
    }
    this.items.add(fresh)
    this.panelOpen.set(true)
    this.onAdded()
    this.#tick()
  }

  /** Files of a drop are still being looked for; so many were found. */
  found(files: number): void {
    if (files > 1) this.preparing.set(`Reading the folder: ${figure(files)} files so far…`)
    this.panelOpen.set(true)
  }

  /** Continues an unfinished upload with the file chosen again. Gives the reason when it cannot be this file. */
  async choose(id: string, file: File): Promise<string | null> {
    const item = this.items.find(id)
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

  /**
   * Shows what the server still holds parts of, and this page does not have the files for. Where the same file was dropped
   * before the server had told of its part, there is nothing to ask for: it is on its way, or there.
   */
  offer(unfinished: readonly Unfinished[]): void {
    const items = this.items.get()
    const known = new Set(items.map((item) => item.uploadId))
    const sent = items.filter(({ stage }) => stage.at !== 'unfinished' && stage.at !== 'failed')
    const dropped = new Set(sent.map((item) => whereOf(item, item)))
    const unknown = unfinished.filter((one) => !known.has(one.uploadId) && !dropped.has(whereOf(one, one)))
    this.items.add(unknown.map(unfinishedItem))
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
    // All of them before the next is looked for, or each would make room for another.
    for (const { id } of this.items.get().filter(isTransferring)) {
      this.#happen(id, { kind: 'pause' })
      this.#stop(id)
    }
    this.#tick()
  }

  resumeAll(): void {
    this.#resumeEach(this.items.at('paused'))
  }

  retryAll(): void {
    this.#resumeEach(this.items.at('failed').filter(({ stage }) => stage.at === 'failed' && stage.retry))
  }

  /** The network or the session is back: nothing waits any longer. */
  wake(): void {
    this.#lull.end()
    this.#resumeEach(this.items.at('waiting'))
  }

  #resumeEach(items: readonly UploadItem[]): void {
    for (const { id } of items) {
      this.#attempts.delete(id)
      this.#happen(id, { kind: 'resume' })
    }
    this.#tick()
  }

  /** Takes a file out. What the server has of an unfinished one is thrown away. */
  remove(id: string): void {
    const item = this.items.find(id)
    if (!item) return
    const file = this.#files.get(id)
    this.#stop(id)
    this.#files.delete(id)
    this.items.remove([id])
    const sent = isTransferring(item) || item.stage.at === 'unfinished' || item.stage.at === 'failed'
    // Should this fail, the part expires at the server by itself.
    if (sent) this.#transport.discard(item, file).catch(() => {})
    this.#tick()
  }

  clearFinished(): void {
    this.items.remove([...this.items.at('ready'), ...this.items.at('same')].map(({ id }) => id))
    if (this.items.get().length === 0) this.panelOpen.set(false)
  }

  /** Stops everything without telling the server, so that it can be continued later. */
  abandon(): void {
    for (const id of this.#running.keys()) this.#stop(id)
    this.#files.clear()
    this.items.remove(this.items.get().map(({ id }) => id))
    this.panelOpen.set(false)
  }

  togglePanel(): void {
    this.panelOpen.update((open) => !open)
  }

  /** What became of a version after its transfer. */
  verdict(versionId: string, state: Version['state'], message: string | null): void {
    const item = this.items.ofVersion(versionId)
    // What is damaged had passed: it was transferred, and is none of this panel's any more.
    if (!item || state === 'damaged') return
    this.#happen(item.id, state === 'scanning' ? { kind: 'note', message } : { kind: 'verdict', state, message })
  }

  /** The unfinished upload that a file was being sent by. */
  async #partOf(
    { file, name = file.name, versionOf = null, key, same = false }: Chosen,
    place: Place,
    unfinished: ReadonlyMap<string, UploadItem[]>,
  ): Promise<UploadItem | null> {
    const candidates = unfinished.get(whereOf({ name, size: file.size, versionOf }, place)) ?? []
    const open = candidates.filter((item) => this.items.find(item.id)?.stage.at === 'unfinished')
    const [first] = open
    if (first === undefined) return null
    const uploadId = await this.#transport.recognise(file, { ...place, versionOf })
    const recognised = open.find((item) => item.uploadId === uploadId)
    // Begun just before the page went: its id never came back, but that it was begun is known.
    return recognised ?? (key !== undefined || same ? first : null)
  }

  #tick(): void {
    const now = this.#now()
    const { items } = this
    const candidates = [...items.at('uploading'), ...items.at('waiting'), ...items.at('queued', AT_ONCE)]
    for (const id of toStart(candidates, this.#lull.allowed(AT_ONCE, now), now)) this.#start(id, now)
    if (this.#timer !== null) clearTimeout(this.#timer)
    const over = this.#lull.over
    const wake = over !== null && over > now ? over : nextWake(items.at('waiting'))
    this.#timer = wake === null ? null : setTimeout(() => this.#tick(), Math.max(50, wake - now))
  }

  #start(id: string, startedAt: number): void {
    const item = this.items.find(id)
    const file = this.#files.get(id)
    if (!item || !file) return
    this.#happen(id, { kind: 'start' })
    const mine = () => this.#running.get(id) === transfer
    const transfer = this.#transport.send(item, file, {
      created: (uploadId) => {
        if (!mine()) return
        this.#answered()
        this.#happen(id, { kind: 'created', uploadId })
      },
      progress: (sent) => {
        if (!mine()) return
        const before = this.items.find(id)?.sent ?? 0
        this.speed.add(sent - before, 0, this.#now())
        if (sent > before) this.#attempts.delete(id)
        this.#happen(id, { kind: 'progress', sent })
      },
      done: (ids) => {
        // Also when it was paused in the very last moment: the file is there.
        this.#running.delete(id)
        this.#files.delete(id)
        this.#attempts.delete(id)
        this.speed.add(item.size - (this.items.find(id)?.sent ?? item.size), 1, this.#now())
        this.#happen(id, { kind: 'transferred', ...ids, now: this.#now() })
        if (ids.documentId !== null) this.onChanged(item.roomId, ids.documentId, item.folderId)
        this.#answered()
        this.#tick()
      },
      failed: (fault) => {
        if (!mine()) return
        this.#running.delete(id)
        const attempt = Math.max(this.#attempts.get(id) ?? 0, this.#lull.attemptFor(startedAt))
        this.#attempts.set(id, attempt + 1)
        const now = this.items.find(id)
        const what = now && afterFault(now, fault, attempt, this.#now())
        if (what) this.#happen(id, what)
        if (what?.kind === 'wait' && concernsAll(fault)) this.#lull.begin(startedAt, this.#now(), what.until)
        else if (fault.kind === 'refused') this.#lull.end()
        this.#tick()
      },
    })
    this.#running.set(id, transfer)
  }

  /** Somebody is there: all may go on. */
  #answered(): void {
    const held = this.#lull.over !== null
    this.#lull.end()
    if (held) this.#tick()
  }

  #stop(id: string): void {
    const transfer = this.#running.get(id)
    this.#running.delete(id)
    transfer?.stop()
  }

  #happen(id: string, what: Happening): void {
    this.items.happen(id, what)
  }
}
