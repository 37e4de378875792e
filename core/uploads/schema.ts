import { z } from 'zod'
import { VersionNote } from '../documents/schema.ts'
import { EntryName } from '../names.ts'

const Filename = z.preprocess(
  // Present but empty, it comes as null.
  (name) => (name === null ? '' : name),
  z.string({ error: 'Upload-Metadata has no `filename`. Send the name of the file.' }).pipe(EntryName),
)

// Never trusted, so never worth refusing a file for.
const FileType = z
  .string()
  .max(255)
  .regex(/^[\w.+-]+\/[\w.+-]+$/)
  .nullish()
  .catch(null)
  .transform((type) => type ?? null)

const NewDocument = z.object({
  filename: Filename,
  roomId: z.uuid({ error: 'Upload-Metadata has no `roomId`. Send the id of the room that the file goes to.' }),
  folderId: z
    .uuid({ error: 'The `folderId` in Upload-Metadata is not an id.' })
    .nullish()
    .transform((id) => id ?? null),
  fileType: FileType,
})

const NewVersion = z.object({
  documentId: z.uuid({ error: 'The `documentId` in Upload-Metadata is not an id.' }),
  filename: Filename.optional(),
  note: z.preprocess((note) => note ?? '', VersionNote).meta({ description: 'what changed; shown with the version' }),
  fileType: FileType,
})

/** What a client says of a file in Upload-Metadata: where a new document goes, or which document gets a version. */
export const UploadMetadata = z
  .unknown()
  .transform((given, check): z.infer<typeof NewDocument> | z.infer<typeof NewVersion> => {
    const adds = z.object({ documentId: z.string() }).safeParse(given).success
    const parsed = adds ? NewVersion.safeParse(given) : NewDocument.safeParse(given)
    if (parsed.success) return parsed.data
    for (const { path, message } of parsed.error.issues) check.addIssue({ code: 'custom', path: [...path], message })
    return z.NEVER
  })
export type UploadMetadata = z.infer<typeof UploadMetadata>

export const Upload = z
  .object({
    id: z.uuid(),
    name: z.string(),
    size: z.number().int().nullable().meta({ description: 'bytes; null while the client has not said' }),
    offset: z.number().int().meta({ description: 'bytes that are kept already; continue from here' }),
    roomId: z.uuid(),
    folderId: z.uuid().nullable(),
    documentId: z.uuid().nullable().meta({ description: 'the document that it is to be a new version of' }),
    sending: z.boolean().meta({ description: 'somebody is at it just now, so there is nothing to continue yet' }),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'Upload' })
export type Upload = z.infer<typeof Upload>

/** How far the uploads of others to a place are, as an open browser is told. Never the names of files: nobody checked them yet. */
export interface Uploading {
  people: {
    /** Null for people whom one may not know. */
    name: string | null
    /** Under way, and those that just were. */
    files: number
    bytes: number
    /** Of all files; null while one of them has not said. */
    size: number | null
  }[]
  /** How many people more. */
  more: number
}
