import { ApiProblem } from '../api.ts'
import { concernsAll, backOff } from './faults.ts'

/**
 * Repeats what may be repeated until the server answers, however long that takes: what was dropped must not be lost because
 * the network was away just then. `onWait` hears that it waits.
 */
export async function persistently<T>(work: () => Promise<T>, onWait: () => void = () => {}): Promise<T> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error
      const away = error.status === 0 || concernsAll({ kind: 'refused', problem: error, retryAfter: null })
      if (!away || error.status === 401) throw error
      onWait()
      await new Promise((resolve) => setTimeout(resolve, Math.min(15_000, backOff(attempt))))
    }
  }
}

/** Runs `work` on each, so many at a time, and gives the results in their order. */
export async function eachOf<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item, at: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  const left = items.entries()
  const runner = async () => {
    for (const [at, item] of left) results[at] = await work(item, at)
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, runner))
  return results
}
