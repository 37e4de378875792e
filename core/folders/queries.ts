import type { Knex } from 'knex'
import { z } from 'zod'
import { abilitiesOf, authorize } from '../access/policy.ts'
import type { AccessLevel } from '../access/levels.ts'
import { withAccess } from '../access/visible.ts'
import type { MemberActor, MemberContext } from '../context.ts'
import { prepared, reading, type Transaction } from '../db.ts'
import { found } from '../errors.ts'
import { decodeCursor, pageFrom, type Page, type PageRequest } from '../page.ts'
import { referenceOf } from '../people.ts'
import { roomPolicy } from '../rooms/policy.ts'
import { findRoom } from '../rooms/queries.ts'
import { folderPolicy } from './policy.ts'
import type { Folder } from './schema.ts'
import type { FolderRow } from './table.ts'

export interface FolderView extends FolderRow {
  access: AccessLevel
  archived: boolean
  creator_name: string | null
  department_id: string | null
}

/** Of the folders in `page`, those that the actor can see, each with the actor's own level and its room's department. */
function visibleFolders(trx: Transaction, page: Knex.QueryBuilder) {
  return withAccess<FolderView>(trx, page).select(trx.raw('access.department_of(x.room_id) as department_id'))
}

/** Folders that the actor can see and that bear one of these names in its place; of namesakes the oldest last. */
export async function findFoldersNamed(
  trx: Transaction,
  roomId: string,
  asked: readonly { parentId: string | null; name: string }[],
): Promise<Pick<FolderRow, 'id' | 'name' | 'parent_id'>[]> {
  if (asked.length === 0) return []
  // The index is in the natural order, in which two names are equal only if they are the same.
  const below = (parent: string): string =>
    `select f.id, f.name, f.parent_id, f.created_at from folders f
     where f.room_id = :roomId and f.parent_id ${parent} and f.name collate natural_order = asked.name`
  const result = await trx.raw<{ rows: Pick<FolderRow, 'id' | 'name' | 'parent_id'>[] }>(
    `select n.id, n.name, n.parent_id
     from unnest(:parents::uuid[], :names::text[]) as asked (parent_id, name)
     cross join lateral (
       ${below('= asked.parent_id')} union all ${below('is null')} and asked.parent_id is null
     ) n
     order by n.created_at desc, n.id desc`,
    { roomId, parents: asked.map(({ parentId }) => parentId), names: asked.map(({ name }) => name) },
  )
  return result.rows
}

type Path = Folder['path']

export async function findFolder(trx: Transaction, folderId: string): Promise<FolderView | undefined> {
  const one = visibleFolders(trx, trx('folders').where({ id: folderId }))
  const [folder] = await one.options(prepared('find-folder'))
  return folder
}

/** The folders above `parentId` and itself, outermost first; at most 32 by the limit on depth. */
export async function pathTo(trx: Transaction, parentId: string | null): Promise<Path> {
  if (parentId === null) return []
  const above = trx.raw<{ rows: Path }>(
    `with recursive above as (
       select id, name, parent_id, depth from folders where id = ?
       union all
       select f.id, f.name, f.parent_id, f.depth from folders f join above a on f.id = a.parent_id
     ) select id, name from above order by depth`,
    [parentId],
  )
  const result = await above.options(prepared('path-to'))
  return result.rows
}

export function showFolder(actor: MemberActor, folder: FolderView, path: Path): Folder {
  return {
    id: folder.id,
    roomId: folder.room_id,
    parentId: folder.parent_id,
    name: folder.name,
    path,
    abilities: abilitiesOf(actor, folderPolicy, folder, [
      'rename',
      'move',
      'trash',
      'copy',
      'share',
      'createFolder',
      'upload',
    ]),
    revision: folder.revision,
    createdAt: folder.created_at.toISOString(),
    updatedAt: folder.updated_at.toISOString(),
    createdBy: referenceOf(folder.created_by, folder.creator_name),
  }
}

/** One folder with its path, or 404. */
export async function getFolder(ctx: MemberContext, folderId: string): Promise<Folder> {
  return reading(ctx, async (trx) => {
    const folder = found(await findFolder(trx, folderId))
    return showFolder(ctx.actor, folder, await pathTo(trx, folder.parent_id))
  })
}

/** The folders directly below `parentId` (null: the room's top), by name as people count. */
export async function listFolders(
  ctx: MemberContext,
  roomId: string,
  parentId: string | null,
  page: PageRequest,
): Promise<Page<Folder>> {
  const after = decodeCursor(page.cursor, z.tuple([z.string(), z.uuid()]))
  return reading(ctx, async (trx) => {
    // Somebody may have been let into a folder and not into its room.
    if (parentId === null) authorize(ctx.actor, roomPolicy, 'read', await findRoom(trx, roomId))
    else found(await findFolder(trx, parentId))
    const below = trx('folders')
      .where({ room_id: roomId, parent_id: parentId })
      // parent_id first: Postgres doesn't take IS NULL for an equality when it looks for an index that is in order.
      .orderByRaw('parent_id, name collate natural_order, id')
      .limit(page.limit + 1)
    if (after) void below.whereRaw('(name collate natural_order, id) > (? collate natural_order, ?::uuid)', [...after])
    const folders = await visibleFolders(trx, below)
      .orderByRaw('x.name collate natural_order, x.id')
      .options(prepared(`list-folders${parentId === null ? '' : '-below'}${after ? '-after' : ''}`))
    const path = await pathTo(trx, parentId)
    return pageFrom(
      folders,
      page.limit,
      (folder) => [folder.name, folder.id],
      (folder) => showFolder(ctx.actor, folder, path),
    )
  })
}
