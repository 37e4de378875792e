import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import {
  createMember,
  createPerson,
  createTestRoom,
  operatorContext,
  quiet,
  type TestMember,
} from '../../test/factories.ts'
import { openTestStorage } from '../../test/storage.ts'
import { expectCounted } from '../../test/storedBytes.ts'
import { startBulk } from '../bulk/start.ts'
import { workBulk } from '../bulk/work.ts'
import { systemContext } from '../context.ts'
import { connect } from '../db.ts'
import { copyDocument } from '../documents/copy.ts'
import { moveDocument } from '../documents/move.ts'
import { getDocument } from '../documents/queries.ts'
import { restoreVersion } from '../documents/restoreVersion.ts'
import { createFolder } from '../folders/create.ts'
import { moveFolder } from '../folders/move.ts'
import { organizationLines } from '../organizations/console.ts'
import { limitOrganization } from '../organizations/limit.ts'
import { archiveRoom } from '../rooms/archive.ts'
import { getRoom } from '../rooms/queries.ts'
import { updateRoom } from '../rooms/update.ts'
import type { Storage } from '../storage.ts'
import { restoreThing } from '../trash/restoreThing.ts'
import { RestoreRequest } from '../trash/schema.ts'
import { trashThing } from '../trash/trashThing.ts'
import { cancelUpload } from '../uploads/cancel.ts'
import { createUpload } from '../uploads/create.ts'
import { expireUploads } from '../uploads/expire.ts'
import { finishUpload } from '../uploads/finish.ts'
import { organizationUsage, roomUsage } from './queries.ts'

const MB = 1_000_000

let database: TestDatabase
let storage: Storage
let operator: ReturnType<typeof operatorContext>
let owner: TestMember
let anna: TestMember
let roomId: string

beforeAll(async () => {
  ;[database, storage] = await Promise.all([createTestDatabase(), openTestStorage()])
  operator = operatorContext(database, await createPerson(database, { operator: true }))
})
afterAll(async () => {
  storage.close()
  await database.drop()
})
beforeEach(async () => {
  owner = await createMember(database)
  anna = await createMember(database, { organizationId: owner.organizationId, role: 'member' })
  roomId = (await createTestRoom(owner)).id
})

type Place = { roomId: string; folderId?: string } | { versionOf: string }

async function begin(member: TestMember, size: number, place: Place = { roomId }) {
  const key = { uploadId: randomUUID(), holder: randomUUID() }
  const where =
    'versionOf' in place
      ? { name: null, versionOf: place.versionOf, note: '' }
      : { name: 'Report.pdf', roomId: place.roomId, folderId: place.folderId ?? null }
  await createUpload(member.ctx, key, 10_000 * MB, { ...where, size, mediaType: null })
  return key
}

/** A file that passed its check. */
async function upload(member: TestMember, size: number, place: Place = { roomId }): Promise<string> {
  const { documentId, versionId } = await finishUpload(member.ctx, await begin(member, size, place), {
    size,
    etag: 'x',
  })
  await database.peek(
    `update versions set state = 'available', sha256 = sha256($1), scanned_at = now() where id = $2`,
    [versionId, versionId],
  )
  return documentId
}

async function limitRoom(limitBytes: number | null, id = roomId): Promise<void> {
  await updateRoom(owner.ctx, id, (await getRoom(owner.ctx, id)).revision, { limitBytes })
}

const refused = { code: 'over_quota' }

describe('the last bytes', () => {
  it.each(['room', 'organization'])('of the %s are taken by as many uploads at once as fit', async (what) => {
    await upload(owner, 5 * MB)
    if (what === 'room') await limitRoom(30 * MB)
    else await limitOrganization(operator, owner.organizationId, 30 * MB)
    const other = (await createTestRoom(owner)).id
    const tries = Array.from({ length: 12 }, (_, at) =>
      begin(at % 2 === 0 ? owner : anna, 10 * MB, { roomId: what === 'room' || at % 3 > 0 ? roomId : other }),
    )
    const settled = await Promise.allSettled(tries)
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    for (const one of settled) if (one.status === 'rejected') expect(one.reason).toMatchObject(refused)
    await expectCounted(database)
  })
})

