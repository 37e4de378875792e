import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { contentsOf } from '../archives/contents.ts'
import { systemContext, type SystemContext } from '../context.ts'
import { transaction } from '../db.ts'
import { copyDocument } from '../documents/copy.ts'
import { authorizeDownload } from '../documents/download.ts'
import { restoreVersion } from '../documents/restoreVersion.ts'
import { findDamageMail } from '../mail/damaged.ts'
import { tellDamage } from '../mail/jobs.ts'
import { checkObjects } from './checkObjects.ts'
import { integrityRunLines, integrityState } from './console.ts'
import { oweRuns, startNightlyRuns } from './nightly.ts'
import { RunEnded } from './progress.ts'
import type { Readable } from './readObject.ts'
import { cancelRun, checkDocumentOf, startRun } from './startRun.ts'
import { getPreview, findVisiblePreview } from '../previews/look.ts'
import { pageKey } from '../previews/objects.ts'
import { createMember, quiet } from '../../test/factories.ts'
import { openIntegrityBench, type IntegrityBench } from '../../test/integrity.ts'

let bench: IntegrityBench
beforeAll(async () => {
  bench = await openIntegrityBench()
})
afterAll(() => bench.close())
beforeEach(() => bench.begin())
afterEach(() => bench.end())

describe('the check of stored files', () => {
  it('passes what is whole, large and empty files too, and says how much it read', async () => {
    const sizes = [0, 1, 5_000_000]
    for (const size of sizes) await bench.store(randomBytes(size))
    expect(await bench.check()).toMatchObject({
      state: 'done',
      done: 3,
      total: 3,
      bytes: 5_000_001,
      report: { damaged: 0 },
    })
    expect(await bench.database.peek('select from stored_objects where checked_at is null')).toEqual([])
  })

  it.each([
    ['other bytes', 'sha256', (key: string) => bench.storage().put('documents', key, Buffer.from('damage'))],
    ['another size', 'size', (key: string) => bench.storage().put('documents', key, Buffer.from('damaged more'))],
    ['nothing', 'missing', (key: string) => bench.storage().remove('documents', key)],
  ])(
    'finds %s under a key, tells it once, serves it no more, and gives it back when it is whole',
    async (_what, problem, harm) => {
      const { documentId, versionId } = await bench.store('intact')
      const copy = await copyDocument(bench.member.ctx, documentId, { roomId: bench.roomId, folderId: null })
      await bench.storage().put('derived', pageKey(versionId, 1), Buffer.from('{}'))
      await bench.database.peek(
        `update previews set state = 'ready', kind = 'text', made = 1, pages = 1 where version_id = $1`,
        [versionId],
      )
      await harm(versionId)
      expect(await bench.check()).toMatchObject({
        done: 1,
        report: { damaged: 1, examples: [{ problem, key: versionId }] },
      })
      await bench.check()
      for (const id of [versionId, copy.version.id]) {
        expect(await bench.versionOf(id)).toEqual({
          state: 'damaged',
          shown: 'damaged',
          reason_code: `damaged_${problem}`,
        })
        expect(await bench.eventsOf(id)).toEqual(['documents.damaged'])
      }

      await expect(authorizeDownload(bench.member.ctx, { documentId })).rejects.toMatchObject({ code: 'locked' })
      await expect(authorizeDownload(bench.member.ctx, { versionId })).rejects.toThrow('damaged')
      await expect(
        copyDocument(bench.member.ctx, documentId, { roomId: bench.roomId, folderId: null }),
      ).rejects.toMatchObject({
        code: 'forbidden',
      })
      await expect(
        transaction(bench.member.ctx, (trx) => findVisiblePreview(bench.member.ctx, trx, { documentId })),
      ).rejects.toMatchObject({ code: 'locked' })
      expect(await getPreview(bench.member.ctx, { documentId })).toMatchObject({
        state: 'blocked',
        reason: { code: `damaged_${problem}` },
      })
      const zip = { name: 'x', room_id: bench.roomId, folder_ids: [], document_ids: [] }
      expect(await transaction(bench.member.ctx, (trx) => contentsOf(trx, zip))).toMatchObject({
        entries: [],
        withheld: 2,
      })

      await bench.storage().put('documents', versionId, Buffer.from('intact'))
      expect(await bench.check('share')).toMatchObject({ report: { damaged: 0, recovered: 1 } })
      for (const id of [versionId, copy.version.id]) {
        expect(await bench.versionOf(id)).toEqual({ state: 'available', shown: 'available', reason_code: null })
        expect(await bench.eventsOf(id)).toEqual(['documents.damaged', 'documents.recovered'])
      }
      expect(await authorizeDownload(bench.member.ctx, { documentId })).toMatchObject({ objectId: versionId })
      // What was drawn of it meanwhile may have been drawn of other bytes.
      expect(await bench.database.peek('select made, state from previews where version_id = $1', [versionId])).toEqual([
        { made: 0, state: 'waiting' },
      ])
    },
  )

  it('lets nobody make a damaged version current again, and a new upload puts the document right', async () => {
    const { documentId, versionId } = await bench.store('first')
    const second = randomUUID()
    await bench.storage().put('documents', second, Buffer.from('other'))
    const add = `insert into versions (id, organization_id, document_id, number, size, etag, uploaded_by, state, sha256, scanned_at)
      values ($1, $2, $3, $4, 5, 'x', $5, 'available', sha256('other'), now())`
    await bench.database.peek(add, [second, bench.member.organizationId, documentId, 2, bench.member.memberId])
    await bench.storage().remove('documents', versionId)
    await bench.check()
    expect(await bench.versionOf(versionId)).toMatchObject({ state: 'damaged', shown: 'available' })
    const [document] = await bench.database.peek<{ revision: number }>('select revision from documents where id = $1', [
      documentId,
    ])
    await expect(
      restoreVersion(bench.member.ctx, { documentId, versionId, revision: document?.revision ?? 0, key: undefined }),
    ).rejects.toThrow('missing on disk')
    // As one whose transaction began before the check was written down: the database itself refuses.
    await expect(
      bench.database.peek(
        `insert into versions (organization_id, document_id, number, size, etag, state, sha256, scanned_at, object_id)
         values ($1, $2, 3, 5, 'x', 'available', sha256('first'), now(), $3)`,
        [bench.member.organizationId, documentId, versionId],
      ),
    ).rejects.toThrow('damaged')
    await bench.storage().remove('documents', second)
    await bench.check()
    expect(await bench.versionOf(second)).toMatchObject({ shown: 'damaged' })
    const third = randomUUID()
    await bench.database.peek(add, [third, bench.member.organizationId, documentId, 4, bench.member.memberId])
    expect(await bench.versionOf(third)).toMatchObject({ shown: 'available' })
  })

  it('says nothing of a file while storage is away, and calls one unreadable that alone fails', async () => {
    const { versionId } = await bench.store('first')
    let away = true
    const failing: Readable = {
      open: async () => Promise.reject(new Error('reset')),
      list: async (...asked) => (away ? Promise.reject(new Error('reset')) : bench.storage().list(...asked)),
    }
    const run = await bench.newRun('all')
    await expect(checkObjects(bench.ctx, failing, run, bench.options, bench.signal)).rejects.toMatchObject({
      code: 'unavailable',
    })
    expect(await bench.versionOf(versionId)).toMatchObject({ state: 'available' })
    away = false
    await checkObjects(bench.ctx, failing, run, bench.options, bench.signal)
    expect(await bench.versionOf(versionId)).toMatchObject({ reason_code: 'damaged_unreadable' })
  })

  it('reads each night a thirtieth, the longest unchecked first, and all that is overdue', async () => {
    for (let at = 0; at < 6; at += 1) await bench.store(`file ${at}`)
    await bench.database.peek(`update stored_objects set due_from = now() - interval '1 day'`)
    const [old] = await bench.database.peek<{ object_id: string }>(
      `update stored_objects set due_from = now() - interval '9 days' where object_id = (select min(object_id::text)::uuid from stored_objects) returning object_id`,
    )
    expect(await bench.check('share', { days: 30 })).toMatchObject({ done: 1, total: 1 })
    const checked = 'select object_id from stored_objects where checked_at is not null'
    expect(await bench.database.peek(checked)).toEqual([old])
    expect(await bench.check('share', { days: 3 })).toMatchObject({ done: 2 })
    await bench.database.peek(`update stored_objects set due_from = now() - interval '31 days'`)
    expect(await bench.check('share', { days: 30 })).toMatchObject({ done: 6 })
    const nights = 5
    await bench.database.peek(`update stored_objects set due_from = now() - interval '1 day', checked_at = null`)
    for (let night = 0; night < nights; night += 1) {
      await bench.check('share', { days: nights })
      await bench.store(`new ${night}`)
    }
    expect(await bench.database.peek(`${checked} and due_from < now() - interval '1 hour'`)).toEqual([])
    expect(
      await bench.database.peek(
        `select from stored_objects where checked_at is null and due_from < now() - interval '1 hour'`,
      ),
    ).toEqual([])
  })

  it('goes on where it was stopped, and stops when it is cancelled', async () => {
    for (let at = 0; at < 5; at += 1) await bench.store(`file ${at}`)
    const run = await bench.newRun('all')
    let left = 2
    const dying = {
      ...bench.options,
      untilIdle: async () =>
        Promise.resolve(left--)
          .then((n) => n || Promise.reject(new Error('killed')))
          .then(() => {}),
    }
    await expect(checkObjects(bench.ctx, bench.storage(), run, dying, bench.signal)).rejects.toThrow('killed')
    expect(await bench.runOf(run)).toMatchObject({ state: 'running', done: 2, total: 5 })
    await checkObjects(bench.ctx, bench.storage(), run, bench.options, bench.signal)
    expect(await bench.runOf(run)).toMatchObject({ state: 'done', done: 5 })
    await checkObjects(bench.ctx, bench.storage(), run, bench.options, bench.signal)
    expect(await bench.runOf(run)).toMatchObject({ done: 5 })

    await startRun(bench.operator, 'all')
    await expect(startRun(bench.operator, 'all')).rejects.toMatchObject({ code: 'conflict' })
    const [line] = await integrityRunLines.list(bench.operator, {
      filters: { state: 'waiting' },
      sortBy: 'createdAt',
      direction: 'desc',
      limit: 5,
      offset: 0,
    })
    const id = line?.id ?? ''
    const cancelled = { ...bench.options, untilIdle: () => cancelRun(bench.operator, id) }
    await expect(checkObjects(bench.ctx, bench.storage(), id, cancelled, bench.signal)).rejects.toBeInstanceOf(RunEnded)
    expect(await bench.runOf(id)).toMatchObject({ state: 'cancelled', done: 0 })
    await expect(cancelRun(bench.operator, id)).rejects.toMatchObject({ code: 'conflict' })
  })

  it('is slowed to what it may take', async () => {
    await bench.store(randomBytes(2_000_000))
    const began = performance.now()
    await bench.check('all', { bytesPerSecond: 4_000_000 })
    expect(performance.now() - began).toBeGreaterThan(400)
  })

  it('of one document is for who looks after the quarantine and sees it, and reads nothing else', async () => {
    const { versionId } = await bench.store('mine')
    await bench.store('another')
    const guest = await createMember(bench.database, { organizationId: bench.member.organizationId, role: 'member' })
    await expect(checkDocumentOf(guest.ctx, versionId)).rejects.toMatchObject({ code: 'forbidden' })
    const stranger = await createMember(bench.database)
    await expect(checkDocumentOf(stranger.ctx, versionId)).rejects.toMatchObject({ code: 'not_found' })
    await bench.storage().remove('documents', versionId)
    await checkDocumentOf(bench.member.ctx, versionId)
    await expect(checkDocumentOf(bench.member.ctx, versionId)).rejects.toMatchObject({ code: 'conflict' })
    const [run] = await bench.database.peek<{ id: string }>('select id from integrity_runs')
    await checkObjects(bench.ctx, bench.storage(), run?.id ?? '', bench.options, bench.signal)
    expect(await bench.runOf(run?.id ?? '')).toMatchObject({ state: 'done', done: 1, report: { damaged: 1 } })
    // Of runs, ids and counts an operator learns the state, and a member nothing.
    expect(await integrityState(bench.operator)).toMatchObject({ damaged: 1, running: [] })
    expect(await transaction(stranger.ctx, (trx) => trx('integrity_runs').select('id'))).toEqual([])
    expect(await transaction(stranger.ctx, (trx) => trx('stored_objects').select('object_id'))).toEqual([])
    expect(await transaction(bench.operator, (trx) => trx('stored_objects').select('object_id'))).toEqual([])
  })

  it('begins by itself at its hour, once a night, and the comparison once a week', async () => {
    const at = (iso: string): SystemContext => ({ ...bench.ctx, now: () => new Date(iso) })
    const today = new Date().toISOString().slice(0, 10)
    expect(await startNightlyRuns(at(`${today}T12:00:00Z`), 2)).toBe(0)
    expect(await startNightlyRuns(at(`${today}T03:00:00Z`), 2)).toBe(2)
    expect(await startNightlyRuns(at(`${today}T03:01:00Z`), 2)).toBe(0)
    expect(await oweRuns(bench.ctx)).toBe(2)
    expect(await oweRuns(bench.ctx)).toBe(0)
    await bench.database.peek(
      `update integrity_runs set state = 'done', finished_at = now(), created_at = $1::timestamptz - interval '1 day'`,
      [`${today}T02:00:00Z`],
    )
    expect(await startNightlyRuns(at(`${today}T02:00:00Z`), 2)).toBe(1)
  })

  it('owes one mail to each operator and administrator of what is new', async () => {
    const auditor = await createMember(bench.database, { organizationId: bench.member.organizationId, role: 'auditor' })
    const { versionId } = await bench.store('intact')
    await bench.check()
    expect(await bench.database.peek(`select from jobs where name = 'mail.damaged'`)).toEqual([])
    await bench.storage().remove('documents', versionId)
    await bench.check()
    const owed = `select payload ->> 'personId' as person, payload ->> 'organizationId' as organization from jobs where name = 'mail.damaged' order by organization nulls last`
    expect(await bench.database.peek(owed)).toEqual([
      { person: bench.member.personId, organization: bench.member.organizationId },
      { person: bench.operator.actor.personId, organization: null },
    ])
    expect(JSON.stringify(await bench.database.peek(owed))).not.toContain(auditor.personId)
    const jobs = await bench.database.peek<{ payload: unknown }>(
      `select payload from jobs where name = 'mail.damaged' order by payload ->> 'organizationId' nulls last`,
    )
    const outbound = systemContext(bench.database.outbound, quiet, 'mail')
    const [ours, theirs] = await Promise.all(
      jobs.map(({ payload }) =>
        findDamageMail(outbound, 'https://room.example.test', tellDamage.payload.parse(payload)),
      ),
    )
    expect(ours).toMatchObject({ address: bench.member.email, subject: 'A stored file is damaged' })
    expect(ours?.text).toContain('https://room.example.test/admin/resources/versions?filters.state=damaged')
    expect(theirs?.text).toContain('https://room.example.test/admin/resources/integrity')
    expect(`${ours?.text}${theirs?.text}`).not.toContain('file.bin')
    await bench.check()
    expect(await bench.database.peek(owed)).toHaveLength(2)
  })
})
