import { setTimeout as sleep } from 'node:timers/promises'
import { asAppError } from '@muniment/core/problem.ts'

const longest = 20_000
const firstPause = 200

/**
 * Repeats `work`, which must be idempotent, for some seconds while the database is away (a restart takes about that
 * long), so that nobody has to send bytes twice for it.
 */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  const until = performance.now() + longest
  for (let pause = firstPause; ; pause = Math.min(2 * pause, 2000)) {
    try {
      return await work()
    } catch (error) {
      if (asAppError(error).code !== 'unavailable' || performance.now() + pause > until) throw error
      await sleep(pause)
    }
  }
}

/** Lets at most `most` run at once; the others wait their turn. */
export function takeTurns(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0
  const queue: (() => void)[] = []
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => queue.push(resolve))
    else running += 1
    try {
      return await work()
    } finally {
      const next = queue.shift()
      if (next) next()
      else running -= 1
    }
  }
}
