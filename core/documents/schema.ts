import { z } from 'zod'
import { EntryName } from '../names.ts'
import { PersonReference } from '../people.ts'
import { PageQuery } from '../page.ts'
import { SensitivityName } from '../roles/schema.ts'

export const VersionStateName = z.enum(['scanning', 'available', 'infected', 'held']).meta({
  description:
    'scanning: hidden until checked; available: can be downloaded; infected: blocked by the virus check; held: could not be checked',
})

export const Version = z
  .object({
    id: z.uuid(),
    number: z.number().int(),
    state: VersionStateName,
    reason: z.object({ code: z.string(), message: z.string() }).nullable(),
    size: z.number().int().meta({ description: 'bytes' }),
    sha256: z.string().nullable().meta({ description: '64 hexadecimal digits; null until checked' }),
    mediaType: z.string().nullable().meta({ description: 'as the uploader said; not trusted' }),
    createdAt: z.iso.datetime(),
    scannedAt: z.iso.datetime().nullable(),
    uploadedBy: PersonReference.nullable(),
    abilities: z.object({ download: z.boolean() }),
  })
  .meta({ id: 'Version' })
export type Version = z.infer<typeof Version>

export const Document = z
  .object({
    id: z.uuid(),
    roomId: z.uuid(),
    folderId: z.uuid().nullable(),
    name: z.string(),
    sensitivity: SensitivityName,
    departmentId: z.uuid().nullable(),
    abilities: z.object({
      rename: z.boolean(),
      move: z.boolean(),
      trash: z.boolean(),
      copy: z.boolean(),
      share: z.boolean(),
      classify: z.boolean(),
      download: z.boolean(),
    }),
    revision: z.number().int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    createdBy: PersonReference.nullable(),
    version: Version.meta({ description: 'the current version' }),
  })
  .meta({ id: 'Document' })
export type Document = z.infer<typeof Document>

export const DocumentChange = z.object({ name: EntryName })
export type DocumentChange = z.infer<typeof DocumentChange>

/** How many rows one request may ask for by id. */
const refreshedAtOnce = 50

export const DocumentQuery = PageQuery.extend({
  folderId: z.uuid().optional().meta({ description: "absent: the room's top" }),
  sort: z.enum(['name', 'updatedAt', 'size']).default('name'),
  direction: z.enum(['asc', 'desc']).default('asc'),
  ids: z
    .string()
    .max(refreshedAtOnce * 37)
    .transform((list) => list.split(','))
    .pipe(z.array(z.uuid()).min(1).max(refreshedAtOnce))
    .optional()
    .meta({
      description: `these documents of the room only, comma-separated, at most ${refreshedAtOnce}; folder and order are left out of account`,
    }),
})
export type DocumentQuery = z.infer<typeof DocumentQuery>
