import { z } from 'zod'
import { PersonReference } from '../people.ts'

export const TrashedThing = z
  .object({
    id: z.uuid().meta({ description: 'of the act of deleting' }),
    kind: z.enum(['folder', 'document']),
    thingId: z.uuid(),
    name: z.string(),
    room: z.object({ id: z.uuid(), name: z.string() }).nullable().meta({ description: 'null: you cannot see it' }),
    path: z.array(z.string()).meta({ description: 'names of the folders that it was in, outermost first' }),
    placeGone: z.boolean().meta({ description: 'the folder that it was in is in the trash itself' }),
    documents: z
      .number()
      .int()
      .meta({ description: 'that would come back and that you can see; 1000 means 1000 or more' }),
    trashedAt: z.iso.datetime(),
    trashedBy: PersonReference.nullable(),
    leavesAt: z.iso.datetime().meta({ description: 'when it is deleted for good' }),
    abilities: z.object({ restore: z.boolean(), purge: z.boolean() }),
  })
  .meta({ id: 'TrashedThing' })
export type TrashedThing = z.infer<typeof TrashedThing>

/** What deleting gives: by it, it is brought back. */
export const Trashed = z.object({ trashId: z.uuid() }).meta({ id: 'Trashed' })
export type Trashed = z.infer<typeof Trashed>

export const RestoreRequest = z
  .object({
    to: z
      .object({ roomId: z.uuid(), folderId: z.uuid().nullable() })
      .optional()
      .meta({ description: 'absent: its place' }),
    recreate: z
      .boolean()
      .default(false)
      .meta({ description: 'makes the folders that it was in again where they are gone' }),
  })
  .refine(({ to, recreate }) => !(to && recreate), 'Either name a place, or have its folders made again.')
export type RestoreRequest = z.infer<typeof RestoreRequest>

export const Restored = z
  .object({ kind: z.enum(['folder', 'document']), id: z.uuid(), roomId: z.uuid(), folderId: z.uuid().nullable() })
  .meta({ id: 'Restored', description: 'folderId: the folder that it is in' })
export type Restored = z.infer<typeof Restored>

export const Contents = z
  .object({ folders: z.number().int(), documents: z.number().int() })
  .meta({ id: 'Contents', description: 'as far as you can see them; 10000 means 10000 or more' })
export type Contents = z.infer<typeof Contents>

export const Retention = z.object({ trashDays: z.number().int(), revision: z.number().int() }).meta({ id: 'Retention' })
export type Retention = z.infer<typeof Retention>

export const RetentionChange = z.strictObject({ trashDays: z.number().int().min(7).max(365) })
export type RetentionChange = z.infer<typeof RetentionChange>
