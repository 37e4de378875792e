import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { randomFrom } from '../../test/accessTrees.ts'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { createMember, createTestRoom, quiet, type TestMember } from '../../test/factories.ts'
import { openTestStorage } from '../../test/storage.ts'
import { countedBytes, expectCounted } from '../../test/storedBytes.ts'
import { systemContext } from '../context.ts'
import { copyDocument } from '../documents/copy.ts'
import { moveDocument } from '../documents/move.ts'
import { getDocument } from '../documents/queries.ts'
import { restoreVersion } from '../documents/restoreVersion.ts'
import { AppError } from '../errors.ts'
import { createFolder } from '../folders/create.ts'
import { moveFolder } from '../folders/move.ts'
import type { Storage } from '../storage.ts'
import { eraseTrash } from '../trash/eraseTrash.ts'
import { purgeThing } from '../trash/purgeThing.ts'
import { restoreThing } from '../trash/restoreThing.ts'
import { RestoreRequest } from '../trash/schema.ts'
import { trashThing } from '../trash/trashThing.ts'
import { recordSize, recordTail } from '../uploads/advance.ts'
import { cancelUpload } from '../uploads/cancel.ts'
import { createUpload, type NewUpload } from '../uploads/create.ts'
import { expireUploads } from '../uploads/expire.ts'
import { finishUpload } from '../uploads/finish.ts'

let database: TestDatabase
let storage: Storage
let owner: TestMember

beforeAll(async () => {
  ;[database, storage] = await Promise.all([createTestDatabase(), openTestStorage()])
  owner = await createMember(database)
})
afterAll(async () => {
  storage.close()
  await database.drop()
})

interface World {
  rooms: string[]
  folders: string[]
  documents: string[]
  acts: string[]
  uploads: { uploadId: string; holder: string; size: number | null; received: number }[]
}

/** What somebody could do next, each in its own transaction. Things that are gone by then are refused as to anybody. */
function actsOf(world: World, random: () => number): Record<string, () => Promise<unknown>> {
  const one = <T>(list: readonly T[]): T => {
    const found = list[Math.floor(random() * list.length)]
    if (found === undefined) throw new AppError('not_found', 'There is none yet.')
    return found
  }
  const size = (): number => Math.floor(random() * 1000)
  const place = () => {
    if (random() < 0.5 || world.folders.length === 0)
      return Promise.resolve({ roomId: one(world.rooms), folderId: null })
    const folderId = one(world.folders)
    return database
      .peek<{ room_id: string }>('select room_id from folders where id = $1', [folderId])
      .then(([row]) => ({ roomId: row?.room_id ?? randomUUID(), folderId }))
  }
  const begin = async (input: NewUpload): Promise<World['uploads'][number]> => {
    const upload = { uploadId: randomUUID(), holder: randomUUID(), size: input.size, received: 0 }
    await createUpload(owner.ctx, upload, 1000, input)
    world.uploads.push(upload)
    return upload
  }
  const finish = async (upload: World['uploads'][number]): Promise<void> => {
    const object = { size: upload.size ?? upload.received + size(), etag: 'x' }
    const { documentId, versionId } = await finishUpload(owner.ctx, upload, object)
    world.documents.push(documentId)
    if (random() < 0.2) return
    await database.peek(
      `update versions set state = 'available', sha256 = sha256($1), scanned_at = now() where id = $2`,
      [versionId, versionId],
    )
  }
  const fresh = async (): Promise<NewUpload> => ({
    name: 'Report.pdf',
    ...(await place()),
    size: random() < 0.7 ? size() : null,
    mediaType: null,
  })
  return {
    folder: async () => {
      const to = await place()
      world.folders.push((await createFolder(owner.ctx, to.roomId, { name: 'Folder', parentId: to.folderId })).id)
    },
    begin: async () => begin(await fresh()),
    upload: async () => finish(await begin(await fresh())),
    version: async () =>
      finish(await begin({ name: null, versionOf: one(world.documents), note: '', size: size(), mediaType: null })),
    grow: async () => {
      const upload = one(world.uploads)
      if (upload.size !== null) return
      upload.received += size()
      await recordTail(owner.ctx, upload, upload.received, Buffer.alloc(1))
    },
    declare: async () => {
      const upload = one(world.uploads)
      if (upload.size !== null) return
      const declared = upload.received + size()
      await recordSize(owner.ctx, upload, declared)
      upload.size = declared
    },
    finish: async () => finish(one(world.uploads)),
    cancel: async () => cancelUpload(owner.ctx, storage, one(world.uploads)),
    expire: async () => expireUploads(systemContext(database.worker, quiet, 'sweep'), storage),
    copy: async () => {
      world.documents.push((await copyDocument(owner.ctx, one(world.documents), await place())).id)
    },
    restoreVersion: async () => {
      const documentId = one(world.documents)
      const [version] = await database.peek<{ id: string }>(
        'select id from versions where document_id = $1 order by random() limit 1',
        [documentId],
      )
      const { revision } = await getDocument(owner.ctx, documentId)
      await restoreVersion(owner.ctx, { documentId, versionId: version?.id ?? randomUUID(), revision, key: undefined })
    },
    move: async () => moveDocument(owner.ctx, one(world.documents), null, await place()),
    moveFolder: async () => moveFolder(owner.ctx, one(world.folders), null, await place()),
    trash: async () => {
      const [kind, list] =
        random() < 0.7 ? (['document', world.documents] as const) : (['folder', world.folders] as const)
      world.acts.push((await trashThing(owner.ctx, kind, one(list), null)).trashId)
    },
    restore: async () => {
      const to = random() < 0.5 ? { to: await place() } : { recreate: true }
      await restoreThing(owner.ctx, one(world.acts), RestoreRequest.parse(to))
    },
    purge: async () => purgeThing(owner.ctx, one(world.acts)),
    erase: async () => eraseTrash(systemContext(database.worker, quiet, 'sweep'), storage),
  }
}

