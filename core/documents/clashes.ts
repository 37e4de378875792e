import { z } from 'zod'
import { EntryName } from '../names.ts'
import type { MemberContext } from '../context.ts'
import { reading, type Transaction } from '../db.ts'
import { found } from '../errors.ts'
import { findFolder } from '../folders/queries.ts'
import { PersonReference } from '../people.ts'
import { authorizeFolders, authorizePlace } from '../uploads/place.ts'
import { showDocument } from './show.ts'
import { visibleDocuments, withOthers, type DocumentFound } from './views.ts'

const namesAtOnce = 500
/** Of documents with the same name, those that changed last. */
const shownOfName = 5

export const ClashQuestion = z.object({
  names: z
    .array(EntryName)
    .min(1)
    .max(namesAtOnce, `Ask for ${namesAtOnce} names at a time.`)
    .meta({ description: 'names of the files that are about to be uploaded' }),
})

export const Clash = z
  .object({
    name: z.string(),
    documentId: z.uuid(),
    version: z.number().int(),
    size: z.number().int().meta({ description: 'bytes' }),
    sha256: z.string().nullable(),
    updatedAt: z.iso.datetime(),
    createdBy: PersonReference.nullable(),
    addVersion: z.boolean().meta({ description: 'whether you may make the file a version of it' }),
  })
  .meta({ id: 'Clash' })
export type Clash = z.infer<typeof Clash>

const placesAtOnce = 200

export const PlacedNames = z.object({
  places: z
    .array(
      z.object({
        folderId: z.uuid().nullable().meta({ description: "null: the room's top" }),
        names: z.array(EntryName).min(1).max(namesAtOnce),
      }),
    )
    .min(1)
    .max(placesAtOnce, `Ask for ${placesAtOnce} places at a time.`)
    .refine((places) => places.reduce((sum, { names }) => sum + names.length, 0) <= namesAtOnce, {
      error: `Ask for ${namesAtOnce} names at a time.`,
    }),
})
export type PlacedNames = z.infer<typeof PlacedNames>

export const PlacedClash = Clash.extend({ folderId: z.uuid().nullable() }).meta({ id: 'PlacedClash' })
export type PlacedClash = z.infer<typeof PlacedClash>

/**
 * Documents of a place that bear one of these names and that the actor can see; asked before an upload, so by who may
 * upload there. Names are not unique, and what somebody can't see is not named: nothing about it shows here.
 */
export async function findClashes(
  ctx: MemberContext,
  place: { roomId: string } | { folderId: string },
  names: readonly string[],
): Promise<{ items: Clash[] }> {
  return reading(ctx, async (trx) => {
    const { roomId, folderId } =
      'roomId' in place
        ? { roomId: place.roomId, folderId: null }
        : { roomId: found(await findFolder(trx, place.folderId)).room_id, folderId: place.folderId }
    await authorizePlace(trx, ctx.actor, roomId, folderId)
    return { items: await clashesIn(trx, ctx, roomId, [{ folderId, names }]) }
  })
}

/** The same for several places of a room at once, all of which must be open to the actor's uploads. */
export async function findClashesInPlaces(
  ctx: MemberContext,
  roomId: string,
  { places }: PlacedNames,
): Promise<{ items: PlacedClash[] }> {
  return reading(ctx, async (trx) => {
    const folders = places.flatMap(({ folderId }) => (folderId === null ? [] : [folderId]))
    if (folders.length < places.length) await authorizePlace(trx, ctx.actor, roomId, null)
    await authorizeFolders(trx, ctx.actor, roomId, folders)
    return { items: await clashesIn(trx, ctx, roomId, places) }
  })
}

async function clashesIn(
  trx: Transaction,
  ctx: MemberContext,
  roomId: string,
  places: readonly { folderId: string | null; names: readonly string[] }[],
): Promise<PlacedClash[]> {
  const asked = places.flatMap(({ folderId, names }) => [...new Set(names)].map((name) => ({ folderId, name })))
  // The index is in the natural order, in which two names are equal only if they are the same.
  const named = (folder: string): string => `
    select * from documents d
    where d.room_id = :roomId and d.folder_id ${folder} and d.name collate natural_order = asked.name
    order by d.updated_at desc, d.id limit ${shownOfName}`
  const here = trx
    .from(
      trx.raw('unnest(:folders::uuid[], :names::text[]) as asked (folder_id, name)', {
        folders: asked.map(({ folderId }) => folderId),
        names: asked.map(({ name }) => name),
      }),
    )
    .joinRaw(
      `cross join lateral (
         (${named('= asked.folder_id')}) union all
         select * from (${named('is null')}) top where asked.folder_id is null) d`,
      { roomId },
    )
    .select<DocumentFound[]>('d.*')
  const rows = await visibleDocuments(trx, here).orderByRaw('x.name collate natural_order, x.updated_at desc, x.id')
  const documents = await withOthers(trx, rows)
  return documents.map((document) => {
    const { id, name, version, updatedAt, createdBy, abilities } = showDocument(ctx.actor, document, ctx.now())
    const { number, size, sha256 } = version
    return {
      name,
      folderId: document.folder_id,
      documentId: id,
      version: number,
      size,
      sha256,
      updatedAt,
      createdBy,
      addVersion: abilities.addVersion,
    }
  })
}
