import { AppError } from '@muniment/core/errors.ts'

export interface MemorySettings {
  /** Bytes that may be lent at once, in all. */
  total: number
  /** Blocks of just this size are kept and lent again. */
  blockSize: number
  /** Somebody who waits this long lets the slowest be asked to give back what it is still filling (ms). */
  yieldAfter: number
  /** Nobody waits longer than this (ms). */
  refuseAfter: number
  /** How often waiting is looked at (ms). */
  lookEvery: number
}

export interface Borrower {
  /** Asked, once, to end what is being filled: others have nothing. */
  giveWay: () => void
}

export interface Loan {
  readonly buffer: Buffer
  /** It is full, or as full as it gets: from now on it depends on storage, no longer on its client. */
  seal: () => void
  /** Gives it back. `dirty`: something may still read from it, so it is never lent again. */
  end: (dirty?: boolean) => void
}

export interface Memory {
  /** Lends a buffer of `bytes`; null when `signal` came first. Throws `unavailable` after waiting too long. */
  borrow: (borrower: Borrower, bytes: number, signal: AbortSignal) => Promise<Loan | null>
  readonly lent: number
  readonly waiting: number
}

interface Lent {
  borrower: Borrower
  since: number
  sealed: boolean
}

interface Waiter {
  borrower: Borrower
  bytes: number
  since: number
  settle: (result: Loan | null | AppError) => void
}

/**
 * The memory that uploads of this process are collected in: bounded, and shared fairly. Who has least is served first;
 * who waits stops reading, so that its client's connection waits too.
 */
export function createMemory(settings: MemorySettings): Memory {
  const { total, blockSize } = settings
  const spare: Buffer[] = []
  const loans = new Map<Loan, Lent>()
  const heldBy = new Map<Borrower, number>()
  const waiters: Waiter[] = []
  const asked = new WeakSet<Borrower>()
  let lent = 0
  let looking: NodeJS.Timeout | undefined

  /** Now, not when the garbage is collected: what is counted as given back must be. */
  function free({ buffer }: Buffer): void {
    if (buffer instanceof ArrayBuffer) buffer.transfer(0)
  }

  /** A buffer; blocks that are kept and what is lent never come to more than the total. */
  function takeBuffer(bytes: number): Buffer {
    const kept = bytes === blockSize ? spare.pop() : undefined
    if (kept !== undefined) return kept
    while (spare.length > 0 && lent + bytes + spare.length * blockSize > total) free(spare.pop() ?? Buffer.alloc(0))
    return Buffer.allocUnsafeSlow(bytes)
  }

  function lend(borrower: Borrower, bytes: number): Loan {
    const buffer = takeBuffer(bytes)
    lent += bytes
    heldBy.set(borrower, (heldBy.get(borrower) ?? 0) + 1)
    const loan: Loan = {
      buffer,
      seal: () => {
        const state = loans.get(loan)
        if (state) state.sealed = true
      },
      end: (dirty = false) => {
        if (!loans.delete(loan)) return
        lent -= bytes
        const left = (heldBy.get(borrower) ?? 1) - 1
        if (left > 0) heldBy.set(borrower, left)
        else heldBy.delete(borrower)
        if (bytes === blockSize && !dirty) spare.push(buffer)
        else if (!dirty) free(buffer)
        serve()
      },
    }
    loans.set(loan, { borrower, since: performance.now(), sealed: false })
    return loan
  }

  /** Whoever holds fewest, and of those whoever came first. */
  function nextWaiter(): Waiter | undefined {
    let best: Waiter | undefined
    for (const waiter of waiters) {
      if (best === undefined || held(waiter) < held(best)) best = waiter
    }
    return best
  }

  function held({ borrower }: Waiter): number {
    return heldBy.get(borrower) ?? 0
  }

  function serve(): void {
    for (let next = nextWaiter(); next !== undefined && lent + next.bytes <= total; next = nextWaiter()) {
      next.settle(lend(next.borrower, next.bytes))
    }
  }

  function look(): void {
    const now = performance.now()
    for (const waiter of waiters.slice()) {
      if (now - waiter.since >= settings.refuseAfter) {
        waiter.settle(new AppError('unavailable', 'Too many uploads at once just now. Try again in a minute.'))
      }
    }
    const needy = waiters.filter((waiter) => held(waiter) === 0 && now - waiter.since >= settings.yieldAfter)
    // Loans are in the order they were made, so the oldest come first.
    const slow = [...loans.values()].filter(
      ({ borrower, sealed, since }) => !sealed && now - since >= settings.yieldAfter && !asked.has(borrower),
    )
    for (const { borrower } of slow.slice(0, needy.length)) {
      asked.add(borrower)
      borrower.giveWay()
    }
  }

  function wait(borrower: Borrower, bytes: number, signal: AbortSignal): Promise<Loan | null> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        borrower,
        bytes,
        since: performance.now(),
        settle: (result) => {
          waiters.splice(waiters.indexOf(waiter), 1)
          signal.removeEventListener('abort', giveUp)
          if (waiters.length === 0) {
            clearInterval(looking)
            looking = undefined
          }
          if (result instanceof AppError) reject(result)
          else resolve(result)
        },
      }
      const giveUp = (): void => waiter.settle(null)
      signal.addEventListener('abort', giveUp, { once: true })
      waiters.push(waiter)
      looking ??= setInterval(look, settings.lookEvery)
      serve()
    })
  }

  return {
    borrow: async (borrower, bytes, signal) => {
      if (signal.aborted) return null
      if (waiters.length === 0 && lent + bytes <= total) return lend(borrower, bytes)
      return wait(borrower, bytes, signal)
    },
    get lent() {
      return lent
    },
    get waiting() {
      return waiters.length
    },
  }
}
