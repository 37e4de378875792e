import { z } from 'zod'
import type { OperatorContext } from '../context.ts'
import { defineListing } from '../listing.ts'

export const OrganizationLine = z.object({
  id: z.uuid(),
  name: z.string(),
  usedBytes: z.coerce.number().int(),
  limitBytes: z.number().int().nullable(),
  createdAt: z.date(),
})

/** Every organization of the appliance, for the operator: names, how much each holds, and nothing that is in them. */
export const organizationLines = defineListing<OperatorContext, z.infer<typeof OrganizationLine>>({
  line: OrganizationLine,
  rows: (trx) =>
    trx
      .from('organizations as o')
      .select({ id: 'o.id', name: 'o.name', limitBytes: 'o.limit_bytes', createdAt: 'o.created_at' })
      .select(
        trx.raw(`(select coalesce(sum(s.bytes), 0) from stored_bytes s
          where s.organization_id = o.id and s.room_id is null) as "usedBytes"`),
      ),
  columns: {
    name: { sql: 'o.name collate natural_order', match: 'contains', sortable: true },
    createdAt: { sql: 'o.created_at', match: 'between', sortable: true },
  },
  key: { sql: 'o.id', form: 'uuid' },
})
