import { z } from 'zod'
import { PlaceTarget } from '../access/place.ts'
import { Classification, DocumentFilters } from '../documents/schema.ts'
import { Tag } from '../documents/words.ts'

/** How many things one request may name. */
export const selectedAtMost = 1000
/** How many may lie in a place that is taken whole. */
export const takenAtMost = 100_000

/** How many tags one act may set or take: it is kept in a column of bounded size. */
const tagsAtMost = 10

const ActTags = z
  .array(Tag.meta({ description: 'in small letters, without a comma' }))
  .max(tagsAtMost, `At most ${tagsAtMost} tags at once.`)
  .default([])

/** What can be done to many things at once; each further one is a member here and a case in performItem.ts. */
export const BulkAct = z
  .discriminatedUnion('do', [
    z.object({ do: z.literal('move'), to: PlaceTarget }),
    z.object({ do: z.literal('copy'), to: PlaceTarget }),
    z.object({ do: z.literal('trash') }),
    z.object({ do: z.literal('restore'), recreate: z.boolean().default(false) }),
    z.object({ do: z.literal('classify'), ...Classification.shape }),
    z
      .object({ do: z.literal('tag'), add: ActTags, remove: ActTags })
      .refine(({ add, remove }) => add.length + remove.length > 0, 'Name a tag to add or to remove.'),
  ])
  .meta({ id: 'BulkAct' })
export type BulkAct = z.infer<typeof BulkAct>

export const BulkItemReference = z.object({ kind: z.enum(['folder', 'document', 'trash']), id: z.uuid() })
export type BulkItemReference = z.infer<typeof BulkItemReference>

/** Things that are not named one by one. */
export const BulkSource = PlaceTarget.extend({
  matching: DocumentFilters.optional().meta({
    description:
      'absent: everything directly in the place; else the documents there and in the folders below that all of these hold for, as the list of documents takes them',
  }),
}).meta({ id: 'BulkSource' })
export type BulkSource = z.infer<typeof BulkSource>

/** As it is sent. */
export type BulkSourceInput = z.input<typeof BulkSource>

export const BulkCount = z.object({
  total: z
    .number()
    .int()
    .meta({ description: `counted to ${takenAtMost}` }),
  more: z.boolean().meta({ description: 'there are more than can be taken at once' }),
})
export type BulkCount = z.infer<typeof BulkCount>

export const NewBulk = z
  .object({
    act: BulkAct,
    items: z.array(BulkItemReference).min(1).max(selectedAtMost).optional(),
    from: BulkSource.optional().meta({ description: 'what is in a place, instead of a selection' }),
  })
  .refine(({ items, from }) => (items === undefined) !== (from === undefined), 'Name either things or a place.')
  .refine(
    ({ act, items }) => (act.do === 'restore') === (items?.every(({ kind }) => kind === 'trash') ?? false),
    'Only what is in the trash can be restored, and only that.',
  )
export type NewBulk = z.infer<typeof NewBulk>
export type NewBulkInput = z.input<typeof NewBulk>

export const BulkState = z
  .enum(['waiting', 'running', 'done', 'cancelled', 'failed'])
  .meta({ description: 'cancelled: ended by its person; what it was not yet done to is left alone' })

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
