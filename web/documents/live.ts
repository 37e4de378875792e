import type { EventPage } from '@muniment/core/events/schema.ts'
import type { QueryClient } from '@tanstack/react-query'
import { rightsChanged } from '../access/queries.ts'
import { api } from '../api.ts'
import { folderKey, foldersKey } from '../folders/queries.ts'
import { realtime, type LiveEvent, type Watchable } from '../realtime.ts'
import { roomKey, roomsKey } from '../rooms/queries.ts'
import type { Uploads } from '../uploads/engine.ts'
import { Changes } from './changes.ts'
import { patchDocuments, SORTS } from './patch.ts'
import { documentKey, documentsKey, readDocuments, type DocumentPages, type Sort } from './queries.ts'

/** More missed events than this are not worth following one by one. */
const CATCH_UP = 400

const changesCount = new Set([
  'documents.uploaded',
  'documents.moved',
  'documents.left',
  'documents.trashed',
  'documents.restored',
  'documents.copied',
])
const wholeFolders = new Set(['folders.moved', 'folders.left', 'folders.trashed', 'folders.restored'])

/** Keeps what is cached of one room in step with what happens there. */
export class RoomFollower {
  readonly #queries: QueryClient
  readonly #organization: string
  readonly #roomId: string
  readonly #uploads: Uploads
  readonly #documents = new Changes((ids) => void this.#refresh(ids))
  readonly #places = new Changes((keys) => this.#invalidate(keys))
  /** What a room says of itself changes with every file that comes; nobody reads it three times a second. */
  readonly #room = new Changes(() => this.#invalidate(['room']), 2000)
  readonly #unwatch: () => void

