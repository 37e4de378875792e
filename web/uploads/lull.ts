/**
 * A time in which nothing is begun, because what was begun last reached nobody: else each of thousands of files would find
 * out for itself, again and again. When it is over, one file is tried before all others go on.
 */
export class Lull {
  /** Null: all is well. */
  #began: number | null = null
  #until = 0
  #attempt = 0

  /** How often it was tried in vain; for what was begun before the lull, that it began counts once. */
  attemptFor(startedAt: number): number {
    return this.#began !== null && startedAt <= this.#began ? Math.max(0, this.#attempt - 1) : this.#attempt
  }

  /** Something begun at `startedAt` reached nobody; null: until `end`. */
  begin(startedAt: number, now: number, until: number | null): void {
    if (this.#began === null || startedAt > this.#began) {
      this.#attempt += 1
      this.#began = now
      this.#until = until ?? Infinity
    } else this.#until = Math.max(this.#until, until ?? Infinity)
  }

  end(): void {
    this.#began = null
    this.#attempt = 0
    this.#until = 0
  }

  /** How many may be under way now, of so many at best. */
  allowed(atOnce: number, now: number): number {
    if (this.#began === null) return atOnce
    return now < this.#until ? 0 : 1
  }

  /** When it is over; null when there is none, or none that ends by itself. */
  get over(): number | null {
    return this.#began === null || this.#until === Infinity ? null : this.#until
  }
}
