/** Downloads under way by session, so that they can be cut when the session ends. */
export class OpenStreams {
  readonly #bySession = new Map<string, Set<AbortController>>()

  /** A signal for one stream; call `done` when it is over. */
  open(sessionId: string): { signal: AbortSignal; done: () => void } {
    const controller = new AbortController()
    const streams = this.#bySession.get(sessionId) ?? new Set()
    streams.add(controller)
    this.#bySession.set(sessionId, streams)
    return {
      signal: controller.signal,
      done: () => {
        streams.delete(controller)
        if (streams.size === 0) this.#bySession.delete(sessionId)
      },
    }
  }

  cut(sessionId: string): void {
    for (const controller of this.#bySession.get(sessionId) ?? []) controller.abort()
  }

  sessions(): string[] {
    return [...this.#bySession.keys()]
  }
}
