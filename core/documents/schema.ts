import { z } from 'zod'
import { EntryName } from '../names.ts'
import { PersonReference } from '../people.ts'
import { PageQuery } from '../page.ts'
import { SensitivityName } from '../roles/schema.ts'
import { PlainText, Tag, Tags } from './words.ts'

export const VersionStateName = z.enum(['scanning', 'available', 'infected', 'held', 'damaged']).meta({
  description:
    'scanning: hidden until checked; available: can be downloaded; infected: blocked by the virus check; held: could not be checked; damaged: what is stored is no longer what was uploaded',
})

export const DocumentKindName = z
  .enum(['pdf', 'image', 'text', 'sheet', 'office', 'archive', 'other'])
  .meta({ description: 'what a file is, as far as its type tells, else its name' })

/** What somebody says of a version: one paragraph. */
export const VersionNote = PlainText(500)

export const Version = z
  .object({
    id: z.uuid(),
    number: z.number().int(),
    state: VersionStateName,
    reason: z.object({ code: z.string(), message: z.string() }).nullable(),
    size: z.number().int().meta({ description: 'bytes' }),
    sha256: z.string().nullable().meta({ description: '64 hexadecimal digits; null until checked' }),
    mediaType: z
      .string()
      .nullable()
      .meta({ description: 'as found in the bytes once they were looked at; until then as the uploader said' }),
    note: z.string(),
    restoredFrom: z
      .number()
      .int()
      .nullable()
      .meta({ description: 'number of the version that was made current again' }),
    sameAs: z.object({ documentId: z.uuid(), name: z.string(), version: z.number().int() }).nullable().optional().meta({
      description:
        'the same bytes were there already: in an older version, or in another document of the folder that you can see; absent in lists of documents',
    }),
    createdAt: z.iso.datetime(),
    scannedAt: z.iso.datetime().nullable(),
    uploadedBy: PersonReference.nullable(),
    abilities: z.object({ download: z.boolean(), note: z.boolean() }),
  })
  .meta({ id: 'Version' })
export type Version = z.infer<typeof Version>

export const DocumentLock = z
  .object({ by: PersonReference, mine: z.boolean(), since: z.iso.datetime(), until: z.iso.datetime() })
  .meta({ id: 'DocumentLock', description: 'who has checked the document out; nobody else changes it until then' })
export type DocumentLock = z.infer<typeof DocumentLock>

export const Document = z
  .object({
    id: z.uuid(),
    roomId: z.uuid(),
    folderId: z.uuid().nullable(),
    name: z.string(),
    title: z.string(),
    description: z.string(),
    tags: z.array(z.string()),
    documentDate: z.iso.date().nullable().meta({ description: 'the day that it is of, as people say' }),
    kind: DocumentKindName,
    owner: PersonReference.nullable().meta({ description: 'who answers for it' }),
    sensitivity: SensitivityName,
    sensitivitySet: z
      .object({ by: PersonReference.nullable(), at: z.iso.datetime(), reason: z.string() })
      .nullable()
      .meta({ description: 'who said so, when and why; null where nobody did' }),
    departmentId: z.uuid().nullable(),
    lock: DocumentLock.nullable(),
    abilities: z.object({
      rename: z.boolean(),
      edit: z.boolean(),
      addVersion: z.boolean(),
      lock: z.boolean(),
      unlock: z.boolean(),
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
    newer: Version.nullable().meta({
      description: 'a newer version that is not the current one: it is being checked, or did not pass',
    }),
  })
  .meta({ id: 'Document' })
export type Document = z.infer<typeof Document>

export const DocumentChange = z
  .object({
    name: EntryName,
    title: PlainText(255),
    description: PlainText(10_000, { lines: true }),
    tags: Tags,
    documentDate: z.iso.date().nullable(),
    ownerId: z.uuid().nullable().meta({ description: 'id of a member' }),
    departmentId: z.uuid().nullable(),
  })
  .partial()
  .refine((change) => Object.values(change).some((value) => value !== undefined), 'There is nothing to change.')
export type DocumentChange = z.infer<typeof DocumentChange>

export const Classification = z.object({
  sensitivity: SensitivityName,
  reason: PlainText(500).default('').meta({ description: 'why; shown with who said so and when' }),
})
export type Classification = z.infer<typeof Classification>

const longestLock = 7 * 24

export const NewLock = z.strictObject({
  hours: z.number().min(0.25).max(longestLock).default(8).meta({ description: 'it ends by itself' }),
})
export type NewLock = z.infer<typeof NewLock>

/** How many rows one request may ask for by id. */
const refreshedAtOnce = 50

/** Values in one parameter, with commas between. */
function listOf<T extends z.ZodType<unknown, string>>(item: T, most: number, longest: number) {
  return z
    .string()
    .max(most * (longest + 1))
    .transform((list) => list.split(','))
    .pipe(z.array(item).min(1).max(most))
    .optional()
}

const Bytes = z.coerce.number<number | string>().int().min(0).max(Number.MAX_SAFE_INTEGER).optional()
const Moment = z.iso.datetime({ offset: true }).optional()
const Day = z.iso.date().optional()

/** What a list of documents can be narrowed by; each that is given must hold. */
export const DocumentFilters = z.object({
  name: PlainText(255)
    .optional()
    .transform((part) => (part === '' ? undefined : part))
    .meta({ description: 'a part of the name, in capitals or not' }),
  text: PlainText(255)
    .optional()
    .transform((words) => words?.split(/\s+/u).filter((word) => word !== ''))
    .pipe(z.array(z.string()).max(20).optional())
    .meta({ description: 'words, at most 20, each of which must be part of the name, the title or the description' }),
  kind: listOf(DocumentKindName, 7, 10).meta({
    description: 'comma-separated; one of them must hold, as in all lists',
  }),
  sizeFrom: Bytes,
  sizeTo: Bytes,
  updatedFrom: Moment,
  updatedTo: Moment,
  createdFrom: Moment,
  createdTo: Moment,
  dateFrom: Day,
  dateTo: Day,
  author: listOf(z.uuid(), 20, 36).meta({ description: 'ids of members who added it' }),
  tag: listOf(Tag, 20, 240).meta({ description: 'every one of these tags' }),
  sensitivity: listOf(SensitivityName, 4, 15),
  state: listOf(VersionStateName, 5, 15),
  departmentId: z.uuid().optional(),
})
export type DocumentFilters = z.infer<typeof DocumentFilters>
/** As they are sent. */
export type DocumentFiltersInput = z.input<typeof DocumentFilters>

export const DocumentSort = z.enum(['name', 'updatedAt', 'size', 'documentDate', 'author'])
export type DocumentSort = z.infer<typeof DocumentSort>

export const DocumentQuery = PageQuery.extend({
  folderId: z.uuid().optional().meta({ description: "absent: the room's top" }),
  scope: z
    .enum(['folder', 'below', 'room'])
    .default('folder')
    .meta({ description: 'directly in the folder; or in all folders below it too; or anywhere in the room' }),
  ...DocumentFilters.shape,
  sort: DocumentSort.default('name'),
  direction: z.enum(['asc', 'desc']).default('asc'),
  ids: listOf(z.uuid(), refreshedAtOnce, 36).meta({
    description: `these documents of the room only, comma-separated, at most ${refreshedAtOnce}; place, filters and order are left out of account`,
  }),
})
export type DocumentQuery = z.infer<typeof DocumentQuery>
