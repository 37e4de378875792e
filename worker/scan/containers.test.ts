import { randomBytes } from 'node:crypto'
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

  it('are looked into as far as they go when they are damaged', async () => {
    const noise = randomBytes(50_000)
    const secret = [{ name: 'secret.zip', data: encryptedZip() }]
    const cut = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length - 20_000)
    const tail = { name: 'noise', data: noise }
    expect(await judge(cut(gzipSync(buildTar([...files, tail]))))).toMatchObject({ ok: true, members: 5 })
    expect(await judge(cut(gzipSync(buildTar([...secret, tail]))))).toMatchObject({ code: 'encrypted' })
    expect(await judge(cut(buildTar([...secret, tail])))).toMatchObject({ code: 'encrypted' })

    const broken = buildTar([{ name: 'a', data: text.subarray(0, 512) }, { name: 'b', data: text }, ...secret, tail])
    broken.fill('x', 1024, 1536)
    expect(await judge(broken)).toMatchObject({ code: 'encrypted' })
    expect(await judge(Buffer.concat([buildTar(files), buildTar([...secret, tail])]))).toMatchObject({
      code: 'encrypted',
    })
    expect(await judge(Buffer.concat([gzipSync(text), noise]))).toMatchObject({ ok: true })
  })

  it('are read from the scratch folder when they are large, which is left empty', async () => {
    const large = buildTar([{ name: 'large.txt', data: Buffer.alloc(9_000_000, 'x') }, ...files])
    expect(await judge(gzipSync(large, { level: 1 }))).toMatchObject({ ok: true, members: 5 })
    expect(await readdir(folder)).toEqual([])
  })
})
