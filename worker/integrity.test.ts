import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { contentsOf } from '@muniment/core/archives/contents.ts'
import { systemContext, type SystemContext } from '@muniment/core/context.ts'
import { transaction } from '@muniment/core/db.ts'
import { copyDocument } from '@muniment/core/documents/copy.ts'
import { authorizeDownload } from '@muniment/core/documents/download.ts'
import { settleVersion } from '@muniment/core/documents/settle.ts'
import { restoreVersion } from '@muniment/core/documents/restoreVersion.ts'
import { checkObjects, type CheckOptions } from '@muniment/core/integrity/checkObjects.ts'
import { compareObjects } from '@muniment/core/integrity/compareObjects.ts'
import { integrityRunLines, integrityState } from '@muniment/core/integrity/console.ts'
import { oweRuns, startNightlyRuns } from '@muniment/core/integrity/nightly.ts'
import { RunEnded } from '@muniment/core/integrity/progress.ts'
import { Report } from '@muniment/core/integrity/schema.ts'
import { cancelRun, checkDocumentOf, startRun } from '@muniment/core/integrity/startRun.ts'
import { getPreview, findVisiblePreview } from '@muniment/core/previews/look.ts'
import { pageKey, thumbnailKey } from '@muniment/core/previews/objects.ts'
import { eraseTrash } from '@muniment/core/trash/eraseTrash.ts'
import type { Storage } from '@muniment/core/storage.ts'
import type { OperatorContext } from '@muniment/core/context.ts'
import { createTestDatabase, type TestDatabase } from '../test/database.ts'
import {
  createMember,
  createPerson,
  createTestRoom,
  operatorContext,
  quiet,
  type TestMember,
} from '../test/factories.ts'
import { createStoredDocument, createUploadedVersion, openOwnStorage, type OwnStorage } from '../test/storage.ts'

let database: TestDatabase
let own: OwnStorage
let storage: Storage
let member: TestMember
let roomId: string
let operator: OperatorContext
let ctx: SystemContext
const signal = new AbortController().signal
const options: CheckOptions = { days: 30, bytesPerSecond: 1e12, pauses: [1], untilIdle: async () => {} }

beforeAll(async () => {
  database = await createTestDatabase()
  member = await createMember(database)
  roomId = (await createTestRoom(member)).id
  operator = operatorContext(database, await createPerson(database, { operator: true }))
  ctx = systemContext(database.worker, quiet, 'integrity')
})
afterAll(() => database.drop())
beforeEach(async () => {
  own = await openOwnStorage()
  storage = own.storage
})
afterEach(async () => {
  await own.drop()
  await database.peek(`
    begin; set constraints all deferred;
    delete from previews; delete from versions; delete from uploads; delete from documents; delete from stored_objects;
    delete from integrity_runs; delete from jobs; delete from trash;
    commit`)
})

const store = (bytes: Buffer | string, name?: string) =>
  createStoredDocument(database, storage, member, roomId, Buffer.from(bytes), name)

/** Later than any grace. */
const later = (): SystemContext => ({ ...ctx, now: () => new Date(Date.now() + 15 * 86_400_000) })

async function newRun(kind: string): Promise<string> {
  const [run] = await database.peek<{ id: string }>('insert into integrity_runs (kind) values ($1) returning id', [
    kind,
  ])
  if (!run) throw new Error('no run')
  return run.id
}

async function check(kind = 'all', change: Partial<CheckOptions> = {}): Promise<Record<string, unknown>> {
  const id = await newRun(kind)
  await checkObjects(ctx, storage, id, { ...options, ...change }, signal)
  return runOf(id)
}

async function compare(kind: 'compare' | 'repair' = 'compare', as = ctx): Promise<Record<string, unknown>> {
  const id = await newRun(kind)
  await compareObjects(as, storage, id, signal)
  return runOf(id)
}

async function runOf(id: string): Promise<Record<string, unknown>> {
  const [run] = await database.peek<Record<string, unknown>>(
    `select state, done, total, bytes, report from integrity_runs where id = $1`,
    [id],
  )
  return run ?? {}
}

async function versionOf(versionId: string): Promise<{ state: string; reason_code: string | null; shown: string }> {
  const [version] = await database.peek<{ state: string; reason_code: string | null; shown: string }>(
    `select n.state, n.reason_code, d.state as shown from versions n join documents d on d.id = n.document_id where n.id = $1`,
    [versionId],
  )
  if (!version) throw new Error('no version')
  return version
}