  constructor(queries: QueryClient, uploads: Uploads, organization: string, roomId: string, thing: Watchable) {
    this.#queries = queries
    this.#uploads = uploads
    this.#organization = organization
    this.#roomId = roomId
    this.#unwatch = realtime.watch(roomId, thing, {
      event: (event) => this.#receive(event),
      missed: (after) => void this.#catchUp(after),
      ended: () => this.#places.add('access'),
    })
  }

  /** Reads a document anew in a moment, together with others. */
  changed(documentId: string): void {
    this.#documents.add(documentId)
  }

  /** The same for one that just came into a folder, if anybody looks there. */
  arrived(documentId: string, folderId: string | null): void {
    if (this.#isShown(documentId, folderId)) this.#documents.add(documentId)
  }

  stop(): void {
    this.#unwatch()
    this.#documents.stop()
    this.#places.stop()
    this.#room.stop()
  }

  /**
   * Whether a list may have the document in it, or it was looked at. Of thousands of files that fill folders nobody looks
   * into, each would else be read twice.
   */
  #isShown(documentId: string, folderId: string | null): boolean {
    if (this.#queries.getQueryState(documentKey(this.#organization, documentId)) !== undefined) return true
    return this.#queries
      .getQueryCache()
      .findAll({ queryKey: documentsKey(this.#organization, this.#roomId) })
      .some(({ queryKey: [, , , shown, , , narrowed] }) => shown === folderId || narrowed !== '')
  }

  #receive(event: Pick<LiveEvent, 'type' | 'folderId' | 'documentId' | 'versionId' | 'state'>): void {
    const came =
      event.type === 'documents.uploaded' || (event.type === 'documents.scanned' && event.state === 'available')
    if (event.documentId !== null && came) this.arrived(event.documentId, event.folderId)
    else if (event.documentId !== null) this.#documents.add(event.documentId)
    if (event.versionId !== null && event.state) {
      // The reason in words comes with the row.
      this.#uploads.verdict(event.versionId, event.state, null)
    }
    if (changesCount.has(event.type) || event.type.startsWith('rooms.')) this.#room.add('room')
    if (event.type === 'rooms.archived' || event.type === 'rooms.unarchived') this.#places.add('access')
    if (wholeFolders.has(event.type)) this.#places.add('places')
    if (event.type === 'access.changed') this.#places.add('access')
    if (event.type.startsWith('folders.')) this.#places.add(event.folderId ?? 'folders')
  }

  #invalidate(keys: readonly string[]): void {
    const { organization, roomId } = { organization: this.#organization, roomId: this.#roomId }
    for (const key of keys) {
      if (key === 'access') rightsChanged(this.#queries, organization)
      else if (key === 'room') {
        void this.#queries.invalidateQueries({ queryKey: roomKey(organization, roomId) })
        void this.#queries.invalidateQueries({ queryKey: roomsKey(organization) })
      } else if (key === 'places') {
        // What lay in it at any depth, and the way to it.
        for (const what of ['folder', 'documents', 'document']) {
          void this.#queries.invalidateQueries({ queryKey: [organization, what] })
        }
      } else {
        void this.#queries.invalidateQueries({ queryKey: foldersKey(organization, roomId) })
        void this.#queries.invalidateQueries({ queryKey: folderKey(organization, key) })
      }
    }
  }

  async #refresh(ids: readonly string[]): Promise<void> {
    const fresh = await readDocuments(this.#roomId, ids, this.#organization).catch(() => null)
    // Not reached: the connection's return tells of a gap, which reads everything again.
    if (fresh === null) return
    const asked = new Set(ids)
    for (const query of this.#queries
      .getQueryCache()
      .findAll({ queryKey: documentsKey(this.#organization, this.#roomId) })) {
      const [, , , folderId, by, direction, narrowed] = query.queryKey
      const sort = readSort(by, direction)
      if (!sort) continue
      if (narrowed !== '') {
        // Whether a row still fits is the server's to say.
        void this.#queries.invalidateQueries({ queryKey: query.queryKey, exact: true })
        continue
      }
      this.#queries.setQueryData<DocumentPages>(
        query.queryKey,
        (data) => data && patchDocuments(data, typeof folderId === 'string' ? folderId : null, sort, asked, fresh),
      )
    }
    for (const document of fresh) {
      // Only of those that somebody looked at: thousands that come by one upload are not kept each.
      const key = documentKey(this.#organization, document.id)
      if (this.#queries.getQueryState(key) !== undefined) this.#queries.setQueryData(key, document)
      this.#uploads.verdict(document.version.id, document.version.state, document.version.reason?.message ?? null)
    }
    const answered = new Set(fresh.map(({ id }) => id))
    // One look through what is cached for all of them.
    void this.#queries.invalidateQueries({
      predicate: ({ queryKey: [organization, what, id] }) =>
        organization === this.#organization &&
        typeof id === 'string' &&
        asked.has(id) &&
        (what === 'versions' || what === 'preview' || (what === 'document' && !answered.has(id))),
    })
  }

  async #catchUp(after: number | null): Promise<void> {
    const events = after === null ? null : await this.#missed(after)
    if (events) {
      for (const event of events) this.#receive(event)
      return
    }
    this.#invalidate(['room', 'folders'])
    void this.#queries.invalidateQueries({ queryKey: documentsKey(this.#organization, this.#roomId) })
  }

  /** What happened since a position; null where that is too much or not for this person to ask. */
  async #missed(after: number) {
    const events: EventPage['items'] = []
    let next: number | null = after
    try {
      while (next !== null) {
        const page: EventPage = await api<EventPage>('/events', {
          query: { roomId: this.#roomId, after: next, limit: 200 },
          organization: this.#organization,
        })
        events.push(...page.items)
        if (events.length > CATCH_UP) return null
        next = page.next
      }
      return events
    } catch {
      return null
    }
  }
}

function readSort(by: unknown, direction: unknown): Sort | null {
  const known = SORTS.find((one) => one === by)
  if (known === undefined) return null
  return direction === 'asc' || direction === 'desc' ? { by: known, direction } : null
}