/** A fortnight passes, in which uploads come to their end: between acts, for no sweep takes so long. */
async function fortnight(): Promise<void> {
  await database.peek(`delete from uploads where folder_id in (select id from folders where trash_id is not null)`)
  await database.peek(`update trash set purged_at = purged_at - interval '15 days' where purged_at is not null`)
}

describe('what is kept count of', () => {
  it('is what is there, after whatever is done by several at once', { timeout: 120_000 }, async () => {
    const seed = 20261122
    const random = randomFrom(seed)
    const rooms = await Promise.all([1, 2, 3].map(() => createTestRoom(owner)))
    const world: World = { rooms: rooms.map(({ id }) => id), folders: [], documents: [], acts: [], uploads: [] }
    const acts = actsOf(world, random)
    const names = Object.keys(acts)
    const done: Record<string, number> = {}
    // Until each act was really done, for what is always refused would prove nothing; in which order several at once
    // draw and come through is the machine's affair.
    const undone = (): string[] => names.filter((name) => !(name in done))
    for (let round = 0; round < 80 || (round < 800 && undone().length > 0); round += 1) {
      await Promise.all(
        Array.from({ length: 6 }, async () => {
          const name = names[Math.floor(random() * names.length)] ?? ''
          try {
            await acts[name]?.()
            done[name] = (done[name] ?? 0) + 1
          } catch (error) {
            // Refused as anybody would be who came too late; what is our fault is not.
            if (!(error instanceof AppError)) throw error
          }
        }),
      )
      await fortnight()
      if (round % 8 === 7) await expectCounted(database)
    }
    await expectCounted(database)
    expect(Object.keys(await countedBytes(database)).length).toBeGreaterThan(2)
    expect(undone()).toEqual([])
  })

  it('is nothing again when everything is erased', async () => {
    const other = await createMember(database)
    const { id: roomId } = await createTestRoom(other)
    const key = { uploadId: randomUUID(), holder: randomUUID() }
    await createUpload(other.ctx, key, 1000, { name: 'a', roomId, folderId: null, size: 500, mediaType: null })
    expect(await countedBytes(database)).toMatchObject({ [roomId]: 500, [other.organizationId]: 500 })
    const { documentId, versionId } = await finishUpload(other.ctx, key, { size: 500, etag: 'x' })
    await database.peek(
      `update versions set state = 'available', sha256 = sha256('a'), scanned_at = now() where id = $1`,
      [versionId],
    )
    const copy = await copyDocument(other.ctx, documentId, { roomId, folderId: null })
    expect(await countedBytes(database)).toMatchObject({ [roomId]: 500, [other.organizationId]: 500 })
    for (const id of [documentId, copy.id]) {
      const { trashId } = await trashThing(other.ctx, 'document', id, null)
      await purgeThing(other.ctx, trashId)
      await database.peek(`update trash set purged_at = now() - interval '15 days' where id = $1`, [trashId])
      await eraseTrash(systemContext(database.worker, quiet, 'sweep'), storage)
    }
    const counted = await countedBytes(database)
    expect([counted[roomId], counted[other.organizationId]]).toEqual([undefined, undefined])
  })
})
