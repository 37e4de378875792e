import { z } from 'zod'
import { EntryName } from '../names.ts'
import { PersonReference } from '../people.ts'
import { LimitBytes } from '../quotas/schema.ts'

const Description = z
  .string()
  .max(2000)
  .transform((text) => text.normalize('NFC').trim())

export const Visibility = z
  .enum(['organization', 'private'])
  .meta({ description: 'organization: every member can edit; private: who made it and administrators only' })

export const Room = z
  .object({
    id: z.uuid(),
    name: z.string(),
    description: z.string(),
    visibility: Visibility,
    access: z.enum(['view', 'download', 'edit', 'manage']),
    departmentId: z.uuid().nullable(),
    abilities: z.object({
      edit: z.boolean(),
      archive: z.boolean(),
      share: z.boolean(),
      measure: z.boolean(),
      createFolder: z.boolean(),
      upload: z.boolean(),
    }),
    archivedAt: z.iso.datetime().nullable().meta({ description: 'since when nothing in it can be changed' }),
    revision: z.number().int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    createdBy: PersonReference.nullable(),
    documentCount: z.number().int().meta({ description: 'counted up to 1000; 1000 means 1000 or more' }),
  })
  .meta({ id: 'Room' })
export type Room = z.infer<typeof Room>

export const NewRoom = z.object({
  name: EntryName,
  departmentId: z.uuid().nullable().default(null).meta({ description: 'the department that the room belongs to' }),
  description: Description.default(''),
  visibility: Visibility.default('organization'),
})
export type NewRoom = z.infer<typeof NewRoom>

export const RoomChange = z
  .object({ name: EntryName, description: Description, limitBytes: LimitBytes })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'Nothing to change was sent.')
export type RoomChange = z.infer<typeof RoomChange>
