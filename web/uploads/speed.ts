const WINDOW = 10_000

interface Sample {
  at: number
  bytes: number
  files: number
}

/** Bytes and files per second over the last ten seconds. */
export class Speed {
  #samples: Sample[] = []

  add(bytes: number, files: number, at: number): void {
    if (bytes <= 0 && files <= 0) return
    this.#samples.push({ at, bytes: Math.max(0, bytes), files })
    if (this.#samples.length > 10_000) this.#trim(at)
  }

  perSecond(now: number): { bytes: number; files: number } {
    this.#trim(now)
    const first = this.#samples[0]
    if (!first) return { bytes: 0, files: 0 }
    const seconds = Math.max(1000, now - first.at) / 1000
    const sum = (of: (sample: Sample) => number) => this.#samples.reduce((all, sample) => all + of(sample), 0)
    return { bytes: sum(({ bytes }) => bytes) / seconds, files: sum(({ files }) => files) / seconds }
  }

  #trim(now: number): void {
    this.#samples = this.#samples.filter((sample) => now - sample.at <= WINDOW)
  }
}
