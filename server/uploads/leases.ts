import { setTimeout as sleep } from 'node:timers/promises'
import type { MemberContext } from '@muniment/core/context.ts'
import { AppError } from '@muniment/core/errors.ts'
import { listen } from '@muniment/core/listen.ts'
import type { Logger } from '@muniment/core/log.ts'
import {
  leaseLost,
  leaseSeconds,
  releaseLease,
  releasedChannel,
  renewLease,
  takeLease,
  wantedChannel,
  type LeaseKey,
} from '@muniment/core/uploads/lease.ts'
import type { UploadState } from '@muniment/core/uploads/queries.ts'

/** Longer than a lease: whoever waits outlives a holder that died. */
const waitAtMost = 20_000
const askEvery = 500
const renewEvery = (leaseSeconds * 1000) / 3

/** The right of one request to write to one upload, renewed while it lasts. */
export interface Lease {
  readonly key: LeaseKey
  /** Bytes of the upload that came so far, by what its writer knows: noted whenever the lease is renewed. */
  arrived: number
  /** Somebody else wants it: store what there is and end. */
  readonly wanted: AbortSignal
  /** Somebody else has it: whatever is written now counts no more. */
  readonly lost: AbortSignal
  /** Makes sure that it is still held, before something that storage can't take back. Throws `locked` if not. */
  confirm: () => Promise<void>
  /** Ends it; `settled`: the database row says so already. */
  end: (settled?: boolean) => Promise<void>
}

export interface Leases {
  /** Takes a lease, making its holder let go; throws `locked` when that takes too long. None for a finished upload. */
  acquire: (
    ctx: MemberContext,
    key: LeaseKey,
    gone: AbortSignal,
  ) => Promise<{ upload: UploadState; lease: Lease | null }>
  /** For a row that was created with this lease. */
  adopt: (ctx: MemberContext, key: LeaseKey) => Lease
  close: () => Promise<void>
}

interface Held {
  want: () => void
}

/** The leases of this process. They are rows in the database; who wants one says so by a notification. */
export function createLeases(databaseUrl: string, log: Logger): Leases {
  const held = new Map<string, Held>()
  const waiting = new Map<string, Set<() => void>>()

  const listener = listen(
    databaseUrl,
    [wantedChannel, releasedChannel],
    (channel, uploadId) => {
      if (channel === wantedChannel) held.get(uploadId)?.want()
      else for (const wake of waiting.get(uploadId) ?? []) wake()
    },
    { log, applicationName: 'muniment-uploads' },
  )

  function adopt(ctx: MemberContext, key: LeaseKey): Lease {
    const wanted = new AbortController()
    const lost = new AbortController()
    const entry: Held = { want: () => wanted.abort() }
    let sureUntil = performance.now() + leaseSeconds * 1000
    let ended = false
    held.set(key.uploadId, entry)

    async function renew(): Promise<void> {
      const asked = performance.now()
      if (await renewLease(ctx, key, lease.arrived)) sureUntil = asked + leaseSeconds * 1000
      else if (!ended) lost.abort()
    }
    const renewing = setInterval(() => {
      renew().catch((error: unknown) => log.warn({ error, uploadId: key.uploadId }, 'a lease could not be renewed'))
    }, renewEvery)

    const lease: Lease = {
      key,
      arrived: 0,
      wanted: wanted.signal,
      lost: lost.signal,
      confirm: async () => {
        if (!lost.signal.aborted && performance.now() > sureUntil - renewEvery) await renew()
        if (lost.signal.aborted) throw leaseLost()
      },
      end: async (settled = false) => {
        if (ended) return
        ended = true
        clearInterval(renewing)
        if (held.get(key.uploadId) === entry) held.delete(key.uploadId)
        if (settled || lost.signal.aborted) return
        try {
          await releaseLease(ctx, key, wanted.signal.aborted)
        } catch (error) {
          log.warn({ error, uploadId: key.uploadId }, 'a lease is left to run out')
        }
      },
    }
    return lease
  }

  /** Resolves when the lease may be free: somebody said so, or it is time to ask again. */
  async function nextChance(uploadId: string, gone: AbortSignal): Promise<void> {
    const chance = new AbortController()
    const wake = (): void => chance.abort()
    const waiters = waiting.get(uploadId) ?? new Set()
    waiting.set(uploadId, waiters.add(wake))
    try {
      await sleep(askEvery, undefined, { signal: AbortSignal.any([chance.signal, gone]) })
    } catch {
      // Woken early.
    } finally {
      waiters.delete(wake)
      if (waiters.size === 0) waiting.delete(uploadId)
    }
  }

  return {
    adopt,
    acquire: async (ctx, key, gone) => {
      const until = performance.now() + waitAtMost
      for (;;) {
        const taking = await takeLease(ctx, key)
        if (taking.kind === 'taken') return { upload: taking.upload, lease: adopt(ctx, key) }
        if (taking.kind === 'finished') return { upload: taking.upload, lease: null }
        if (performance.now() > until || gone.aborted) {
          throw new AppError('locked', 'Another request is still at this upload. Try again in a moment.')
        }
        await nextChance(key.uploadId, gone)
      }
    },
    close: () => listener.close(),
  }
}
