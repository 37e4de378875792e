import { z } from 'zod'
import type { OperatorContext } from '../context.ts'
import { defineListing } from '../listing.ts'

export const OrganizationLine = z.object({ id: z.uuid(), name: z.string(), createdAt: z.date() })

/** Every organization of the appliance, for the operator: names and nothing that is in them. */
export const organizationLines = defineListing<OperatorContext, z.infer<typeof OrganizationLine>>({
  line: OrganizationLine,
  rows: (trx) => trx.from('organizations as o').select({ id: 'o.id', name: 'o.name', createdAt: 'o.created_at' }),
  columns: {
    name: { sql: 'o.name collate natural_order', match: 'contains', sortable: true },
    createdAt: { sql: 'o.created_at', match: 'between', sortable: true },
  },
  key: { sql: 'o.id', form: 'uuid' },
})