describe('a room with a limit', () => {
  it('says to who manages it how much it holds, and to others only that it is full', async () => {
    await upload(owner, 4900 * MB)
    await limitRoom(5000 * MB)
    await expect(begin(owner, 200 * MB)).rejects.toMatchObject({
      ...refused,
      message:
        "This room holds 4.9 GB of 5 GB; Report.pdf needs 200 MB. Raise its limit in the room's settings, or make space: what is deleted for good counts for 14 more days.",
    })
    await expect(begin(anna, 200 * MB)).rejects.toMatchObject({
      ...refused,
      message: 'This room has no space left for Report.pdf, which needs 200 MB. Ask who manages the room.',
    })
    expect(await roomUsage(owner.ctx, roomId)).toEqual({
      usedBytes: 4900 * MB,
      limitBytes: 5000 * MB,
      nearlyFull: true,
    })
    await expect(roomUsage(anna.ctx, roomId)).rejects.toMatchObject({ code: 'forbidden' })
    // The second wall: no sum is read by who may not know it.
    const rows = await database.server.transaction(async (trx) => {
      await trx.raw('select access.act_as(?, ?, null)', [anna.memberId, anna.personId])
      return trx('stored_bytes').where({ room_id: roomId })
    })
    expect(rows).toEqual([])
    await begin(anna, 100 * MB)
  })

  it('keeps what an upload announced until it is finished, cancelled or swept', async () => {
    await limitRoom(100 * MB)
    const cancelled = await begin(anna, 60 * MB)
    await expect(begin(owner, 60 * MB)).rejects.toMatchObject(refused)
    await cancelUpload(anna.ctx, storage, cancelled)
    const abandoned = await begin(owner, 60 * MB)
    await database.peek(`update uploads set expires_at = now(), lease_until = now() where id = $1`, [
      abandoned.uploadId,
    ])
    await expireUploads(systemContext(database.worker, quiet, 'sweep'), storage)
    const finished = await begin(anna, 60 * MB)
    await finishUpload(anna.ctx, finished, { size: 60 * MB, etag: 'x' })
    await expect(begin(owner, 60 * MB)).rejects.toMatchObject(refused)
    await begin(owner, 40 * MB)
    await expectCounted(database)
  })

  it('takes what was begun before the limit, and nothing more', async () => {
    const early = await begin(anna, 60 * MB)
    await limitRoom(10 * MB)
    await finishUpload(anna.ctx, early, { size: 60 * MB, etag: 'x' })
    await expect(begin(anna, 1)).rejects.toMatchObject(refused)
    await begin(anna, 0)
  })

  it('takes new versions, copies and what is moved only as far as they fit', async () => {
    const elsewhere = (await createTestRoom(owner)).id
    const document = await upload(owner, 60 * MB)
    const outside = await upload(owner, 60 * MB, { roomId: elsewhere })
    await limitRoom(100 * MB)
    const here = { roomId, folderId: null }
    await expect(begin(owner, 60 * MB, { versionOf: document })).rejects.toMatchObject(refused)
    await expect(copyDocument(owner.ctx, outside, here)).rejects.toMatchObject(refused)
    await expect(moveDocument(owner.ctx, outside, null, here)).rejects.toMatchObject(refused)
    const folder = await createFolder(owner.ctx, elsewhere, { name: 'Folder', parentId: null })
    await moveDocument(owner.ctx, outside, null, { roomId: elsewhere, folderId: folder.id })
    await expect(moveFolder(owner.ctx, folder.id, null, here)).rejects.toMatchObject({
      ...refused,
      message: expect.stringContaining('Folder needs 60 MB'),
    })
    const { trashId } = await trashThing(owner.ctx, 'document', outside, null)
    await expect(restoreThing(owner.ctx, trashId, RestoreRequest.parse({ to: here }))).rejects.toMatchObject(refused)
    // Its bytes are here already.
    await copyDocument(owner.ctx, document, here)
    // What it shares with a copy there, only the other room has less of.
    await copyDocument(owner.ctx, document, { roomId: elsewhere, folderId: null })
    expect((await roomUsage(owner.ctx, elsewhere)).usedBytes).toBe(120 * MB)
    expect((await roomUsage(owner.ctx, roomId)).usedBytes).toBe(60 * MB)
    expect((await organizationUsage(owner.ctx)).usedBytes).toBe(120 * MB)
    await expectCounted(database)
  })

  it('lets an older version be restored however full it is, for its bytes are there', async () => {
    const document = await upload(owner, 10 * MB)
    await upload(owner, 5 * MB, { versionOf: document })
    await limitRoom(1)
    const [first] = await database.peek<{ id: string }>(
      'select id from versions where document_id = $1 and number = 1',
      [document],
    )
    const { revision } = await getDocument(owner.ctx, document)
    await restoreVersion(owner.ctx, { documentId: document, versionId: first?.id ?? '', revision, key: undefined })
    expect((await roomUsage(owner.ctx, roomId)).usedBytes).toBe(15 * MB)
  })

  it('has room again for what leaves it', async () => {
    const elsewhere = (await createTestRoom(owner)).id
    const document = await upload(owner, 60 * MB)
    await limitRoom(60 * MB)
    await expect(begin(owner, MB)).rejects.toMatchObject(refused)
    await moveDocument(owner.ctx, document, null, { roomId: elsewhere, folderId: null })
    await begin(owner, 60 * MB)
    await expectCounted(database)
  })

  it('counts an upload where its folder went meanwhile, and asks there', async () => {
    const elsewhere = (await createTestRoom(owner)).id
    const folder = await createFolder(owner.ctx, roomId, { name: 'Folder', parentId: null })
    const [fits, none] = [
      await begin(owner, 40 * MB, { roomId, folderId: folder.id }),
      await begin(owner, 40 * MB, { roomId, folderId: folder.id }),
    ]
    await moveFolder(owner.ctx, folder.id, null, { roomId: elsewhere, folderId: null })
    await limitRoom(50 * MB, elsewhere)
    await finishUpload(owner.ctx, fits, { size: 40 * MB, etag: 'x' })
    await expect(finishUpload(owner.ctx, none, { size: 40 * MB, etag: 'x' })).rejects.toMatchObject(refused)
    expect((await roomUsage(owner.ctx, elsewhere)).usedBytes).toBe(40 * MB)
    expect((await roomUsage(owner.ctx, roomId)).usedBytes).toBe(40 * MB)
    await expectCounted(database)
  })

  it('gets its limit from who manages it, not while it is archived, and says so in its events', async () => {
    const { revision } = await getRoom(anna.ctx, roomId)
    await expect(updateRoom(anna.ctx, roomId, revision, { limitBytes: 1 })).rejects.toMatchObject({ code: 'forbidden' })
    await limitRoom(MB)
    const [event] = await database.peek(`select data from events where room_id = $1 and type = 'rooms.updated'`, [
      roomId,
    ])
    expect(event).toEqual({
      data: { before: { name: 'Contracts', description: '', limitBytes: null }, after: { limitBytes: MB } },
    })
    const archived = await archiveRoom(owner.ctx, roomId, revision + 1, true)
    await expect(updateRoom(owner.ctx, roomId, archived.revision, { limitBytes: 1 })).rejects.toMatchObject({
      code: 'locked',
    })
    expect((await roomUsage(owner.ctx, roomId)).limitBytes).toBe(MB)
  })
})

