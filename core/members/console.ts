import { z } from 'zod'
import type { MemberContext } from '../context.ts'
import { defineListing } from '../listing.ts'
import { Role } from './schema.ts'

export const MemberLine = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  role: Role,
  state: z.enum(['admitted', 'suspended']),
  joinedAt: z.date(),
})

/** The people of the organization. */
export const memberLines = defineListing<MemberContext, z.infer<typeof MemberLine>>({
  line: MemberLine,
  permission: 'members.read',
  rows: (trx, { actor }) =>
    trx
      .from('members as m')
      .join('auth.users as u', 'u.id', 'm.user_id')
      .where('m.organization_id', actor.organizationId)
      .select({ id: 'm.id', name: 'u.name', email: 'u.email', role: 'm.role_key', joinedAt: 'm.created_at' })
      .select(
        trx.raw(
          `case when m.suspended_at is null and u.suspended_at is null then 'admitted' else 'suspended' end as state`,
        ),
      ),
  columns: {
    id: { sql: 'm.id', match: 'id' },
    name: { sql: 'u.name collate natural_order', match: 'contains', sortable: true },
    email: { sql: 'u.email', match: 'contains', sortable: true },
    role: { sql: 'm.role_key', match: 'equals', sortable: true },
    joinedAt: { sql: 'm.created_at', match: 'between', sortable: true },
  },
  key: { sql: 'm.id', form: 'uuid' },
})
