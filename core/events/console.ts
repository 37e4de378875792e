import { z } from 'zod'
import type { MemberContext } from '../context.ts'
import { defineListing } from '../listing.ts'

export const EventLine = z.object({
  id: z.number().int(),
  at: z.date(),
  type: z.string(),
  memberId: z.uuid().nullable(),
  actor: z.string(),
  roomId: z.uuid().nullable(),
  documentId: z.uuid().nullable(),
  versionId: z.uuid().nullable(),
  data: z.string(),
  requestId: z.string().nullable(),
})

/** The audit of the organization. The id is the position, so the order of ids is the order of events. */
export const eventLines = defineListing<MemberContext, z.infer<typeof EventLine>>({
  line: EventLine,
  permission: 'audit.read',
  rows: (trx, { actor }) =>
    trx
      .from('events as e')
      // By the person, not the member: an act as the operator or before an organization was chosen is theirs too.
      .leftJoin('members as m', { 'm.organization_id': 'e.organization_id', 'm.user_id': 'e.actor_user_id' })
      .leftJoin('auth.users as u', 'u.id', 'm.user_id')
      .where('e.organization_id', actor.organizationId)
      .select({
        id: 'e.position',
        at: 'e.at',
        type: 'e.type',
        memberId: 'm.id',
        roomId: 'e.room_id',
        documentId: 'e.document_id',
        versionId: 'e.version_id',
        requestId: 'e.request_id',
      })
      .select(
        trx.raw(`case when e.actor_system is not null then 'Appliance (' || e.actor_system || ')'
          else coalesce(u.name, 'Operator') end as actor`),
        trx.raw(`jsonb_pretty(e.data) as data`),
      ),
  keys: (trx, { actor }) => trx.from('events as e').where('e.organization_id', actor.organizationId),
  columns: {
    id: { sql: 'e.position', sortable: true },
    at: { sql: 'e.at', match: 'between' },
    type: { sql: 'e.type', match: 'equals' },
    memberId: { sql: 'm.id', match: 'id', joined: true },
    roomId: { sql: 'e.room_id', match: 'id' },
    documentId: { sql: 'e.document_id', match: 'id' },
  },
  key: { sql: 'e.position', form: 'number' },
})