describe('an organization with a limit', () => {
  it('says to who sees everything how much it holds, and to others only that it is full', async () => {
    await upload(owner, 4900 * MB)
    await limitOrganization(operator, owner.organizationId, 5000 * MB)
    await expect(begin(owner, 200 * MB)).rejects.toMatchObject({
      ...refused,
      message:
        'Your organization holds 4.9 GB of 5 GB; Report.pdf needs 200 MB. Ask the operator for more, or make space: what is deleted for good counts for 14 more days.',
    })
    await expect(begin(anna, 200 * MB)).rejects.toMatchObject({
      ...refused,
      message: 'Your organization has no space left for Report.pdf, which needs 200 MB. Ask an administrator.',
    })
    await expect(organizationUsage(anna.ctx)).rejects.toMatchObject({ code: 'forbidden' })
    expect(await organizationUsage(owner.ctx)).toMatchObject({ limitBytes: 5000 * MB, nearlyFull: true })
  })

  it('takes copies, whose bytes it has already', async () => {
    const document = await upload(owner, 60 * MB)
    await limitOrganization(operator, owner.organizationId, 60 * MB)
    const elsewhere = (await createTestRoom(owner)).id
    await copyDocument(owner.ctx, document, { roomId: elsewhere, folderId: null })
    expect((await organizationUsage(owner.ctx)).usedBytes).toBe(60 * MB)
  })

  it('gets it from the operator alone, who sees the sums and nothing else', async () => {
    await upload(owner, 60 * MB)
    await limitOrganization(operator, owner.organizationId, 100 * MB)
    const [line] = await organizationLines.find(operator, [owner.organizationId])
    expect(line).toMatchObject({ usedBytes: 60 * MB, limitBytes: 100 * MB })
    await expect(limitOrganization(operator, randomUUID(), 1)).rejects.toMatchObject({ code: 'not_found' })
    const [event] = await database.peek(
      `select actor_user_id, data from events where organization_id = $1 and type = 'organizations.limit_changed'`,
      [owner.organizationId],
    )
    expect(event).toEqual({ actor_user_id: operator.actor.personId, data: { after: { limitBytes: 100 * MB } } })
    // An owner may change the policies of the organization, and yet not this: neither by the column nor by the function.
    const asOwner = async (sql: string): Promise<unknown> =>
      database.server.transaction(async (trx) => {
        await trx.raw('select access.act_as(?, ?, null)', [owner.memberId, owner.personId])
        return (await trx.raw<{ rows: unknown }>(sql, [owner.organizationId])).rows
      })
    await expect(asOwner('update organizations set limit_bytes = null where id = ?')).rejects.toMatchObject({
      code: '42501',
    })
    expect(await asOwner('select access.limit_organization(?, null) as done')).toEqual([{ done: false }])
  })
})

describe('many things at once', () => {
  it('are moved as far as they fit, and the report says why the others were not', async () => {
    const elsewhere = (await createTestRoom(owner)).id
    for (let at = 0; at < 3; at += 1) await upload(owner, 40 * MB)
    await limitRoom(90 * MB, elsewhere)
    const documents = await database.peek<{ id: string }>('select id from documents where room_id = $1', [roomId])
    const bulk = await startBulk(owner.ctx, {
      act: { do: 'move', to: { roomId: elsewhere, folderId: null } },
      items: documents.map(({ id }) => ({ kind: 'document', id })),
    })
    const people = connect(database.url('worker'), 'test', 2, 'muniment_app')
    await workBulk(people, systemContext(database.worker, quiet, 'scan'), bulk.id, new AbortController().signal)
    await people.destroy()
    const items = await database.peek<{ state: string; reason: string | null }>(
      'select state, reason from bulk_items where bulk_id = $1 order by state',
      [bulk.id],
    )
    expect(items.map(({ state }) => state)).toEqual(['done', 'done', 'refused'])
    expect(items[2]?.reason).toContain('This room holds 80 MB of 90 MB; Report.pdf needs 40 MB.')
  })
})
