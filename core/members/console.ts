import { z } from 'zod'
import type { MemberContext } from '../context.ts'
import { defineListing } from '../listing.ts'

export const MemberLine = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  roles: z.string(),
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
      .select({ id: 'm.id', name: 'u.name', email: 'u.email', joinedAt: 'm.created_at' })
      .select(
        trx.raw(
          `array_to_string(array(select distinct r.name from user_roles ur join roles r on r.id = ur.role_id
             where ur.member_id = m.id order by 1), ', ') as roles`,
        ),
        trx.raw(
          `case when m.suspended_at is null and u.suspended_at is null then 'admitted' else 'suspended' end as state`,
        ),
      ),
  columns: {
    id: { sql: 'm.id', match: 'id' },
    name: { sql: 'u.name collate natural_order', match: 'contains', sortable: true },
    email: { sql: 'u.email', match: 'contains', sortable: true },
    joinedAt: { sql: 'm.created_at', match: 'between', sortable: true },
  },
  key: { sql: 'm.id', form: 'uuid' },
})
