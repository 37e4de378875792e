import type { MemberContext } from '../context.ts'
import type { Transaction } from '../db.ts'
import { recordEvent } from '../events/record.ts'

interface Placed {
  id: string
  organization_id: string
  room_id: string
  scope_id: string
}

/**
 * Tells both places of a move: the new one by `moved`, the old one by `left` where other people see it. Neither names the
 * other place to who can't see the thing any more.
 */
export async function recordMove(
  trx: Transaction,
  ctx: MemberContext,
  kind: 'folder' | 'document',
  before: Placed & { above: string | null },
  after: Placed & { above: string | null },
): Promise<void> {
  const facts = (thing: Placed & { above: string | null }) => ({
    organizationId: thing.organization_id,
    scopeId: thing.scope_id,
    roomId: thing.room_id,
    folderId: kind === 'folder' ? thing.id : thing.above,
    documentId: kind === 'document' ? thing.id : null,
  })
  if (before.room_id !== after.room_id || before.scope_id !== after.scope_id) {
    await recordEvent(trx, ctx, `${kind}s.left`, facts(before))
  }
  await recordEvent(trx, ctx, `${kind}s.moved`, {
    ...facts(after),
    data: {
      before: { roomId: before.room_id, folderId: before.above },
      after: { roomId: after.room_id, folderId: after.above },
    },
  })
}
