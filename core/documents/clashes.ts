import { z } from 'zod'
import { EntryName } from '../names.ts'
import type { MemberContext } from '../context.ts'
import { transaction } from '../db.ts'
import { found } from '../errors.ts'
import { findFolder } from '../folders/queries.ts'
import { PersonReference } from '../people.ts'
import { authorizePlace } from '../uploads/place.ts'
import { showDocument } from './show.ts'
import { visibleDocuments, withVersions, type DocumentWithoutVersion } from './views.ts'

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

/**
 * Documents of a place that bear one of these names and that the actor can see; asked before an upload, so by who may
 * upload there. Names are not unique, and what somebody can't see is not named: nothing about it shows here.
 */
export async function findClashes(
  ctx: MemberContext,
  place: { roomId: string } | { folderId: string },
  names: readonly string[],
): Promise<{ items: Clash[] }> {
  return transaction(ctx, async (trx) => {
    const { roomId, folderId } =
      'roomId' in place
        ? { roomId: place.roomId, folderId: null }
        : { roomId: found(await findFolder(trx, place.folderId)).room_id, folderId: place.folderId }
    await authorizePlace(trx, ctx.actor, roomId, folderId)
    // The index is in the natural order, in which two names are equal only if they are the same.
    const here = trx
      .from(trx.raw('unnest(?::text[]) as asked (name)', [[...new Set(names)]]))
      .joinRaw(
        `cross join lateral (
           select * from documents d
           where d.room_id = ? and d.folder_id ${folderId === null ? 'is null' : '= ?'} and d.name collate natural_order = asked.name
           order by d.updated_at desc, d.id limit ${shownOfName}) d`,
        folderId === null ? [roomId] : [roomId, folderId],
      )
      .select<DocumentWithoutVersion[]>('d.*')
    const rows = await visibleDocuments(trx, here).orderByRaw('x.name collate natural_order, x.updated_at desc, x.id')
    const documents = await withVersions(trx, rows)
    return {
      items: documents.map((document) => {
        const { id, name, version, updatedAt, createdBy, abilities } = showDocument(ctx.actor, document, ctx.now())
        const { number, size, sha256 } = version
        return {
          name,
          documentId: id,
          version: number,
          size,
          sha256,
          updatedAt,
          createdBy,
          addVersion: abilities.addVersion,
        }
      }),
    }
  })
}
