import { z } from 'zod'
import { EntryName } from '../names.ts'

/** What a client says of a file in Upload-Metadata. */
export const UploadMetadata = z.object({
  // Present but empty, it comes as null.
  filename: z.preprocess(
    (name) => (name === null ? '' : name),
    z.string({ error: 'Upload-Metadata has no `filename`. Send the name of the file.' }).pipe(EntryName),
  ),
  roomId: z.uuid({ error: 'Upload-Metadata has no `roomId`. Send the id of the room that the file goes to.' }),
  folderId: z
    .uuid({ error: 'The `folderId` in Upload-Metadata is not an id.' })
    .nullish()
    .transform((id) => id ?? null),
  // Never trusted, so never worth refusing a file for.
  fileType: z
    .string()
    .max(255)
    .regex(/^[\w.+-]+\/[\w.+-]+$/)
    .nullish()
    .catch(null)
    .transform((type) => type ?? null),
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
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'Upload' })
export type Upload = z.infer<typeof Upload>
