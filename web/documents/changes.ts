/** How many rows the server refreshes in one request. */
const AT_ONCE = 50

/**
 * Collects ids of changed documents for a moment, so that a burst of events becomes one request for those rows.
 * Calls `flush` with at most 50 different ids at a time.
 */
export class Changes {
  readonly #flush: (ids: readonly string[]) => void
  readonly #delay: number
  readonly #ids = new Set<string>()
  #timer: ReturnType<typeof setTimeout> | null = null

  constructor(flush: (ids: readonly string[]) => void, delay = 300) {
    this.#flush = flush
    this.#delay = delay
  }

  add(id: string): void {
    this.#ids.add(id)
    // Not put off by later events: a steady stream still shows every 300 ms.
    this.#timer ??= setTimeout(() => this.#send(), this.#delay)
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
    this.#ids.clear()
  }

  #send(): void {
    this.#timer = null
    const ids = [...this.#ids]
    this.#ids.clear()
    for (let from = 0; from < ids.length; from += AT_ONCE) this.#flush(ids.slice(from, from + AT_ONCE))
  }
}
