import { z } from 'zod'
import { EntryName } from '../names.ts'
import { PersonReference } from '../people.ts'

export const folderDepthLimit = 32

export const Folder = z
  .object({
    id: z.uuid(),
    roomId: z.uuid(),
    parentId: z.uuid().nullable(),
    name: z.string(),
    path: z
      .array(z.object({ id: z.uuid(), name: z.string() }))
      .meta({ description: 'the folders above, outermost first' }),
    abilities: z.object({
      rename: z.boolean(),
      move: z.boolean(),
      trash: z.boolean(),
      copy: z.boolean(),
      share: z.boolean(),
      createFolder: z.boolean(),
      upload: z.boolean(),
    }),
    revision: z.number().int(),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    createdBy: PersonReference.nullable(),
  })
  .meta({ id: 'Folder' })
export type Folder = z.infer<typeof Folder>

export const NewFolder = z.object({ name: EntryName, parentId: z.uuid().nullable().default(null) })
export type NewFolder = z.infer<typeof NewFolder>

export const FolderChange = z.object({ name: EntryName })
export type FolderChange = z.infer<typeof FolderChange>
