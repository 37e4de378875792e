import type { Version } from '@muniment/core/documents/schema.ts'
import { io, type Socket } from 'socket.io-client'
import { signedOut } from './api.ts'
import { createStore } from './frame/store.ts'

/** How long an event may lag behind a heartbeat that already counts it. */
const GRACE = 2000

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
}

/** `lost` after the connection was there and broke, or never came about. */
export const liveConnection = createStore<'none' | 'open' | 'lost'>('none')

/** What has been seen of each watched room, to notice what was not. */
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

/** The one socket of this page. Rooms are watched while somebody listens, and again after each reconnect. */
class Realtime {
  #socket: Socket | null = null
  readonly #rooms = new Map<string, Set<RoomListener>>()
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
      for (const roomId of this.#rooms.keys()) this.#watch(socket, roomId)
    })
    // Cut off or refused by the server, the client does not try again by itself.
    const lost = (retryIn: number) => {
      liveConnection.set('lost')
      if (!socket.active) window.setTimeout(() => this.#socket === socket && socket.connect(), retryIn)
    }
    socket.on('disconnect', () => lost(2000))
    socket.on('connect_error', () => lost(10_000))
    socket.on('event', (event: LiveEvent) => this.#receive(event))
    socket.on('heartbeat', (beat: { rooms: Record<string, number> }) => this.#compare(beat.rooms))
    socket.on('signed_out', () => signedOut.dispatchEvent(new Event('signed-out')))
    return () => {
      socket.disconnect()
      if (this.#socket !== socket) return
      this.#socket = null
      liveConnection.set('none')
    }
  }

  /** Follows a room until the returned function is called. */
  watch(roomId: string, listener: RoomListener): () => void {
    const listeners = this.#rooms.get(roomId) ?? new Set()
    listeners.add(listener)
    if (!this.#rooms.has(roomId)) {
      this.#rooms.set(roomId, listeners)
      if (this.#socket?.connected) this.#watch(this.#socket, roomId)
    }
    return () => {
      listeners.delete(listener)
      if (listeners.size > 0 || this.#rooms.get(roomId) !== listeners) return
      this.#rooms.delete(roomId)
      this.#positions.forget(roomId)
      if (this.#socket?.connected) this.#socket.emit('unwatch', { roomId })
    }
  }

  #watch(socket: Socket, roomId: string): void {
    socket.emit('watch', { roomId }, (answer: { ok: true; position: number } | { ok: false; code: string }) => {
      if (!answer.ok || !this.#rooms.has(roomId)) return
      const after = this.#positions.last(roomId)
      this.#positions.note(roomId, answer.position)
      // The page may have been read before the watch began, so the first answer counts as a gap too.
      if (after === undefined || answer.position > after) this.#tell(roomId, (one) => one.missed(after ?? null))
    })
  }

  #receive(event: LiveEvent): void {
    if (event.roomId === null) return
    this.#positions.note(event.roomId, event.position)
    this.#tell(event.roomId, (one) => one.event(event))
  }

  #compare(rooms: Record<string, number>): void {
    for (const [roomId, position] of Object.entries(rooms)) {
      if (this.#positions.missing(roomId, position) === undefined) continue
      window.setTimeout(() => {
        const after = this.#positions.missing(roomId, position)
        if (after === undefined || !this.#rooms.has(roomId)) return
        this.#positions.note(roomId, position)
        this.#tell(roomId, (one) => one.missed(after))
      }, GRACE)
    }
  }

  #tell(roomId: string, say: (listener: RoomListener) => void): void {
    for (const listener of this.#rooms.get(roomId) ?? []) say(listener)
  }
}

export const realtime = new Realtime()
