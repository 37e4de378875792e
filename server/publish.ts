import { z } from 'zod'
import type { EventRow } from '@muniment/core/events/table.ts'
import type { Services } from './services.ts'

/** What an open browser is told: ids and states, never names or contents. It asks for the rest under its own rights. */
export interface PublishedEvent {
  position: number
  type: string
  at: string
  roomId: string | null
  /** For the servers alone, which find out by it who may hear. */
  scopeId: string | null
  folderId: string | null
  documentId: string | null
  versionId: string | null
  state: string | null
  reason: string | null
}

const takenAtOnce = 200

const Data = z
  .object({ state: z.string().nullable().default(null), reason: z.string().nullable().default(null) })
  .catch({ state: null, reason: null })

function toPublished(row: EventRow): PublishedEvent {
  const { state, reason } = Data.parse(row.data)
  return {
    position: row.position,
    type: row.type,
    at: row.at.toISOString(),
    roomId: row.room_id,
    scopeId: row.scope_id,
    folderId: row.folder_id,
    documentId: row.document_id,
    versionId: row.version_id,
    state,
    reason,
  }
}

/**
 * Gives the function that empties the outbox into `emit`. It may be called at any time and as often as one likes: runs
 * never overlap, and a call during a run makes one more. An event whose emission throws stays for the next time.
 */
export function publishOutbox(services: Services, emit: (event: PublishedEvent) => void): () => void {
  let running = false
  let again = false

  async function takeAll(): Promise<void> {
    let taken: number
    do {
      taken = await services.db.transaction(async (trx) => {
        const result = await trx.raw<{ rows: EventRow[] }>(`select * from access.take_outbox('realtime', ?)`, [
          takenAtOnce,
        ])
        for (const row of result.rows) emit(toPublished(row))
        return result.rows.length
      })
    } while (taken === takenAtOnce)
  }

  function run(): void {
    if (running) {
      again = true
      return
    }
    running = true
    takeAll()
      .catch((error: unknown) => services.log.warn({ error }, 'the outbox could not be emptied'))
      .finally(() => {
        running = false
        if (again) {
          again = false
          run()
        }
      })
  }
  return run
}
