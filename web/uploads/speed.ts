const WINDOW = 10_000

/** Bytes per second over the last ten seconds. */
export class Speed {
  #samples: { at: number; bytes: number }[] = []

  add(bytes: number, at: number): void {
    if (bytes <= 0) return
    this.#samples.push({ at, bytes })
    this.#trim(at)
  }

  perSecond(now: number): number {
    this.#trim(now)
    const first = this.#samples[0]
    if (!first) return 0
    const bytes = this.#samples.reduce((sum, sample) => sum + sample.bytes, 0)
    return bytes / (Math.max(1000, now - first.at) / 1000)
  }

  #trim(now: number): void {
    this.#samples = this.#samples.filter((sample) => now - sample.at <= WINDOW)
  }
}
