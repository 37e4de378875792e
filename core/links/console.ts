import { z } from 'zod'
import type { MemberContext } from '../context.ts'
import { defineListing } from '../listing.ts'

export const InvitationLine = z.object({
  id: z.uuid(),
  email: z.string(),
  role: z.string(),
  state: z.enum(['open', 'expired']),
  invitedBy: z.uuid().nullable(),
  createdAt: z.date(),
  expiresAt: z.date(),
})

/** The invitations that nobody has used yet; who accepts one is found among the people. */
export const invitationLines = defineListing<MemberContext, z.infer<typeof InvitationLine>>({
  line: InvitationLine,
  permission: 'members.invite',
  rows: (trx, { actor, now }) =>
    trx
      .from('links as l')
      .join('roles as r', 'r.id', 'l.role_id')
      .where({ 'l.purpose': 'invitation', 'l.organization_id': actor.organizationId })
      .whereNull('l.used_at')
      .select({
        id: 'l.id',
        email: 'l.email',
        role: 'r.name',
        invitedBy: 'l.created_by',
        createdAt: 'l.created_at',
        expiresAt: 'l.expires_at',
      })
      .select(trx.raw(`case when l.expires_at > ? then 'open' else 'expired' end as state`, [now()])),
  columns: {
    email: { sql: 'l.email', match: 'contains', sortable: true },
    role: { sql: 'r.name', match: 'equals', sortable: true },
    invitedBy: { sql: 'l.created_by', match: 'id' },
    createdAt: { sql: 'l.created_at', match: 'between', sortable: true },
    expiresAt: { sql: 'l.expires_at', match: 'between', sortable: true },
  },
  key: { sql: 'l.id', form: 'uuid' },
})
