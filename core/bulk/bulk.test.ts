import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../test/database.ts'
import { createDocument, createMember, createTestRoom, quiet, type TestMember } from '../../test/factories.ts'
import { connectPeople } from '../../test/people.ts'
import { until } from '../../test/worker.ts'
import { changeAccess } from '../access/change.ts'
import { AccessChange } from '../access/schema.ts'
import { systemContext, type SystemContext } from '../context.ts'
import { transaction, type Knex } from '../db.ts'
import { changeDocument } from '../documents/change.ts'
import { listDocuments } from '../documents/list.ts'
import { getDocument } from '../documents/queries.ts'
import { DocumentQuery } from '../documents/schema.ts'
import { createFolder } from '../folders/create.ts'
import { listFolders } from '../folders/queries.ts'
import { listTrash } from '../trash/queries.ts'
import { cancelBulk } from './cancel.ts'
import { bulkReport, csvField, getBulk, listBulkItems } from './queries.ts'
import { BulkSource, NewBulk, type Bulk } from './schema.ts'
import { countThings } from './source.ts'
import { startBulk } from './start.ts'
import { finishBulk, workBulk } from './work.ts'

let database: TestDatabase
let people: Knex
let worker: SystemContext
let owner: TestMember
let anna: TestMember
let roomId: string

beforeAll(async () => {
  database = await createTestDatabase()
  people = connectPeople(database)
  worker = systemContext(database.worker, quiet, 'scan')
})
afterAll(async () => {
  await people.destroy()
  await database.drop()
})
beforeEach(async () => {
  owner = await createMember(database)
  anna = await createMember(database, { organizationId: owner.organizationId, role: 'member' })
  roomId = (await createTestRoom(owner, { visibility: 'private' })).id
  await changeAccess(owner.ctx, 'room', roomId, grant(anna, 'edit'))
})

const page = { limit: 200 }
const never = new AbortController().signal
const grant = (member: TestMember, level: string) =>
  AccessChange.parse({ grants: [{ subject: { kind: 'member', id: member.memberId }, level }] })
const start = (member: TestMember, input: object): Promise<Bulk> => startBulk(member.ctx, NewBulk.parse(input))
const run = (bulk: Bulk, signal = never): Promise<void> => workBulk(people, worker, bulk.id, signal)
const names = async (member: TestMember, folderId?: string): Promise<string[]> =>
  (await listDocuments(member.ctx, roomId, DocumentQuery.parse({ folderId, limit: 200 }))).items.map(({ name }) => name)

async function reportOf(member: TestMember, bulk: Bulk): Promise<string[]> {
  const lines: string[] = []
  for await (const line of bulkReport(member.ctx, bulk.id)) lines.push(line.trim())
  return lines
}

