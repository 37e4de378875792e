import type { Context } from '../context.ts'
import { currentLogScope } from '../log.ts'
import type { Transaction } from '../db.ts'
import type { EventType } from './types.ts'
import { publishedTypes } from './types.ts'

export interface EventFacts {
  organizationId: string | null
  scopeId?: string | null
  roomId?: string | null
  folderId?: string | null
  documentId?: string | null
  versionId?: string | null
  /** At most 16 kB as JSON; no secrets and no document text. */
  data?: Record<string, unknown>
}

/**
 * Writes one event in the transaction of the change that it tells of. The database adds the outbox row of a published
 * one. There is no way to change or delete an event.
 */
export async function recordEvent(trx: Transaction, ctx: Context, type: EventType, facts: EventFacts): Promise<void> {
  await recordEvents(trx, ctx, type, [facts])
}

/** The same for several at once; none is fine. */
export async function recordEvents(
  trx: Transaction,
  { actor }: Context,
  type: EventType,
  all: readonly EventFacts[],
): Promise<void> {
  if (all.length === 0) return
  await trx('events').insert(
    all.map((facts) => ({
      organization_id: facts.organizationId,
      type,
      actor_member_id: actor.kind === 'member' ? actor.memberId : null,
      actor_user_id: actor.kind === 'system' ? null : actor.personId,
      actor_system: actor.kind === 'system' ? actor.name : null,
      scope_id: facts.scopeId ?? null,
      room_id: facts.roomId ?? null,
      folder_id: facts.folderId ?? null,
      document_id: facts.documentId ?? null,
      version_id: facts.versionId ?? null,
      data: JSON.stringify(facts.data ?? {}),
      request_id: currentLogScope().requestId ?? currentLogScope().jobId ?? null,
      published: publishedTypes.has(type),
    })),
  )
}
