import { createHash, randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { systemContext, type SystemContext } from '../context.ts'
import { copyDocument } from '../documents/copy.ts'
import { settleVersion } from '../documents/settle.ts'
import { restoreVersion } from '../documents/restoreVersion.ts'
import { compareObjects } from './compareObjects.ts'
import { Report } from './schema.ts'
import { pageKey, thumbnailKey } from '../previews/objects.ts'
import { eraseTrash } from '../trash/eraseTrash.ts'
import { quiet } from '../../test/factories.ts'
import { createUploadedVersion } from '../../test/storage.ts'
import { openIntegrityBench, type IntegrityBench } from '../../test/integrity.ts'

let bench: IntegrityBench
beforeAll(async () => {
  bench = await openIntegrityBench()
})
afterAll(() => bench.close())
beforeEach(() => bench.begin())
afterEach(() => bench.end())

describe('the comparison of rows with objects', () => {
  it('finds both sides of it and repairs: orphans go when they are old enough, previews are made anew', async () => {
    const whole = await bench.store('whole')
    const lost = await bench.store('lost')
    const short = await bench.store('as it was')
    await bench.storage().remove('documents', lost.versionId)
    await bench.storage().put('documents', short.versionId, Buffer.from('cut'))
    const waiting = await createUploadedVersion(
      bench.database,
      bench.storage(),
      bench.member,
      bench.roomId,
      Buffer.from('waits'),
    )
    const gone = await createUploadedVersion(
      bench.database,
      bench.storage(),
      bench.member,
      bench.roomId,
      Buffer.from('gone'),
    )
    await bench.storage().remove('quarantine', gone.versionId)
    const made = `update previews set state = 'ready', kind = 'pages', made = 11, pages = 11,
      sizes = (select jsonb_agg(case when n = 3 then 'null'::jsonb else '[1, 1]' end order by n) from generate_series(1, 11) n) where version_id = $1`
    await bench.database.peek(made, [whole.versionId])
    for (const page of [1, 2, 4, 5, 6, 7, 8, 9, 10, 11]) {
      await bench.storage().put('derived', pageKey(whole.versionId, page), Buffer.from('p'))
      await bench.storage().put('derived', thumbnailKey(whole.versionId, page), Buffer.from('t'))
    }
    const orphans = [
      ['documents', randomUUID()],
      ['documents', 'not ours/ü'],
      ['quarantine', randomUUID()],
      ['derived', pageKey(randomUUID(), 1)],
      ['derived', pageKey(whole.versionId, 12)],
    ] as const
    for (const [bucket, key] of orphans) await bench.storage().put(bucket, key, Buffer.from('nobody'))

    expect(await bench.compare()).toMatchObject({
      state: 'done',
      report: { damaged: 2, young: 5, orphans: 0, previews: 0, lostUploads: 1 },
    })
    expect(await bench.versionOf(lost.versionId)).toMatchObject({ reason_code: 'damaged_missing' })
    expect(await bench.versionOf(short.versionId)).toMatchObject({ reason_code: 'damaged_size' })
    expect(await bench.eventsOf(lost.versionId)).toEqual(['documents.damaged'])

    await bench.storage().remove('derived', thumbnailKey(whole.versionId, 11))
    expect(await bench.compare('compare', bench.later())).toMatchObject({
      report: { orphans: 5, orphanBytes: 30, previews: 1 },
    })
    expect(await bench.compare('repair')).toMatchObject({ report: { young: 5, removed: 0, previews: 1 } })
    await bench.database.peek(made, [whole.versionId])
    expect(await bench.compare('repair', bench.later())).toMatchObject({
      report: { orphans: 5, removed: 5, previews: 1 },
    })
    for (const [bucket, key] of orphans) expect(await bench.storage().head(bucket, key), key).toBeNull()
    expect(await bench.storage().head('documents', whole.versionId)).not.toBeNull()
    expect(await bench.storage().head('quarantine', waiting.versionId)).not.toBeNull()
    expect(await bench.database.peek(`select from events where type = 'integrity.orphan_removed'`)).toHaveLength(5)
    expect(
      await bench.database.peek('select made, state from previews where version_id = $1', [whole.versionId]),
    ).toEqual([{ made: 0, state: 'waiting' }])
    // Its pages may be taken up again at any moment: they are nobody's only when it is settled without them.
    expect(await bench.compare('repair', bench.later())).toMatchObject({
      report: { orphans: 0, removed: 0, previews: 0 },
    })
  }, 60_000)

  it('goes on behind what it noted, counting nothing twice', async () => {
    const keys = Array.from({ length: 620 }, (_, at) => `key ${String(at).padStart(5, '0')}`)
    for (let at = 0; at < keys.length; at += 50) {
      await Promise.all(keys.slice(at, at + 50).map((key) => bench.storage().put('documents', key, Buffer.from('x'))))
    }
    const whole = await bench.store('whole')
    const stop = new AbortController()
    let judged = 0
    const dying: SystemContext = {
      ...bench.later(),
      now: () => {
        judged += 1
        if (judged === 550) stop.abort(new Error('killed'))
        return new Date(Date.now() + 15 * 86_400_000)
      },
    }
    const run = await bench.newRun('compare')
    await expect(compareObjects(dying, bench.storage(), run, stop.signal)).rejects.toThrow('killed')
    expect(await bench.runOf(run)).toMatchObject({ state: 'running', done: 500 })
    await compareObjects(bench.later(), bench.storage(), run, bench.signal)
    expect(await bench.runOf(run)).toMatchObject({ state: 'done', done: 621, report: { orphans: 620, damaged: 0 } })
    expect(await bench.versionOf(whole.versionId)).toMatchObject({ state: 'available' })
    const [counted] = await bench.database.peek<{ examples: number }>(
      `select jsonb_array_length(report -> 'examples') as examples from integrity_runs where id = $1`,
      [run],
    )
    expect(counted?.examples).toBe(200)
  }, 60_000)

  /** The order of a real upload: a row, the bytes, the version, its check. Without a grace, only rows keep its bytes. */
  async function upload(text: string, versionOf?: string): Promise<{ documentId: string; versionId: string }> {
    const [versionId, bytes] = [randomUUID(), Buffer.from(text)]
    const documentId = versionOf ?? randomUUID()
    const { organizationId, memberId } = bench.member
    await bench.database.peek(
      `insert into uploads (id, organization_id, member_id, room_id, name, size, expires_at)
       values ($1, $2, $3, $4, 'file.bin', $5, now() + interval '1 day')`,
      [versionId, organizationId, memberId, bench.roomId, bytes.length],
    )
    const etag = await bench.storage().put('quarantine', versionId, bytes)
    await bench.database.peek(
      `with document as (
         insert into documents (id, organization_id, room_id, name, current_version_id, size, created_by)
         select $1, $2, $3, 'file.bin', $4, $5, $6 where $8)
       insert into versions (id, organization_id, document_id, number, size, etag, uploaded_by)
       values ($4, $2, $1, case when $8 then 1 else 2 end, $5, $7, $6)`,
      [documentId, organizationId, bench.roomId, versionId, bytes.length, memberId, etag, versionOf === undefined],
    )
    await bench.database.peek('delete from uploads where id = $1', [versionId])
    await bench.storage().copy('quarantine', 'documents', versionId, etag)
    const sha256 = createHash('sha256').update(bytes).digest()
    await settleVersion(bench.ctx, versionId, { state: 'available', sha256, signatures: 'trial' })
    await bench.storage().remove('quarantine', versionId)
    return { documentId, versionId }
  }

  async function purge(documentId: string): Promise<void> {
    await bench.database.peek(
      `with act as (insert into trash (organization_id, document_id, name, purged_at)
         values ($1, $2, 'x', now() - interval '15 days') returning id)
       update documents set trash_id = (select id from act) where id = $2`,
      [bench.member.organizationId, documentId],
    )
  }

  it('never removes what a row refers to, with uploads, copies, restores and purges at the same time', async () => {
    const people = [1, 2, 3]
    let working = people.length
    const work = async (): Promise<void> => {
      for (let at = 0; at < 12; at += 1) {
        const { documentId, versionId } = await upload(`stored ${at}`)
        const copy = await copyDocument(bench.member.ctx, documentId, { roomId: bench.roomId, folderId: null })
        await upload(`second ${at}`, documentId)
        const [document] = await bench.database.peek<{ revision: number }>(
          'select revision from documents where id = $1',
          [documentId],
        )
        await restoreVersion(bench.member.ctx, {
          documentId,
          versionId,
          revision: document?.revision ?? 0,
          key: undefined,
        })
        // The original is purged, and erased: the copy keeps the bytes that they share.
        await purge(documentId)
        if (at % 2 === 0) await purge(copy.id)
      }
    }
    const sweep = systemContext(bench.database.worker, quiet, 'sweep')
    let erased = 0
    const erase = async (): Promise<void> => {
      // What is purged in the midst of it is the next one's.
      while (working > 0) erased += await eraseTrash(sweep, bench.storage()).catch(() => 0)
    }
    let removed = 0
    const repair = async (): Promise<void> => {
      while (working > 0) {
        for (const bucket of ['documents', 'quarantine'] as const) {
          await bench.storage().put(bucket, randomUUID(), Buffer.from('nobody'))
        }
        const run = await bench.compare('repair', bench.later())
        expect(run).toMatchObject({ state: 'done', report: { damaged: 0, previews: 0, lostUploads: 0 } })
        removed += Report.parse(run['report']).removed
      }
    }
    await Promise.all([...people.map(() => work().finally(() => (working -= 1))), erase(), repair()])
    expect(removed).toBeGreaterThan(2)
    expect(erased + (await eraseTrash(sweep, bench.storage()))).toBeGreaterThan(0)
    await bench.compare('repair', bench.later())
    const rows = await bench.database.peek<{ key: string }>(
      'select distinct object_id::text as key from versions order by key',
    )
    expect(rows).toHaveLength(people.length * 6)
    expect((await bench.storage().list('documents')).map(({ key }) => ({ key }))).toEqual(rows)
    expect(await bench.storage().list('quarantine')).toEqual([])
    expect(await bench.check()).toMatchObject({ report: { damaged: 0 }, done: rows.length })
  }, 120_000)
})