async function eventsOf(versionId: string): Promise<string[]> {
  const events = await database.peek<{ type: string }>(
    `select type from events where version_id = $1 and actor_system is not null order by position`,
    [versionId],
  )
  return events.map(({ type }) => type)
}

describe('the check of stored files', () => {
  it('passes what is whole, large and empty files too, and says how much it read', async () => {
    const sizes = [0, 1, 5_000_000]
    for (const size of sizes) await store(randomBytes(size))
    expect(await check()).toMatchObject({ state: 'done', done: 3, total: 3, bytes: 5_000_001, report: { damaged: 0 } })
    expect(await database.peek('select from stored_objects where checked_at is null')).toEqual([])
  })

  it.each([
    ['other bytes', 'sha256', (key: string) => storage.put('documents', key, Buffer.from('damage'))],
    ['another size', 'size', (key: string) => storage.put('documents', key, Buffer.from('damaged more'))],
    ['nothing', 'missing', (key: string) => storage.remove('documents', key)],
  ])(
    'finds %s under a key, tells it once, serves it no more, and gives it back when it is whole',
    async (_what, problem, harm) => {
      const { documentId, versionId } = await store('intact')
      const copy = await copyDocument(member.ctx, documentId, { roomId, folderId: null })
      await storage.put('derived', pageKey(versionId, 1), Buffer.from('{}'))
      await database.peek(
        `update previews set state = 'ready', kind = 'text', made = 1, pages = 1 where version_id = $1`,
        [versionId],
      )
      await harm(versionId)
      expect(await check()).toMatchObject({ done: 1, report: { damaged: 1, examples: [{ problem, key: versionId }] } })
      await check()
      for (const id of [versionId, copy.version.id]) {
        expect(await versionOf(id)).toEqual({ state: 'damaged', shown: 'damaged', reason_code: `damaged_${problem}` })
        expect(await eventsOf(id)).toEqual(['documents.damaged'])
      }

      await expect(authorizeDownload(member.ctx, { documentId })).rejects.toMatchObject({ code: 'locked' })
      await expect(authorizeDownload(member.ctx, { versionId })).rejects.toThrow('damaged')
      await expect(copyDocument(member.ctx, documentId, { roomId, folderId: null })).rejects.toMatchObject({
        code: 'forbidden',
      })
      await expect(
        transaction(member.ctx, (trx) => findVisiblePreview(member.ctx, trx, { documentId })),
      ).rejects.toMatchObject({ code: 'locked' })
      expect(await getPreview(member.ctx, { documentId })).toMatchObject({
        state: 'blocked',
        reason: { code: `damaged_${problem}` },
      })
      const zip = { name: 'x', room_id: roomId, folder_ids: [], document_ids: [] }
      expect(await transaction(member.ctx, (trx) => contentsOf(trx, zip))).toMatchObject({ entries: [], withheld: 2 })

      await storage.put('documents', versionId, Buffer.from('intact'))
      expect(await check('share')).toMatchObject({ report: { damaged: 0, recovered: 1 } })
      for (const id of [versionId, copy.version.id]) {
        expect(await versionOf(id)).toEqual({ state: 'available', shown: 'available', reason_code: null })
        expect(await eventsOf(id)).toEqual(['documents.damaged', 'documents.recovered'])
      }
      expect(await authorizeDownload(member.ctx, { documentId })).toMatchObject({ objectId: versionId })
      // What was drawn of it meanwhile may have been drawn of other bytes.
      expect(await database.peek('select made, state from previews where version_id = $1', [versionId])).toEqual([
        { made: 0, state: 'waiting' },
      ])
    },
  )

  it('lets nobody make a damaged version current again, and a new upload puts the document right', async () => {
    const { documentId, versionId } = await store('first')
    const second = randomUUID()
    await storage.put('documents', second, Buffer.from('other'))
    const add = `insert into versions (id, organization_id, document_id, number, size, etag, uploaded_by, state, sha256, scanned_at)
      values ($1, $2, $3, $4, 5, 'x', $5, 'available', sha256('other'), now())`
    await database.peek(add, [second, member.organizationId, documentId, 2, member.memberId])
    await storage.remove('documents', versionId)
    await check()
    expect(await versionOf(versionId)).toMatchObject({ state: 'damaged', shown: 'available' })
    const [document] = await database.peek<{ revision: number }>('select revision from documents where id = $1', [
      documentId,
    ])
    await expect(
      restoreVersion(member.ctx, { documentId, versionId, revision: document?.revision ?? 0, key: undefined }),
    ).rejects.toThrow('missing on disk')
    // As one whose transaction began before the check was written down: the database itself refuses.
    await expect(
      database.peek(
        `insert into versions (organization_id, document_id, number, size, etag, state, sha256, scanned_at, object_id)
         values ($1, $2, 3, 5, 'x', 'available', sha256('first'), now(), $3)`,
        [member.organizationId, documentId, versionId],
      ),
    ).rejects.toThrow('damaged')
    await storage.remove('documents', second)
    await check()
    expect(await versionOf(second)).toMatchObject({ shown: 'damaged' })
    const third = randomUUID()
    await database.peek(add, [third, member.organizationId, documentId, 4, member.memberId])
    expect(await versionOf(third)).toMatchObject({ shown: 'available' })
  })

  it('says nothing of a file while storage is away, and calls one unreadable that alone fails', async () => {
    const { versionId } = await store('first')
    const failing = new Proxy(storage, {
      get: (of, name) =>
        name === 'open' || (name === 'list' && away)
          ? async () => Promise.reject(new Error('reset'))
          : typeof of[name as keyof Storage] === 'function'
            ? of[name as keyof Storage].bind(of)
            : of[name as keyof Storage],
    })
    let away = true
    const run = await newRun('all')
    await expect(checkObjects(ctx, failing, run, options, signal)).rejects.toMatchObject({ code: 'unavailable' })
    expect(await versionOf(versionId)).toMatchObject({ state: 'available' })
    away = false
    await checkObjects(ctx, failing, run, options, signal)
    expect(await versionOf(versionId)).toMatchObject({ reason_code: 'damaged_unreadable' })
  })

  it('reads each night a thirtieth, the longest unchecked first, and all that is overdue', async () => {
    for (let at = 0; at < 6; at += 1) await store(`file ${at}`)
    await database.peek(`update stored_objects set due_from = now() - interval '1 day'`)
    const [old] = await database.peek<{ object_id: string }>(
      `update stored_objects set due_from = now() - interval '9 days' where object_id = (select min(object_id::text)::uuid from stored_objects) returning object_id`,
    )
    expect(await check('share', { days: 30 })).toMatchObject({ done: 1, total: 1 })
    const checked = 'select object_id from stored_objects where checked_at is not null'
    expect(await database.peek(checked)).toEqual([old])
    expect(await check('share', { days: 3 })).toMatchObject({ done: 2 })
    await database.peek(`update stored_objects set due_from = now() - interval '31 days'`)
    expect(await check('share', { days: 30 })).toMatchObject({ done: 6 })
    const nights = 5
    await database.peek(`update stored_objects set due_from = now() - interval '1 day', checked_at = null`)
    for (let night = 0; night < nights; night += 1) {
      await check('share', { days: nights })
      await store(`new ${night}`)
    }
    expect(await database.peek(`${checked} and due_from < now() - interval '1 hour'`)).toEqual([])
    expect(
      await database.peek(
        `select from stored_objects where checked_at is null and due_from < now() - interval '1 hour'`,
      ),
    ).toEqual([])
  })

  it('goes on where it was stopped, and stops when it is cancelled', async () => {
    for (let at = 0; at < 5; at += 1) await store(`file ${at}`)
    const run = await newRun('all')
    let left = 2
    const dying = {
      ...options,
      untilIdle: async () =>
        Promise.resolve(left--)
          .then((n) => n || Promise.reject(new Error('killed')))
          .then(() => {}),
    }
    await expect(checkObjects(ctx, storage, run, dying, signal)).rejects.toThrow('killed')
    expect(await runOf(run)).toMatchObject({ state: 'running', done: 2, total: 5 })
    await checkObjects(ctx, storage, run, options, signal)
    expect(await runOf(run)).toMatchObject({ state: 'done', done: 5 })
    await checkObjects(ctx, storage, run, options, signal)
    expect(await runOf(run)).toMatchObject({ done: 5 })

    await startRun(operator, 'all')
    await expect(startRun(operator, 'all')).rejects.toMatchObject({ code: 'conflict' })
    const [line] = await integrityRunLines.list(operator, {
      filters: { state: 'waiting' },
      sortBy: 'createdAt',
      direction: 'desc',
      limit: 5,
      offset: 0,
    })
    const id = line?.id ?? ''
    const cancelled = { ...options, untilIdle: () => cancelRun(operator, id) }
    await expect(checkObjects(ctx, storage, id, cancelled, signal)).rejects.toBeInstanceOf(RunEnded)
    expect(await runOf(id)).toMatchObject({ state: 'cancelled', done: 0 })
    await expect(cancelRun(operator, id)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('is slowed to what it may take', async () => {
    await store(randomBytes(2_000_000))
    const began = performance.now()
    await check('all', { bytesPerSecond: 4_000_000 })
    expect(performance.now() - began).toBeGreaterThan(400)
  })

  it('of one document is for who looks after the quarantine and sees it, and reads nothing else', async () => {
    const { versionId } = await store('mine')
    await store('another')
    const guest = await createMember(database, { organizationId: member.organizationId, role: 'member' })
    await expect(checkDocumentOf(guest.ctx, versionId)).rejects.toMatchObject({ code: 'forbidden' })
    const stranger = await createMember(database)
    await expect(checkDocumentOf(stranger.ctx, versionId)).rejects.toMatchObject({ code: 'not_found' })
    await storage.remove('documents', versionId)
    await checkDocumentOf(member.ctx, versionId)
    await expect(checkDocumentOf(member.ctx, versionId)).rejects.toMatchObject({ code: 'conflict' })
    const [run] = await database.peek<{ id: string }>('select id from integrity_runs')
    await checkObjects(ctx, storage, run?.id ?? '', options, signal)
    expect(await runOf(run?.id ?? '')).toMatchObject({ state: 'done', done: 1, report: { damaged: 1 } })
    // Of runs, ids and counts an operator learns the state, and a member nothing.
    expect(await integrityState(operator)).toMatchObject({ damaged: 1, running: [] })
    expect(await transaction(stranger.ctx, (trx) => trx('integrity_runs').select('id'))).toEqual([])
    expect(await transaction(stranger.ctx, (trx) => trx('stored_objects').select('object_id'))).toEqual([])
    expect(await transaction(operator, (trx) => trx('stored_objects').select('object_id'))).toEqual([])
  })

  it('begins by itself at its hour, once a night, and the comparison once a week', async () => {
    const at = (iso: string): SystemContext => ({ ...ctx, now: () => new Date(iso) })
    const today = new Date().toISOString().slice(0, 10)
    expect(await startNightlyRuns(at(`${today}T12:00:00Z`), 2)).toBe(0)
    expect(await startNightlyRuns(at(`${today}T03:00:00Z`), 2)).toBe(2)
    expect(await startNightlyRuns(at(`${today}T03:01:00Z`), 2)).toBe(0)
    expect(await oweRuns(ctx)).toBe(2)
    expect(await oweRuns(ctx)).toBe(0)
    await database.peek(
      `update integrity_runs set state = 'done', finished_at = now(), created_at = $1::timestamptz - interval '1 day'`,
      [`${today}T02:00:00Z`],
    )
    expect(await startNightlyRuns(at(`${today}T02:00:00Z`), 2)).toBe(1)
  })

  it('owes one mail to each operator and administrator of what is new', async () => {
    const auditor = await createMember(database, { organizationId: member.organizationId, role: 'auditor' })
    const { versionId } = await store('intact')
    await check()
    expect(await database.peek(`select from jobs where name = 'mail.damaged'`)).toEqual([])
    await storage.remove('documents', versionId)
    await check()
    const owed = `select payload ->> 'personId' as person, payload ->> 'organizationId' as organization from jobs where name = 'mail.damaged' order by organization nulls last`
    expect(await database.peek(owed)).toEqual([
      { person: member.personId, organization: member.organizationId },
      { person: operator.actor.personId, organization: null },
    ])
    expect(JSON.stringify(await database.peek(owed))).not.toContain(auditor.personId)
    await check()
    expect(await database.peek(owed)).toHaveLength(2)
  })
})

describe('the comparison of rows with objects', () => {
  it('finds both sides of it and repairs: orphans go when they are old enough, previews are made anew', async () => {
    const whole = await store('whole')
    const lost = await store('lost')
    const short = await store('as it was')
    await storage.remove('documents', lost.versionId)
    await storage.put('documents', short.versionId, Buffer.from('cut'))
    const waiting = await createUploadedVersion(database, storage, member, roomId, Buffer.from('waits'))
    const gone = await createUploadedVersion(database, storage, member, roomId, Buffer.from('gone'))
    await storage.remove('quarantine', gone.versionId)
    const made = `update previews set state = 'ready', kind = 'pages', made = 11, pages = 11,
      sizes = (select jsonb_agg(case when n = 3 then 'null'::jsonb else '[1, 1]' end order by n) from generate_series(1, 11) n) where version_id = $1`
    await database.peek(made, [whole.versionId])
    for (const page of [1, 2, 4, 5, 6, 7, 8, 9, 10, 11]) {
      await storage.put('derived', pageKey(whole.versionId, page), Buffer.from('p'))
      await storage.put('derived', thumbnailKey(whole.versionId, page), Buffer.from('t'))
    }
    const orphans = [
      ['documents', randomUUID()],
      ['documents', 'not ours/ü'],
      ['quarantine', randomUUID()],
      ['derived', pageKey(randomUUID(), 1)],
      ['derived', pageKey(whole.versionId, 12)],
    ] as const
    for (const [bucket, key] of orphans) await storage.put(bucket, key, Buffer.from('nobody'))

    expect(await compare()).toMatchObject({
      state: 'done',
      report: { damaged: 2, young: 5, orphans: 0, previews: 0, lostUploads: 1 },
    })
    expect(await versionOf(lost.versionId)).toMatchObject({ reason_code: 'damaged_missing' })
    expect(await versionOf(short.versionId)).toMatchObject({ reason_code: 'damaged_size' })
    expect(await eventsOf(lost.versionId)).toEqual(['documents.damaged'])

    await storage.remove('derived', thumbnailKey(whole.versionId, 11))
    expect(await compare('compare', later())).toMatchObject({ report: { orphans: 5, orphanBytes: 30, previews: 1 } })
    expect(await compare('repair')).toMatchObject({ report: { young: 5, removed: 0, previews: 1 } })
    await database.peek(made, [whole.versionId])
    expect(await compare('repair', later())).toMatchObject({ report: { orphans: 5, removed: 5, previews: 1 } })
    for (const [bucket, key] of orphans) expect(await storage.head(bucket, key), key).toBeNull()
    expect(await storage.head('documents', whole.versionId)).not.toBeNull()
    expect(await storage.head('quarantine', waiting.versionId)).not.toBeNull()
    expect(await database.peek(`select from events where type = 'integrity.orphan_removed'`)).toHaveLength(5)
    expect(await database.peek('select made, state from previews where version_id = $1', [whole.versionId])).toEqual([
      { made: 0, state: 'waiting' },
    ])
    // Its pages may be taken up again at any moment: they are nobody's only when it is settled without them.
    expect(await compare('repair', later())).toMatchObject({ report: { orphans: 0, removed: 0, previews: 0 } })
  })

  it('goes on behind what it noted, counting nothing twice', async () => {
    const keys = Array.from({ length: 1010 }, (_, at) => `key ${String(at).padStart(5, '0')}`)
    for (let at = 0; at < keys.length; at += 50) {
      await Promise.all(keys.slice(at, at + 50).map((key) => storage.put('documents', key, Buffer.from('x'))))
    }
    const whole = await store('whole')
    const stop = new AbortController()
    let judged = 0
    const dying: SystemContext = {
      ...later(),
      now: () => {
        judged += 1
        if (judged === 700) stop.abort(new Error('killed'))
        return new Date(Date.now() + 15 * 86_400_000)
      },
    }
    const run = await newRun('compare')
    await expect(compareObjects(dying, storage, run, stop.signal)).rejects.toThrow('killed')
    expect(await runOf(run)).toMatchObject({ state: 'running', done: 500 })
    await compareObjects(later(), storage, run, signal)
    expect(await runOf(run)).toMatchObject({ state: 'done', done: 1011, report: { orphans: 1010, damaged: 0 } })
    expect(await versionOf(whole.versionId)).toMatchObject({ state: 'available' })
    const [{ examples = 0 } = {}] = await database.peek<{ examples: number }>(
      `select jsonb_array_length(report -> 'examples') as examples from integrity_runs where id = $1`,
      [run],
    )
    expect(examples).toBe(200)
  }, 60_000)

  /** The order of a real upload: a row, the bytes, the version, its check. Without a grace, only rows keep its bytes. */
  async function upload(text: string, versionOf?: string): Promise<{ documentId: string; versionId: string }> {
    const [versionId, bytes] = [randomUUID(), Buffer.from(text)]
    const documentId = versionOf ?? randomUUID()
    const { organizationId, memberId } = member
    await database.peek(
      `insert into uploads (id, organization_id, member_id, room_id, name, size, expires_at)
       values ($1, $2, $3, $4, 'file.bin', $5, now() + interval '1 day')`,
      [versionId, organizationId, memberId, roomId, bytes.length],
    )
    const etag = await storage.put('quarantine', versionId, bytes)
    await database.peek(
      `with document as (
         insert into documents (id, organization_id, room_id, name, current_version_id, size, created_by)
         select $1, $2, $3, 'file.bin', $4, $5, $6 where $8)
       insert into versions (id, organization_id, document_id, number, size, etag, uploaded_by)
       values ($4, $2, $1, case when $8 then 1 else 2 end, $5, $7, $6)`,
      [documentId, organizationId, roomId, versionId, bytes.length, memberId, etag, versionOf === undefined],
    )
    await database.peek('delete from uploads where id = $1', [versionId])
    await storage.copy('quarantine', 'documents', versionId, etag)
    const sha256 = createHash('sha256').update(bytes).digest()
    await settleVersion(ctx, versionId, { state: 'available', sha256, signatures: 'trial' })
    await storage.remove('quarantine', versionId)
    return { documentId, versionId }
  }

  async function purge(documentId: string): Promise<void> {
    await database.peek(
      `with act as (insert into trash (organization_id, document_id, name, purged_at)
         values ($1, $2, 'x', now() - interval '15 days') returning id)
       update documents set trash_id = (select id from act) where id = $2`,
      [member.organizationId, documentId],
    )
  }

  it('never removes what a row refers to, with uploads, copies, restores and purges at the same time', async () => {
    const people = [1, 2, 3]
    let working = people.length
    const work = async (): Promise<void> => {
      for (let at = 0; at < 12; at += 1) {
        const { documentId, versionId } = await upload(`stored ${at}`)
        const copy = await copyDocument(member.ctx, documentId, { roomId, folderId: null })
        await upload(`second ${at}`, documentId)
        const [{ revision = 0 } = {}] = await database.peek<{ revision: number }>(
          'select revision from documents where id = $1',
          [documentId],
        )
        await restoreVersion(member.ctx, { documentId, versionId, revision, key: undefined })
        // The original is purged, and erased: the copy keeps the bytes that they share.
        await purge(documentId)
        if (at % 2 === 0) await purge(copy.id)
      }
    }
    const sweep = systemContext(database.worker, quiet, 'sweep')
    let erased = 0
    const erase = async (): Promise<void> => {
      // What is purged in the midst of it is the next one's.
      while (working > 0) erased += await eraseTrash(sweep, storage).catch(() => 0)
    }
    let removed = 0
    const repair = async (): Promise<void> => {
      while (working > 0) {
        for (const bucket of ['documents', 'quarantine'] as const) {
          await storage.put(bucket, randomUUID(), Buffer.from('nobody'))
        }
        const run = await compare('repair', later())
        expect(run).toMatchObject({ state: 'done', report: { damaged: 0, previews: 0, lostUploads: 0 } })
        removed += Report.parse(run['report']).removed
      }
    }
    await Promise.all([...people.map(() => work().finally(() => (working -= 1))), erase(), repair()])
    expect(removed).toBeGreaterThan(2)
    expect(erased + (await eraseTrash(sweep, storage))).toBeGreaterThan(0)
    await compare('repair', later())
    const rows = await database.peek<{ key: string }>(
      'select distinct object_id::text as key from versions order by key',
    )
    expect(rows).toHaveLength(people.length * 6)
    expect((await storage.list('documents')).map(({ key }) => ({ key }))).toEqual(rows)
    expect(await storage.list('quarantine')).toEqual([])
    expect(await check()).toMatchObject({ report: { damaged: 0 }, done: rows.length })
  }, 120_000)
})
