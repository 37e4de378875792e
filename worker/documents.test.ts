import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AppError } from '@muniment/core/errors.ts'
import { hostileFiles } from '../test/hostile/corpus.ts'
import { eicar } from '../test/hostile/eicar.ts'
import { lockedAway, openScanBench, passed, readyScanner, type ScanBench } from '../test/scanning.ts'

let bench: ScanBench
beforeAll(async () => {
  bench = await openScanBench()
})
afterAll(() => bench.close())

const plain = Buffer.from('a plain file')

describe('the way of a file', () => {
  it.each([
    ['a clean one', plain],
    ['an empty one', Buffer.alloc(0)],
  ])('leads %s from quarantine to documents, with its hash and one event', async (_what, bytes) => {
    const { versionId, jobId } = await bench.upload(bytes)
    await bench.work(jobId)
    expect(await bench.endOf(versionId)).toEqual(passed(bytes))
  })

  const refused = hostileFiles.filter(({ becomes }) => becomes.state !== 'available')
  it.each(refused)('keeps $what in quarantine', async ({ build, becomes }) => {
    const { versionId, jobId } = await bench.upload(build())
    await bench.work(jobId)
    expect(await bench.endOf(versionId)).toMatchObject({ ...lockedAway(becomes.state, becomes.code ?? ''), job: null })
  })
})

describe('a scanner that is not ready', () => {
  it.each([
    ['unreachable', 'waiting_scanner'],
    ['no-signatures', 'waiting_signatures'],
    ['stale', 'waiting_signatures'],
  ] as const)('that is %s makes the file wait visibly, with one event and no attempt used up', async (state, code) => {
    const { versionId, jobId } = await bench.upload(plain)
    const scanner = { status: async () => ({ ...readyScanner, state }) }
    for (let round = 0; round < 10; round++) {
      await bench.work(jobId, { scanner })
      await bench.hurry(versionId)
    }
    const waiting = { state: 'scanning', reason: code, served: null, inQuarantine: true }
    expect(await bench.endOf(versionId)).toMatchObject({ ...waiting, job: { state: 'waiting', attempts: 0 } })
    expect(await bench.eventsOf(versionId)).toEqual([`documents.waiting scanning ${code}`])

    await bench.work(jobId)
    expect(await bench.endOf(versionId)).toEqual(passed(plain))
    expect(await bench.eventsOf(versionId)).toEqual([
      `documents.waiting scanning ${code}`,
      'documents.waiting scanning',
      'documents.scanned available',
    ])
  })

  it('and goes away in mid-scan makes the file wait and then pass', async () => {
    const { versionId, jobId } = await bench.upload(plain)
    const server = createServer((socket) => socket.on('error', () => {}).once('data', () => socket.destroy()))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    await bench.work(jobId, { clamd: { host: '127.0.0.1', port } })
    server.close()
    expect(await bench.endOf(versionId)).toMatchObject({
      state: 'scanning',
      reason: 'waiting_scanner',
      job: { state: 'waiting', attempts: 0 },
    })
    await bench.hurry(versionId)
    await bench.work(jobId)
    expect(await bench.endOf(versionId)).toEqual(passed(plain))
  })
})

describe('storage that is in trouble', () => {
  it('makes the file wait without using up an attempt', async () => {
    const { versionId, jobId } = await bench.upload(plain)
    const away = async (): Promise<never> => {
      throw new AppError('unavailable', "Storage doesn't answer just now.")
    }
    for (let round = 0; round < 10; round++) {
      await bench.work(jobId, { storage: bench.storageBut({ copy: away }) })
      await bench.hurry(versionId)
    }
    expect(await bench.jobOf(versionId)).toMatchObject({ state: 'waiting', attempts: 0 })
    await bench.work(jobId)
    expect(await bench.endOf(versionId)).toEqual(passed(plain))
  })

  it.each<[string, (versionId: string) => Promise<unknown>]>([
    ['other bytes', (versionId) => bench.storage.put('quarantine', versionId, Buffer.from('other file!!'))],
    ['more bytes', (versionId) => bench.storage.put('quarantine', versionId, Buffer.from('a plain file and more'))],
    ['nothing', (versionId) => bench.storage.remove('quarantine', versionId)],
  ])('and holds %s instead of what was uploaded ends in a hold, never in a pass', async (_what, spoil) => {
    const { versionId, jobId } = await bench.upload(plain)
    await spoil(versionId)
    for (let attempt = 1; attempt <= 8; attempt++) {
      expect(await bench.endOf(versionId)).toMatchObject({ state: 'scanning' })
      await bench.work(jobId)
      await bench.hurry(versionId)
    }
    expect(await bench.endOf(versionId)).toMatchObject({
      state: 'held',
      reason: 'scan_failed',
      served: null,
      job: { state: 'failed', last_error: 'What is stored is not what was uploaded' },
    })
  })

  it('and gets other bytes between scan and copy does not copy them', async () => {
    const { versionId, jobId } = await bench.upload(plain)
    const swapped = bench.storageBut({
      copy: async (from, to, key, etag) => {
        await bench.storage.put('quarantine', key, eicar())
        await bench.storage.copy(from, to, key, etag)
      },
    })
    await bench.work(jobId, { storage: swapped })
    expect(await bench.endOf(versionId)).toMatchObject({ state: 'scanning', served: null })
  })
})
