import { z } from 'zod'
import type { OperatorContext } from '../context.ts'
import { defineListing } from '../listing.ts'
import { ProviderKind } from './schema.ts'

export const ProviderLine = z.object({
  id: z.string(),
  label: z.string(),
  kind: ProviderKind,
  state: z.enum(['on', 'off']),
  clientId: z.string(),
  secret: z.enum(['set', 'none']),
  updatedAt: z.date(),
})

const id = `substr(s.name, length('provider:') + 1)`

/** The sign-in providers of the appliance, for the operator. Their secrets cannot be read. */
export const providerLines = defineListing<OperatorContext, z.infer<typeof ProviderLine>>({
  line: ProviderLine,
  rows: (trx) =>
    trx
      .from('settings as s')
      .whereLike('s.name', 'provider:%')
      .select({ updatedAt: 's.updated_at' })
      .select(
        trx.raw(`${id} as id, s.value->>'label' as label, s.value->>'kind' as kind, s.value->>'clientId' as "clientId",
          case when (s.value->>'enabled')::boolean then 'on' else 'off' end as state,
          case when s.has_secret then 'set' else 'none' end as secret`),
      ),
  columns: {
    label: { sql: `s.value->>'label'`, match: 'contains', sortable: true },
    kind: { sql: `s.value->>'kind'`, match: 'equals', sortable: true },
    updatedAt: { sql: 's.updated_at', match: 'between', sortable: true },
  },
  key: { sql: id, form: 'text' },
})
