import type { Bulk } from '@muniment/core/bulk/schema.ts'
import type { Version } from '@muniment/core/documents/schema.ts'
import type { Uploading } from '@muniment/core/uploads/schema.ts'
import { io, type Socket } from 'socket.io-client'
import { signedOut } from './api.ts'
import { createStore } from './frame/store.ts'

/** How long an event may lag behind a heartbeat that already counts it. */
const GRACE = 2000

/** What can be followed: a room, or for who was let in further down only, that. */
export type Watchable = { roomId: string } | { folderId: string } | { documentId: string }

export function idOf(thing: Watchable): string {
  if ('roomId' in thing) return thing.roomId
  return 'folderId' in thing ? thing.folderId : thing.documentId
}

/** What happened in a watched room. */
export interface LiveEvent {
  position: number
  type: string
  at: string
  roomId: string | null
  folderId: string | null
  documentId: string | null
  versionId: string | null
  state?: Version['state'] | null
}

export interface RoomListener {
  event(event: LiveEvent): void
  /** Events were missed since `after`; null when it is not known since when. */
  missed(after: number | null): void
  /** The right to watch this ended; nothing more will come. */
  ended(): void
}

/** How far an act of one's own on many things is. */
export type BulkTold = Pick<Bulk, 'id' | 'state' | 'total' | 'done' | 'refused'>

const bulkListeners = new Set<(told: BulkTold) => void>()

/** Calls back on each step of an act on many things, until the returned function is called. */
export function onBulkProgress(listener: (told: BulkTold) => void): () => void {
  bulkListeners.add(listener)
  return () => bulkListeners.delete(listener)
}

/** `lost` after the connection was there and broke, or never came about. */
export const liveConnection = createStore<'none' | 'open' | 'lost'>('none')

/** How far others are with their uploads to what is watched, by its id. */
export const uploadingThere = createStore<ReadonlyMap<string, Uploading>>(new Map())

function setUploading(id: string, told: Uploading | null): void {
  uploadingThere.update((before) => {
    if (told === null && !before.has(id)) return before
    const next = new Map(before)
    if (told === null || told.people.length === 0) next.delete(id)
    else next.set(id, told)
    return next
  })
}

interface Watched {
  thing: Watchable
  /** The room it is, or is in: events name that. */
  roomId: string
  listeners: Set<RoomListener>
}

/** What has been seen of each watched thing, to notice what was not. */
export class Positions {
  readonly #seen = new Map<string, number>()

  /** Notes an event. False when it was seen before. */
  note(roomId: string, position: number): boolean {
    const last = this.#seen.get(roomId)
    if (last === undefined || position > last) this.#seen.set(roomId, position)
    return last === undefined || position > last
  }

  /** The last position seen when the server is further on, undefined when nothing is missing. */
  missing(roomId: string, position: number): number | undefined {
    const last = this.#seen.get(roomId)
    return last !== undefined && position > last ? last : undefined
  }

  last(roomId: string): number | undefined {
    return this.#seen.get(roomId)
  }

  forget(roomId: string): void {
    this.#seen.delete(roomId)
  }
}

/** The one socket of this page. Things are watched while somebody listens, and again after each reconnect. */
class Realtime {
  #socket: Socket | null = null
  readonly #watched = new Map<string, Watched>()
  readonly #positions = new Positions()

  /** Connects for an organization and replaces the connection for another. */
  connect(organization: string): () => void {
    const socket = io({
      path: '/realtime',
      transports: ['websocket'],
      auth: { organization },
      reconnectionDelay: 500,
      reconnectionDelayMax: 10_000,
    })
    this.#socket?.disconnect()
    this.#socket = socket
    socket.on('connect', () => {
      liveConnection.set('open')
      for (const { thing } of this.#watched.values()) this.#watch(socket, thing)
    })
    // Cut off or refused by the server, the client does not try again by itself.
    const lost = (retryIn: number) => {
      liveConnection.set('lost')
      uploadingThere.set(new Map())
      if (!socket.active) window.setTimeout(() => this.#socket === socket && socket.connect(), retryIn)
    }
    socket.on('disconnect', () => lost(2000))
    socket.on('connect_error', () => lost(10_000))
    socket.on('event', (event: LiveEvent) => this.#receive(event))
    socket.on('heartbeat', (beat: { rooms: Record<string, number> }) => this.#compare(beat.rooms))
    socket.on('bulk', (told: BulkTold) => {
      for (const listener of bulkListeners) listener(told)
    })
    socket.on('uploading', ({ id, ...told }: Uploading & { id: string }) => {
      if (this.#watched.has(id)) setUploading(id, told)
    })
    socket.on('unwatched', ({ id }: { id: string }) => {
      this.#positions.forget(id)
      setUploading(id, null)
      this.#tell(id, (one) => one.ended())
    })
    socket.on('signed_out', () => signedOut.dispatchEvent(new Event('signed-out')))
    return () => {
      socket.disconnect()
      if (this.#socket !== socket) return
      this.#socket = null
      uploadingThere.set(new Map())
      liveConnection.set('none')
    }
  }

  /** Follows a room, or something in it, until the returned function is called. */
  watch(roomId: string, thing: Watchable, listener: RoomListener): () => void {
    const id = idOf(thing)
    const known = this.#watched.get(id)
    const watched = known ?? { thing, roomId, listeners: new Set() }
    watched.listeners.add(listener)
    if (!known) {
      this.#watched.set(id, watched)
      if (this.#socket?.connected) this.#watch(this.#socket, thing)
    }
    return () => {
      watched.listeners.delete(listener)
      if (watched.listeners.size > 0 || this.#watched.get(id) !== watched) return
      this.#watched.delete(id)
      this.#positions.forget(id)
      setUploading(id, null)
      if (this.#socket?.connected) this.#socket.emit('unwatch', thing)
    }
  }

  #watch(socket: Socket, thing: Watchable): void {
    const id = idOf(thing)
    socket.emit('watch', thing, (answer: { ok: true; position: number } | { ok: false; code: string }) => {
      if (!answer.ok || !this.#watched.has(id)) return
      const after = this.#positions.last(id)
      this.#positions.note(id, answer.position)
      // The page may have been read before the watch began, so the first answer counts as a gap too.
      if (after === undefined || answer.position > after) this.#tell(id, (one) => one.missed(after ?? null))
    })
  }

  #receive(event: LiveEvent): void {
    if (event.roomId === null) return
    for (const [id, { roomId }] of this.#watched) {
      if (roomId !== event.roomId) continue
      this.#positions.note(id, event.position)
      this.#tell(id, (one) => one.event(event))
    }
  }

  #compare(positions: Record<string, number>): void {
    for (const [id, position] of Object.entries(positions)) {
      if (this.#positions.missing(id, position) === undefined) continue
      window.setTimeout(() => {
        const after = this.#positions.missing(id, position)
        if (after === undefined || !this.#watched.has(id)) return
        this.#positions.note(id, position)
        this.#tell(id, (one) => one.missed(after))
      }, GRACE)
    }
  }

  #tell(id: string, say: (listener: RoomListener) => void): void {
    for (const listener of this.#watched.get(id)?.listeners ?? []) say(listener)
  }
}

export const realtime = new Realtime()
