import { z } from 'zod'
import type { MemberContext } from '../context.ts'
import { defineListing } from '../listing.ts'

export const RoleLine = z.object({
  id: z.uuid(),
  name: z.string(),
  description: z.string(),
  kind: z.enum(['built_in', 'own']),
  clearance: z.enum(['0', '1', '2', '3']),
  people: z.number().int(),
})

/** The roles that people of the organization can have. */
export const roleLines = defineListing<MemberContext, z.infer<typeof RoleLine>>({
  line: RoleLine,
  permission: 'members.read',
  rows: (trx) =>
    trx
      .from('roles as r')
      .select({ id: 'r.id', name: 'r.name', description: 'r.description' })
      .select(
        trx.raw(`case when r.key is null then 'own' else 'built_in' end as kind, r.clearance::text as clearance`),
        trx.raw('(select count(distinct ur.member_id)::int from user_roles ur where ur.role_id = r.id) as people'),
      ),
  columns: {
    id: { sql: 'r.id', match: 'id' },
    name: { sql: 'r.name collate natural_order', match: 'contains', sortable: true },
  },
  key: { sql: 'r.id', form: 'uuid' },
})
