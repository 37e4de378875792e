import { randomUUID } from 'node:crypto'
import { holdRoom } from '../access/hold.ts'
import { authorize } from '../access/policy.ts'
import type { MemberContext } from '../context.ts'
import { transaction, type Transaction } from '../db.ts'
import { found } from '../errors.ts'
import { recordEvents } from '../events/record.ts'
import { faultOfName } from '../names.ts'
import { roomPolicy } from '../rooms/policy.ts'
import { findRoom } from '../rooms/queries.ts'
import { folderPolicy } from './policy.ts'
import { findFolder, findFoldersNamed, type FolderView } from './queries.ts'
import { folderDepthLimit, type EnsuredFolder, type FolderPaths } from './schema.ts'

const tooDeep = `Folders can be ${folderDepthLimit} deep at most. Put this one higher up.`

/** A folder on the way to one that was asked for; paths that begin alike share it. */
interface Wanted {
  name: string
  above: Wanted | null
  depth: number
  folder: { id: string; made: boolean } | null
  fault: string | null
}

/**
 * Finds the folders of these paths below a place, by their names, and makes those that are missing, in one transaction.
 * Of namesakes the oldest is taken. A path that cannot be has a fault in words instead, and keeps no other from being made.
 */
export async function ensureFolders(
  ctx: MemberContext,
  roomId: string,
  { parentId, paths }: FolderPaths,
): Promise<{ items: EnsuredFolder[] }> {
  const { levels, ends } = arrange(paths)
  return transaction(ctx, async (trx) => {
    await holdRoom(trx, roomId)
    const depth = await authorizeBase(trx, ctx, roomId, parentId)
    for (const level of levels) await ensureLevel(trx, ctx, { roomId, parentId, depth }, level)
    return {
      items: ends.map(({ folder, fault }) => ({ id: folder?.id ?? null, made: folder?.made ?? false, fault })),
    }
  })
}

/** Whether folders may be made there, and how deep the place is. */
async function authorizeBase(
  trx: Transaction,
  { actor }: MemberContext,
  roomId: string,
  parentId: string | null,
): Promise<number> {
  if (parentId === null) {
    authorize(actor, roomPolicy, 'createFolder', await findRoom(trx, roomId))
    return 0
  }
  const base = await findFolder(trx, parentId)
  authorize(actor, folderPolicy, 'createFolder', base?.room_id === roomId ? base : null)
  return found(base).depth
}

function arrange(paths: FolderPaths['paths']): { levels: Wanted[][]; ends: Wanted[] } {
  const levels: Wanted[][] = []
  const byPath = new Map<string, Wanted>()
  const ends = paths.flatMap((path) => {
    let above: Wanted | null = null
    for (const [at, written] of path.entries()) {
      const name = written.normalize('NFC').trim()
      const key: string = JSON.stringify(path.slice(0, at + 1).map((one) => one.normalize('NFC').trim()))
      let wanted = byPath.get(key)
      if (wanted === undefined) {
        wanted = { name, above, depth: at + 1, folder: null, fault: faultOfName(name) }
        byPath.set(key, wanted)
        ;(levels[at] ??= []).push(wanted)
      }
      above = wanted
    }
    return above === null ? [] : [above]
  })
  return { levels, ends }
}

async function ensureLevel(
  trx: Transaction,
  ctx: MemberContext,
  base: { roomId: string; parentId: string | null; depth: number },
  level: readonly Wanted[],
): Promise<void> {
  for (const one of level) {
    if (one.above?.fault) one.fault = one.above.fault
    else if (base.depth + one.depth > folderDepthLimit) one.fault = tooDeep
  }
  const parentOf = (one: Wanted): string | null => (one.above === null ? base.parentId : (one.above.folder?.id ?? null))
  const possible = level.filter(({ fault }) => fault === null)
  // In a folder that was just made there is nothing to find.
  const asked = possible.filter(({ above }) => above?.folder?.made !== true)
  const there = await findFoldersNamed(
    trx,
    base.roomId,
    asked.map((one) => ({ parentId: parentOf(one), name: one.name })),
  )
  const known = new Map(there.map((folder) => [keyOf(folder.parent_id, folder.name), folder]))
  for (const one of asked) {
    const folder = known.get(keyOf(parentOf(one), one.name))
    if (folder) one.folder = { id: folder.id, made: false }
  }
  const missing = possible.filter(({ folder }) => folder === null)
  if (missing.length === 0) return
  await authorizeParents(trx, ctx, missing)
  await makeFolders(
    trx,
    ctx,
    base.roomId,
    missing.map((one) => {
      one.folder = { id: randomUUID(), made: true }
      return { id: one.folder.id, parentId: parentOf(one), name: one.name }
    }),
  )
}

const keyOf = (parentId: string | null, name: string): string => `${parentId ?? ''}/${name}`

/** A folder that was there already may have rights of its own. */
async function authorizeParents(trx: Transaction, { actor }: MemberContext, missing: readonly Wanted[]): Promise<void> {
  const old = missing.flatMap(({ above }) => (above?.folder && !above.folder.made ? [above.folder.id] : []))
  for (const id of new Set(old)) {
    const parent: FolderView | undefined = await findFolder(trx, id)
    authorize(actor, folderPolicy, 'createFolder', parent)
  }
}

async function makeFolders(
  trx: Transaction,
  ctx: MemberContext,
  roomId: string,
  folders: readonly { id: string; parentId: string | null; name: string }[],
): Promise<void> {
  const { actor } = ctx
  await trx('folders').insert(
    folders.map(({ id, parentId, name }) => ({
      id,
      organization_id: actor.organizationId,
      room_id: roomId,
      parent_id: parentId,
      name,
      created_by: actor.memberId,
    })),
  )
  const made = await trx('folders')
    .whereIn(
      'id',
      folders.map(({ id }) => id),
    )
    .select('id', 'scope_id', 'name', 'parent_id')
  await recordEvents(
    trx,
    ctx,
    'folders.created',
    made.map((folder) => ({
      organizationId: actor.organizationId,
      scopeId: folder.scope_id,
      roomId,
      folderId: folder.id,
      data: { name: folder.name, parentId: folder.parent_id },
    })),
  )
}
