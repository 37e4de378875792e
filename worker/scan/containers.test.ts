import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { nest } from '../../test/hostile/bombs.ts'
import { encryptedZip } from '../../test/hostile/corpus.ts'
import { buildTar } from '../../test/hostile/tar.ts'
import { buildZip } from '../../test/hostile/zip.ts'
import { gateLimits, passGate, type GateLimits } from './gate.ts'
import { bufferSource } from './source.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muniment-containers-test-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function judge(bytes: Buffer, limits: Partial<GateLimits> = {}): Promise<object> {
  return passGate(bufferSource(bytes), { scratch: { folder, limit: 50_000_000 }, limits: { ...gateLimits, ...limits } })
}

const text = Buffer.from('The quick brown fox. '.repeat(1000))
const zip = buildZip([{ name: 'a.txt', data: text }])
const files = [
  { name: 'a.txt', data: text },
  { name: 'b.zip', data: zip },
  { name: 'c.txt', data: Buffer.alloc(200_000, 'x') },
]

describe('tars and gzips', () => {
  it('pass when what they hold passes', async () => {
    expect(await judge(gzipSync(text))).toMatchObject({ ok: true, archive: false })
    expect(await judge(buildTar(files))).toMatchObject({ ok: true, archive: true, members: 4 })
    expect(await judge(gzipSync(buildTar(files)))).toMatchObject({ ok: true, archive: true, members: 4 })
    expect(await judge(nest(gzipSync(buildTar(files)), 1))).toMatchObject({ ok: true, members: 5 })
  })

  it('are held for a zip in them, wherever in them it lies', async () => {
    for (const at of [0, 1, 3]) {
      const bytes = buildTar(files.toSpliced(at, 0, { name: 'secret.zip', data: encryptedZip() }))
      expect(await judge(bytes)).toMatchObject({ code: 'encrypted' })
      expect(await judge(gzipSync(bytes))).toMatchObject({ code: 'encrypted' })
    }
  })

  it('count as archives in archives, a tar in a gzip as one', async () => {
    expect(await judge(gzipSync(buildTar([{ name: 'a', data: nest(text, 2) }])))).toMatchObject({ ok: true })
    expect(await judge(gzipSync(buildTar([{ name: 'a', data: nest(text, 3) }])))).toMatchObject({
      code: 'archive_nested',
    })
    expect(await judge(gzipSync(gzipSync(gzipSync(gzipSync(text)))))).toMatchObject({ code: 'archive_nested' })
    expect(await judge(buildTar(files), { entries: 3 })).toMatchObject({ code: 'archive_entries' })
  })

  it('are held when they swell, before they are unpacked to the end', async () => {
    expect(await judge(gzipSync(Buffer.alloc(60_000_000)))).toMatchObject({ code: 'archive_ratio' })
    expect(await judge(gzipSync(Buffer.alloc(60_000_000)), { ratioFloor: 1e9, size: 1e6 })).toMatchObject({
      code: 'archive_size',
    })
  })

  it('are held when they are damaged', async () => {
    const whole = gzipSync(buildTar(files))
    expect(await judge(whole.subarray(0, whole.length - 20))).toMatchObject({ code: 'archive_malformed' })
    const broken = buildTar(files)
    broken.fill('x', 512 + 21_504, 512 + 21_600)
    expect(await judge(broken)).toMatchObject({ code: 'archive_malformed' })
  })

  it('are read from the scratch folder when they are large, which is left empty', async () => {
    const large = buildTar([{ name: 'large.txt', data: Buffer.alloc(9_000_000, 'x') }, ...files])
    expect(await judge(gzipSync(large, { level: 1 }))).toMatchObject({ ok: true, members: 5 })
    expect(await readdir(folder)).toEqual([])
  })
})
