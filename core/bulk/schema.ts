import { z } from 'zod'
import { PlaceTarget } from '../access/place.ts'
import { Classification } from '../documents/schema.ts'

/** How many things one request may name. */
export const selectedAtMost = 1000
/** How many may lie in a place that is taken whole. */
export const takenAtMost = 100_000

/** What can be done to many things at once; each further one is a member here and a case in performItem.ts. */
export const BulkAct = z
  .discriminatedUnion('do', [
    z.object({ do: z.literal('move'), to: PlaceTarget }),
    z.object({ do: z.literal('copy'), to: PlaceTarget }),
    z.object({ do: z.literal('trash') }),
    z.object({ do: z.literal('restore'), recreate: z.boolean().default(false) }),
    z.object({ do: z.literal('classify'), ...Classification.shape }),
  ])
  .meta({ id: 'BulkAct' })
export type BulkAct = z.infer<typeof BulkAct>

export const BulkItemReference = z.object({ kind: z.enum(['folder', 'document', 'trash']), id: z.uuid() })
export type BulkItemReference = z.infer<typeof BulkItemReference>

export const NewBulk = z
  .object({
    act: BulkAct,
    items: z.array(BulkItemReference).min(1).max(selectedAtMost).optional(),
    from: PlaceTarget.optional().meta({ description: 'everything directly in a place, instead of a selection' }),
  })
  .refine(({ items, from }) => (items === undefined) !== (from === undefined), 'Name either things or a place.')
  .refine(
    ({ act, items }) => (act.do === 'restore') === (items?.every(({ kind }) => kind === 'trash') ?? false),
    'Only what is in the trash can be restored, and only that.',
  )
export type NewBulk = z.infer<typeof NewBulk>

export const BulkState = z.enum(['waiting', 'running', 'done', 'failed'])

export const Bulk = z
  .object({
    id: z.uuid(),
    act: BulkAct,
    state: BulkState,
    total: z.number().int().meta({ description: 'grows while a folder is copied' }),
    done: z.number().int(),
    refused: z.number().int(),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Bulk' })
export type Bulk = z.infer<typeof Bulk>

export const BulkItem = z
  .object({
    position: z.number().int(),
    kind: BulkItemReference.shape.kind,
    thingId: z.uuid(),
    name: z.string(),
    state: z.enum(['waiting', 'done', 'refused']),
    reason: z.string().nullable(),
    resultId: z.uuid().nullable().meta({ description: 'what came of it: the copy, or the act in the trash' }),
  })
  .meta({ id: 'BulkItem' })
export type BulkItem = z.infer<typeof BulkItem>

/** What the person's open browsers are told while it goes on. */
export const BulkProgress = z.object({
  memberId: z.uuid(),
  id: z.uuid(),
  state: BulkState,
  total: z.number().int(),
  done: z.number().int(),
  refused: z.number().int(),
})
export type BulkProgress = z.infer<typeof BulkProgress>
