import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { retryPreview } from '@muniment/core/previews/retry.ts'
import { pdfOf } from '../../test/previewFiles.ts'
import { openPreviewBench, type PreviewBench } from '../../test/previewing.ts'
import { sweepOnce } from '../sweeps.ts'
import { previewSweeps } from './sweeps.ts'

let bench: PreviewBench
beforeAll(async () => {
  bench = await openPreviewBench()
})
afterAll(() => bench.close())
beforeEach(() => bench.database.peek('delete from jobs'))

function sweep(name: string): Promise<number | null> {
  const found = previewSweeps.find((one) => one.name === name)
  if (!found) throw new Error(`no sweep ${name}`)
  return sweepOnce(bench.ctx, bench.ctx.db, found, { jobs: ['documents.preview'] })
}

async function owed(): Promise<string[]> {
  const rows = await bench.database.peek<{ key: string }>(`select key from jobs where name = 'documents.preview'`)
  return rows.map(({ key }) => key)
}

/** All others are as if they had been made. */
async function settleOthers(versionId: string): Promise<void> {
  await bench.database.peek(`update previews set state = 'none' where version_id <> $1`, [versionId])
}

describe('the sweeps of previews', () => {
  it('make those that nobody has owed: of versions from before, restored or copied', async () => {
    const { versionId } = await bench.store(pdfOf(['x']))
    await bench.database.peek('delete from jobs')
    await settleOthers(versionId)
    expect(await sweep('missing previews')).toBe(1)
    expect(await sweep('missing previews')).toBe(0)
    expect(await owed()).toEqual([versionId])
    await bench.work(versionId)
    expect(await bench.previewOf(versionId)).toMatchObject({ state: 'ready', made: 1 })
    expect(await sweep('missing previews')).toBe(0)
  })

  it('owe again what lost its job, and leave what is owed, made, failed or not checked', async () => {
    const lost = await bench.store(pdfOf(['x']))
    const unchecked = await bench.store(pdfOf(['x']))
    const failed = await bench.store(pdfOf(['x']))
    await settleOthers(lost.versionId)
    await bench.database.peek('delete from jobs')
    await bench.database.peek(`update previews set state = 'making' where version_id = $1`, [lost.versionId])
    await bench.database.peek(`update previews set state = 'failed' where version_id = $1`, [failed.versionId])
    await bench.database.peek(`update previews set state = 'waiting' where version_id = $1`, [unchecked.versionId])
    await bench.database.peek(`update versions set state = 'scanning' where id = $1`, [unchecked.versionId])
    expect(await sweep('missing previews')).toBe(1)
    expect(await owed()).toEqual([lost.versionId])
  })

  it('let few wait before what is uploaded now', async () => {
    const { versionId } = await bench.store(pdfOf(['x']))
    await bench.database.peek('delete from jobs')
    await bench.database.peek(
      `insert into jobs (name, key, payload) select 'documents.preview', n::text, '{}' from generate_series(1, 50) n`,
    )
    expect(await sweep('missing previews')).toBe(0)
    expect(await owed()).not.toContain(versionId)
  })

  it('try again what a person wants tried again, although its job had failed for good', async () => {
    const { documentId, versionId } = await bench.store(pdfOf(['x']))
    const broken = { confinement: { landlock: false, filter: '/no/such/filter' } }
    for (let attempt = 1; attempt <= 3; attempt++) await bench.work(versionId, broken)
    expect(await bench.previewOf(versionId)).toMatchObject({ state: 'failed', reason_code: 'stopped' })
    expect(await bench.database.peek('select state from jobs where key = $1', [versionId])).toEqual([
      { state: 'failed' },
    ])
    expect(await sweep('previews to be tried again')).toBe(0)

    await retryPreview(bench.member.ctx, { documentId })
    expect(await sweep('previews to be tried again')).toBe(1)
    await bench.work(versionId)
    expect(await bench.previewOf(versionId)).toMatchObject({ state: 'ready', made: 1, reason_code: null })
  })
})