describe('an act on many things', () => {
  it('does each as its person may, and says of the others why not', async () => {
    const target = await createFolder(owner.ctx, roomId, { name: 'Target', parentId: null })
    const mine = await createDocument(database, owner, { roomId }, { name: 'Mine' })
    const locked = await createDocument(database, owner, { roomId }, { name: 'Locked' })
    const hidden = await createDocument(database, owner, { roomId }, { name: 'Hidden' })
    await changeAccess(owner.ctx, 'document', locked.id, grant(anna, 'view'))
    await changeAccess(owner.ctx, 'document', hidden.id, grant(anna, 'none'))
    const bulk = await start(anna, {
      act: { do: 'move', to: { roomId, folderId: target.id } },
      items: [mine, locked, hidden].map(({ id }) => ({ kind: 'document', id })),
    })
    expect(bulk).toMatchObject({ state: 'waiting', total: 3 })
    await run(bulk)
    expect(await getBulk(anna.ctx, bulk.id)).toMatchObject({ state: 'done', done: 1, refused: 2 })
    expect(await names(owner, target.id)).toEqual(['Mine'])
    const refused = (await listBulkItems(anna.ctx, bulk.id, 'refused', page)).items
    expect(refused.map(({ name }) => name)).toEqual(['Locked', ''])
    for (const { reason } of refused) expect(reason).toMatch(/^(You|Your) .{20}/)
    expect((await reportOf(anna, bulk))[1]).toMatch(/^"document","Mine","done","",/)
    const events = await database.peek(
      `select actor_member_id from events where document_id = $1 and type = 'documents.moved'`,
      [mine.id],
    )
    expect(events).toEqual([{ actor_member_id: anna.memberId }])
    await expect(getBulk(owner.ctx, bulk.id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(reportOf(owner, bulk)).rejects.toMatchObject({ code: 'not_found' })
  })

  it('deletes and restores a whole place', async () => {
    const folder = await createFolder(owner.ctx, roomId, { name: 'Folder', parentId: null })
    await createDocument(database, owner, { roomId, folderId: folder.id })
    await createDocument(database, owner, { roomId }, { name: 'Top' })
    const bulk = await start(anna, { act: { do: 'trash' }, from: { roomId, folderId: null } })
    await run(bulk)
    expect(await names(owner)).toEqual([])
    const acts = (await listBulkItems(anna.ctx, bulk.id, 'done', page)).items
    expect(acts.map(({ name }) => name)).toEqual(['Folder', 'Top'])
    const undo = await start(anna, {
      act: { do: 'restore' },
      items: acts.map(({ resultId }) => ({ kind: 'trash', id: resultId })),
    })
    await run(undo)
    expect(await names(owner)).toEqual(['Top'])
    expect((await listTrash(anna.ctx, page)).items).toEqual([])
  })

  it('tags documents, and leaves alone what nobody named', async () => {
    const old = await createDocument(database, owner, { roomId }, { name: 'Old' })
    await changeDocument(owner.ctx, old.id, 1, { tags: ['draft', 'lease'] })
    const full = await createDocument(database, owner, { roomId }, { name: 'Full' })
    await changeDocument(owner.ctx, full.id, 1, {
      tags: Array.from({ length: 50 }, (_, at) => `tag ${at}`),
    })
    await createFolder(owner.ctx, roomId, { name: 'Folder', parentId: null })
    const act = { do: 'tag', add: ['Signed', 'signed'], remove: ['draft'] }
    const bulk = await start(anna, { act, from: { roomId, folderId: null } })
    await run(bulk)
    expect(await getBulk(anna.ctx, bulk.id)).toMatchObject({ state: 'done', done: 1, refused: 2 })
    expect((await getDocument(owner.ctx, old.id)).tags).toEqual(['lease', 'signed'])
    expect((await getDocument(owner.ctx, full.id)).tags).toHaveLength(50)
    const reasons = (await listBulkItems(anna.ctx, bulk.id, 'refused', page)).items.map(({ reason }) => reason)
    expect(reasons).toEqual([
      'Only documents have tags.',
      'It would have more tags than a document can. Remove some of it.',
    ])
    expect(NewBulk.safeParse({ act: { do: 'tag' }, from: { roomId } }).success).toBe(false)
  })

  it('is done to all that a list narrowed down to, in the folders below too, and to nothing that is hidden', async () => {
    const above = await createFolder(owner.ctx, roomId, { name: 'Above', parentId: null })
    const below = await createFolder(owner.ctx, roomId, { name: 'Below', parentId: above.id })
    const names = ['Lease one', 'Lease two', 'Hidden lease', 'Plan']
    const [first, , hidden] = await Promise.all(
      names.map((name) => createDocument(database, owner, { roomId, folderId: below.id }, { name })),
    )
    await createDocument(database, owner, { roomId }, { name: 'Lease elsewhere' })
    await changeAccess(owner.ctx, 'document', hidden?.id ?? '', grant(anna, 'none'))
    const from = { roomId, folderId: above.id, matching: { name: 'LEASE', kind: 'other,text' } }
    expect(await countThings(anna.ctx, BulkSource.parse(from))).toEqual({ total: 2, more: false })
    expect(await countThings(owner.ctx, BulkSource.parse(from))).toEqual({ total: 3, more: false })
    expect(await countThings(anna.ctx, BulkSource.parse({ roomId }))).toEqual({ total: 2, more: false })
    const bulk = await start(anna, { act: { do: 'tag', add: ['lease'] }, from })
    expect(bulk.total).toBe(2)
    await run(bulk)
    const items = (await listBulkItems(anna.ctx, bulk.id, 'done', page)).items.map(({ name }) => name)
    expect(items).toEqual(['Lease one', 'Lease two'])
    expect((await getDocument(owner.ctx, first?.id ?? '')).tags).toEqual(['lease'])
    const stranger = await createMember(database, { role: 'member' })
    await expect(countThings(stranger.ctx, BulkSource.parse(from))).rejects.toMatchObject({ code: 'not_found' })
  })

  it('copies a folder with what its person sees in it, and never into itself', async () => {
    const source = await createFolder(owner.ctx, roomId, { name: 'Source', parentId: null })
    const inner = await createFolder(owner.ctx, roomId, { name: 'Inner', parentId: source.id })
    await createDocument(database, owner, { roomId, folderId: inner.id }, { name: 'Deep' })
    const hidden = await createDocument(database, owner, { roomId, folderId: inner.id }, { name: 'Hidden' })
    await changeAccess(owner.ctx, 'document', hidden.id, grant(anna, 'none'))
    const items = [{ kind: 'folder', id: source.id }]
    const bulk = await start(anna, { act: { do: 'copy', to: { roomId, folderId: null } }, items })
    await run(bulk)
    expect(await getBulk(anna.ctx, bulk.id)).toMatchObject({ state: 'done', total: 3, done: 3, refused: 0 })
    const tops = (await listFolders(owner.ctx, roomId, null, page)).items.filter(({ name }) => name === 'Source')
    expect(tops).toHaveLength(2)
    const copy = tops.find(({ id }) => id !== source.id)
    const [below] = (await listFolders(owner.ctx, roomId, copy?.id ?? '', page)).items
    expect(await names(owner, below?.id)).toEqual(['Deep'])
    const into = await start(anna, { act: { do: 'copy', to: { roomId, folderId: inner.id } }, items })
    await run(into)
    expect(await getBulk(anna.ctx, into.id)).toMatchObject({ done: 0, refused: 1 })
  })

  it('goes on where it was when it was stopped, and does nothing twice', async () => {
    const documents = []
    for (let at = 0; at < 45; at += 1) documents.push(await createDocument(database, owner, { roomId }))
    const target = await createFolder(owner.ctx, roomId, { name: 'Target', parentId: null })
    const bulk = await start(owner, {
      act: { do: 'copy', to: { roomId, folderId: target.id } },
      items: documents.map(({ id }) => ({ kind: 'document', id })),
    })
    for (let stops = 0; stops < 3; stops += 1) {
      const stop = new AbortController()
      const running = run(bulk, stop.signal).catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, 60))
      stop.abort(new Error('stopped'))
      await running
    }
    await Promise.all([run(bulk), run(bulk)])
    expect(await getBulk(owner.ctx, bulk.id)).toMatchObject({ state: 'done', total: 45, done: 45, refused: 0 })
    expect(await names(owner, target.id)).toHaveLength(45)
  })

  describe('that its person stops', () => {
    let documents: string[]
    let targetId: string
    let bulk: Bulk

    beforeEach(async () => {
      targetId = (await createFolder(owner.ctx, roomId, { name: 'Target', parentId: null })).id
      documents = []
      for (const name of ['1', '2', '3', '4']) {
        documents.push((await createDocument(database, owner, { roomId }, { name })).id)
      }
      const ids = [documents[0], randomUUID(), ...documents.slice(1)]
      const act = { do: 'move', to: { roomId, folderId: targetId } }
      bulk = await start(owner, { act, items: ids.map((id) => ({ kind: 'document', id })) })
    })

    /** Works on it; when one is moved, one is refused and the third is in hand, `meanwhile` happens before that one can end. */
    async function inTheMiddle(meanwhile: () => Promise<unknown>, signal?: AbortSignal): Promise<void> {
      const held = await database.owner.transaction()
      await held('documents')
        .where({ id: documents[1] ?? '' })
        .forUpdate()
        .first('id')
      const running = run(bulk, signal)
      await until(async () => (await getBulk(owner.ctx, bulk.id)).refused === 1)
      await meanwhile()
      await held.rollback()
      await running
    }
    const outcomes = async () =>
      (await listBulkItems(owner.ctx, bulk.id, undefined, page)).items.map(({ state }) => state)
    const eventsOf = () =>
      database.peek(
        `select type, actor_member_id, data->'done' as done from events
         where data->>'bulkId' = $1 and type <> 'bulk.started' order by position`,
        [bulk.id],
      )

    it('leaves the rest alone, and its report says so', async () => {
      await inTheMiddle(async () => {
        const answer = await cancelBulk(owner.ctx, bulk.id)
        expect(answer).toMatchObject({ state: 'cancelled', total: 5, done: 1, refused: 1 })
        expect(answer.finishedAt).not.toBeNull()
      })
      expect(await getBulk(owner.ctx, bulk.id)).toMatchObject({ state: 'cancelled', total: 5, done: 1, refused: 1 })
      expect(await names(owner, targetId)).toEqual(['1'])
      expect(await outcomes()).toEqual(['done', 'refused', 'waiting', 'waiting', 'waiting'])
      expect((await reportOf(owner, bulk)).map((line) => line.split(',')[2])).toEqual([
        '"Outcome"',
        '"done"',
        '"not done"',
        '"not begun"',
        '"not begun"',
        '"not begun"',
      ])
      expect(await eventsOf()).toEqual([{ type: 'bulk.cancelled', actor_member_id: owner.memberId, done: 1 }])
    })

    it('never goes on, whoever takes it up again', async () => {
      const stop = new AbortController()
      const handedBack = inTheMiddle(async () => stop.abort(new Error('the worker stops')), stop.signal)
      await expect(handedBack).rejects.toThrow('the worker stops')
      expect(await getBulk(owner.ctx, bulk.id)).toMatchObject({ state: 'running', done: 2, refused: 1 })
      await cancelBulk(owner.ctx, bulk.id)
      const before = await getBulk(owner.ctx, bulk.id)
      await Promise.all([run(bulk), run(bulk)])
      await finishBulk(worker, bulk.id, 'failed', 'Something went wrong.')
      expect(await getBulk(owner.ctx, bulk.id)).toEqual(before)
      expect(await eventsOf()).toHaveLength(1)
    })

    it('before it began does nothing at all', async () => {
      await cancelBulk(owner.ctx, bulk.id)
      await run(bulk)
      expect(await getBulk(owner.ctx, bulk.id)).toMatchObject({ state: 'cancelled', done: 0, refused: 0 })
      expect(await names(owner)).toHaveLength(4)
    })

    it('is answered as it is when it is stopped again, or was over', async () => {
      const first = await cancelBulk(owner.ctx, bulk.id)
      expect(await cancelBulk(owner.ctx, bulk.id)).toEqual(first)
      expect(await eventsOf()).toHaveLength(1)
      const other = await start(owner, { act: { do: 'trash' }, items: [{ kind: 'document', id: documents[0] }] })
      await run(other)
      expect(await cancelBulk(owner.ctx, other.id)).toMatchObject({ state: 'done', done: 1 })
    })

    it('is not there for anybody else', async () => {
      const stranger = await createMember(database)
      for (const { ctx } of [anna, stranger]) {
        await expect(cancelBulk(ctx, bulk.id)).rejects.toMatchObject({ code: 'not_found' })
      }
      await run(bulk)
      expect(await getBulk(owner.ctx, bulk.id)).toMatchObject({ state: 'done', done: 4, refused: 1 })
    })
  })

  it('refuses what is left when its person is let in no longer', async () => {
    const { id } = await createDocument(database, owner, { roomId })
    const bulk = await start(anna, { act: { do: 'trash' }, items: [{ kind: 'document', id }] })
    await database.peek('update members set suspended_at = now() where id = $1', [anna.memberId])
    await run(bulk)
    const [act] = await database.peek('select state, done, refused from bulk_acts where id = $1', [bulk.id])
    expect(act).toEqual({ state: 'done', done: 0, refused: 1 })
    expect((await getDocument(owner.ctx, id)).id).toBe(id)
  })

  it('is done with the rights of people alone: the worker’s own may nothing of it', async () => {
    const { id } = await createDocument(database, owner, { roomId })
    await expect(database.worker('documents').where({ id }).update({ name: 'x' })).rejects.toThrow(/permission denied/)
    expect(await people('documents').where({ id })).toEqual([])
    const seen = await transaction({ ...owner.ctx, db: people }, (trx) => trx('documents').where({ id }).first('id'))
    expect(seen).toEqual({ id })
  })

  it('writes a table that no spreadsheet takes for formulas', () => {
    expect(csvField('=HYPERLINK("x")')).toBe(`"'=HYPERLINK(""x"")"`)
    expect(csvField('a, b')).toBe('"a, b"')
  })
})
