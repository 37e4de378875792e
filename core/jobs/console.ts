import { z } from 'zod'
import type { MemberContext } from '../context.ts'
import { defineListing } from '../listing.ts'

export const JobLine = z.object({
  id: z.uuid(),
  name: z.string(),
  state: z.enum(['waiting', 'active', 'failed']),
  attempts: z.number().int(),
  reason: z.string().nullable(),
  documentId: z.uuid().nullable(),
  key: z.string(),
  runAt: z.date(),
  createdAt: z.date(),
  updatedAt: z.date(),
})

/** The work that is owed: waiting, under way, or failed for good with its reason. What is done is no row any more. */
export const jobLines = defineListing<MemberContext, z.infer<typeof JobLine>>({
  line: JobLine,
  permission: 'jobs.retry',
  rows: (trx, { actor }) =>
    trx
      .from('jobs as j')
      .leftJoin(
        'versions as n',
        'n.id',
        trx.raw(`case when j.name like 'documents.%' then (j.payload->>'versionId')::uuid end`),
      )
      .where('j.organization_id', actor.organizationId)
      .select({
        id: 'j.id',
        name: 'j.name',
        state: 'j.state',
        attempts: 'j.attempts',
        reason: 'j.last_error',
        documentId: 'n.document_id',
        key: 'j.key',
        runAt: 'j.run_at',
        createdAt: 'j.created_at',
        updatedAt: 'j.updated_at',
      }),
  columns: {
    name: { sql: 'j.name', match: 'equals', sortable: true },
    state: { sql: 'j.state', match: 'equals', sortable: true },
    attempts: { sql: 'j.attempts', sortable: true },
    reason: { sql: 'j.last_error', match: 'contains' },
    createdAt: { sql: 'j.created_at', match: 'between', sortable: true },
    updatedAt: { sql: 'j.updated_at', match: 'between', sortable: true },
  },
  key: { sql: 'j.id', form: 'uuid' },
})
