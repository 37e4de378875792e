import { z } from 'zod'

const chosenAtMost = 1000

export const ArchiveChoice = z
  .object({
    roomId: z.uuid().nullable().default(null).meta({ description: 'all of this room' }),
    folderIds: z.array(z.uuid()).max(chosenAtMost).default([]).meta({ description: 'all that is in these folders' }),
    documentIds: z.array(z.uuid()).max(chosenAtMost).default([]),
  })
  .refine(
    ({ roomId, folderIds, documentIds }) => roomId !== null || folderIds.length + documentIds.length > 0,
    'Choose a room, folders or documents.',
  )
export type ArchiveChoice = z.infer<typeof ArchiveChoice>

/** Things to be downloaded together, as one zip. Good for a day, and only for who chose them. */
export const Archive = z
  .object({
    id: z.uuid(),
    name: z.string().meta({ description: 'of the folder that everything is in; the file is called so too' }),
    files: z.number().int(),
    bytes: z.number().int().meta({ description: 'of all files together' }),
    withheld: z.number().int().meta({
      description:
        'documents among them that you can see and not download: by your rights or the virus check, or as they are damaged',
    }),
  })
  .meta({ id: 'Archive' })
export type Archive = z.infer<typeof Archive>
