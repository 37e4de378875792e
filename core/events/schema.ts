import { z } from 'zod'
import { PageQuery } from '../page.ts'
import { PersonReference } from '../people.ts'

export const Event = z
  .object({
    position: z.number().int(),
    type: z.string(),
    at: z.iso.datetime(),
    actor: PersonReference.nullable(),
    system: z.string().nullable().meta({ description: 'the part of the appliance that acted, if no person did' }),
    roomId: z.uuid().nullable(),
    folderId: z.uuid().nullable(),
    documentId: z.uuid().nullable(),
    versionId: z.uuid().nullable(),
    data: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'Event' })
export type Event = z.infer<typeof Event>

export const EventQuery = PageQuery.omit({ cursor: true }).extend({
  roomId: z.uuid().optional(),
  after: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
})
export type EventQuery = z.infer<typeof EventQuery>

export const EventPage = z.object({
  items: z.array(Event),
  next: z
    .number()
    .int()
    .nullable()
    .meta({ description: 'ask again with after=next; null when there are no more for now' }),
})
export type EventPage = z.infer<typeof EventPage>
