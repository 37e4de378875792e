import { happen, type Happening, type Stage, type UploadItem } from './queue.ts'

type At = Stage['at']

/** Changes are told of at most so often (ms): thousands of files have many a second, and each time the panel is drawn. */
const TELL_EVERY = 150
const MANY = 200
const TELL_EVERY_OF_MANY = 400

/**
 * The files of a queue in their order. Found by id, version and stage without looking at all of them, and shown to the
 * page as a list that is made anew only when it is read after a change.
 */
export class Items {
  readonly #byId = new Map<string, UploadItem>()
  readonly #byStage = new Map<At, Set<string>>()
  readonly #byVersion = new Map<string, string>()
  readonly #listeners = new Set<() => void>()
  #list: readonly UploadItem[] | null = []
  #told = true

  get = (): readonly UploadItem[] => (this.#list ??= [...this.#byId.values()])

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  find(id: string): UploadItem | undefined {
    return this.#byId.get(id)
  }

  ofVersion(versionId: string): UploadItem | undefined {
    const id = this.#byVersion.get(versionId)
    return id === undefined ? undefined : this.#byId.get(id)
  }

  /** Those in a stage, the one that came into it first at the beginning; at most so many. */
  at(stage: At, most = Infinity): UploadItem[] {
    const found: UploadItem[] = []
    for (const id of this.#byStage.get(stage) ?? []) {
      if (found.length >= most) break
      const item = this.#byId.get(id)
      if (item) found.push(item)
    }
    return found
  }

  count(stage: At): number {
    return this.#byStage.get(stage)?.size ?? 0
  }

  add(items: readonly UploadItem[]): void {
    for (const item of items) this.#put(item)
    if (items.length > 0) this.#changed()
  }

  /** What happens to a file; undefined when it is not here or that changes nothing. */
  happen(id: string, what: Happening): UploadItem | undefined {
    const before = this.#byId.get(id)
    if (!before) return undefined
    const after = happen(before, what)
    if (after === before) return undefined
    if (after.stage.at !== before.stage.at) this.#byStage.get(before.stage.at)?.delete(id)
    this.#put(after)
    this.#changed()
    return after
  }

  remove(ids: Iterable<string>): void {
    for (const id of ids) {
      const item = this.#byId.get(id)
      if (!item) continue
      this.#byId.delete(id)
      this.#byStage.get(item.stage.at)?.delete(id)
      if (item.versionId !== null) this.#byVersion.delete(item.versionId)
    }
    this.#changed()
  }

  #put(item: UploadItem): void {
    this.#byId.set(item.id, item)
    const stage = this.#byStage.get(item.stage.at)
    if (stage) stage.add(item.id)
    else this.#byStage.set(item.stage.at, new Set([item.id]))
    if (item.versionId !== null) this.#byVersion.set(item.versionId, item.id)
  }

  #changed(): void {
    this.#list = null
    if (!this.#told) return
    this.#told = false
    const tell = () => {
      this.#told = true
      for (const listener of this.#listeners) listener()
    }
    setTimeout(tell, this.#byId.size < MANY ? TELL_EVERY : TELL_EVERY_OF_MANY)
  }
}
