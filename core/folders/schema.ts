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

const pathsAtOnce = 200
/** A path deeper than folders can be has a fault of its own; one deeper than this is no path. */
const partsOfPath = 256

export const FolderPaths = z.object({
  parentId: z.uuid().nullable().default(null).meta({ description: "null: the room's top" }),
  paths: z
    .array(z.array(z.string().max(1020)).min(1).max(partsOfPath))
    .min(1)
    .max(pathsAtOnce, `Ask for ${pathsAtOnce} folders at a time.`)
    .meta({ description: 'the folders that are to be there, each by the names on the way to it, outermost first' }),
})
export type FolderPaths = z.infer<typeof FolderPaths>

export const EnsuredFolder = z
  .object({
    id: z.uuid().nullable(),
    made: z.boolean().meta({ description: 'it was not there before' }),
    fault: z.string().nullable().meta({ description: 'why it cannot be; then it has no id' }),
  })
  .meta({ id: 'EnsuredFolder' })
export type EnsuredFolder = z.infer<typeof EnsuredFolder>
