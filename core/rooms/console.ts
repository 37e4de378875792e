import { z } from 'zod'
import type { MemberContext } from '../context.ts'
import { defineListing } from '../listing.ts'
import { Visibility } from './schema.ts'

export const RoomLine = z.object({
  id: z.uuid(),
  name: z.string(),
  description: z.string(),
  visibility: Visibility,
  documents: z.number().int(),
  createdBy: z.uuid().nullable(),
  createdAt: z.date(),
  updatedAt: z.date(),
})

/** The rooms that the actor can see, each with its documents counted up to 1,000. */
export const roomLines = defineListing<MemberContext, z.infer<typeof RoomLine>>({
  line: RoomLine,
  rows: (trx, { actor }) =>
    trx
      .from('rooms as r')
      .where('r.organization_id', actor.organizationId)
      .select({
        id: 'r.id',
        name: 'r.name',
        description: 'r.description',
        createdBy: 'r.created_by',
        createdAt: 'r.created_at',
        updatedAt: 'r.updated_at',
      })
      .select(
        trx.raw(`case when exists (select from grants g where g.scope_id = r.scope_id and g.level > 0
            and num_nonnulls(g.member_id, g.department_id, g.role_id) = 0)
          then 'organization' else 'private' end as visibility`),
        trx.raw(
          '(select count(*)::int from (select from documents d where d.room_id = r.id limit 1000) counted) as documents',
        ),
      ),
  columns: {
    id: { sql: 'r.id', match: 'id' },
    name: { sql: 'r.name collate natural_order', match: 'contains', sortable: true },
    createdBy: { sql: 'r.created_by', match: 'id' },
    createdAt: { sql: 'r.created_at', match: 'between', sortable: true },
    updatedAt: { sql: 'r.updated_at', match: 'between', sortable: true },
  },
  key: { sql: 'r.id', form: 'uuid' },
})
