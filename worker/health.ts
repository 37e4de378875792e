import type { Knex } from '@muniment/core/db.ts'

export interface Health {
  check: () => Promise<string | null>
  close: () => void
}

const askEvery = 5000
const toleratedMilliseconds = 120_000

/**
 * Sick when Postgres has not answered this process for two minutes, though asked every five seconds: either it is away,
 * or this process can no longer reach it and is better begun anew. Redis, storage and clamd are not asked: without them
 * work waits, and a restart would not help. A stuck process does not answer at all.
 */
export function watchHealth(db: Knex, now: () => number = Date.now): Health {
  let answeredAt = now()
  let asking = false

  async function ask(): Promise<void> {
    if (asking) return
    asking = true
    try {
      await db.raw('select 1')
      answeredAt = now()
    } catch {
      // Told by `check` when it lasts.
    } finally {
      asking = false
    }
  }
  const timer = setInterval(() => void ask(), askEvery)
  return {
    check: async () => {
      const silent = now() - answeredAt
      return silent > toleratedMilliseconds ? `the database has not answered for ${Math.round(silent / 1000)} s` : null
    },
    close: () => clearInterval(timer),
  }
}
