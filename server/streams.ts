/** Whose download it is, and of what. */
export interface StreamFacts {
  sessionId: string
  memberId: string
  organizationId: string
  documentId: string
}

export interface OpenStream extends StreamFacts {
  cut: () => void
}

/** Downloads under way in this process, so that they can be cut when their session, or the right to them, ends. */
export class OpenStreams {
  readonly #streams = new Set<OpenStream>()

  /** A signal for one stream; call `done` when it is over. */
  open(facts: StreamFacts): { signal: AbortSignal; done: () => void } {
    const controller = new AbortController()
    const stream: OpenStream = { ...facts, cut: () => controller.abort() }
    this.#streams.add(stream)
    return { signal: controller.signal, done: () => this.#streams.delete(stream) }
  }

  cutSession(sessionId: string): void {
    for (const stream of this.#streams) if (stream.sessionId === sessionId) stream.cut()
  }

  all(): OpenStream[] {
    return [...this.#streams]
  }
}
