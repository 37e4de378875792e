import { afterEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { numbered, settleClashes, type Choice } from './clashes.ts'

const place = { organization: 'o', roomId: 'r', folderId: 'f', place: 'Leases' }
const at = (name: string, text = 'abc', folderId = 'f') => ({
  file: new File([text], name),
  place: { ...place, folderId },
  fresh: false,
})

/** A server that has documents of these names; gives what it was asked. */
function serverWith(...names: string[]): string[][] {
  const asked: string[][] = []
  vi.stubGlobal('fetch', async (_url: string, init: RequestInit) => {
    const Asked = z.object({ folderId: z.string(), names: z.array(z.string()) })
    const body = z.object({ places: z.array(Asked) }).parse(JSON.parse(z.string().parse(init.body)))
    const wanted = body.places.flatMap((one) => one.names.map((name) => ({ name, folderId: one.folderId })))
    asked.push(wanted.map(({ name }) => name))
    if (wanted.some(({ name }) => name.includes('\\'))) return Response.json({ code: 'invalid' }, { status: 400 })
    const items = wanted
      .filter(({ name }) => names.includes(name))
      .map(({ name, folderId }) => ({
        name,
        folderId,
        documentId: `id of ${name}`,
        version: 1,
        size: 3,
        sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
        updatedAt: '2026-01-01T00:00:00Z',
        createdBy: null,
        addVersion: !name.startsWith('locked'),
      }))
    return Response.json({ items })
  })
  return asked
}
afterEach(() => vi.unstubAllGlobals())

describe('names that are taken', () => {
  it('get a number before their ending', () => {
    expect(['Report.pdf', 'Makefile', '.env', 'a.tar.gz'].map((name) => numbered(name, 2))).toEqual([
      'Report (2).pdf',
      'Makefile (2)',
      '.env (2)',
      'a.tar (2).gz',
    ])
  })

  it('are asked about once for all folders, and files with other names are sent as they are', async () => {
    const asked = serverWith('a.pdf')
    const decide = vi.fn(async (): Promise<Choice[]> => ['version', 'version'])
    const [a, b, again] = [at('a.pdf', 'xyz'), at('b.pdf'), at('a.pdf', 'uvw', 'other')]
    expect(await settleClashes([a, b, again], decide)).toEqual([
      { file: a.file, place, versionOf: 'id of a.pdf' },
      { file: b.file, place },
      { file: again.file, place: again.place, versionOf: 'id of a.pdf' },
    ])
    expect(asked).toEqual([['a.pdf', 'b.pdf', 'a.pdf']])
    expect(decide).toHaveBeenCalledOnce()
  })

  it('are not asked about when none is, nor looked for in a folder that was just made', async () => {
    const asked = serverWith('a.pdf')
    const decide = vi.fn(async () => null)
    await settleClashes([at('c.pdf'), { ...at('a.pdf', 'xyz', 'new'), fresh: true }], decide)
    expect(decide).not.toHaveBeenCalled()
    expect(asked).toEqual([['c.pdf']])
  })

  it('get the first number that is free when both are kept, and are left out when skipped', async () => {
    serverWith('a.pdf', 'a (2).pdf', 'b.pdf')
    const [a, again, b] = [at('a.pdf', 'xyz'), at('a.pdf', 'uvw'), at('b.pdf', 'xyz')]
    const sent = await settleClashes([a, again, b], async () => ['both', 'both', 'skip'])
    expect(sent).toEqual([
      { file: a.file, place, name: 'a (3).pdf' },
      { file: again.file, place, name: 'a (4).pdf' },
    ])
  })

  it('are not asked about where the bytes are the same: nothing is sent, and that is said', async () => {
    serverWith('a.pdf', 'b.pdf')
    const seen: string[] = []
    const [a, b] = [at('a.pdf'), at('b.pdf', 'xyz')]
    const sent = await settleClashes([a, b], async (clashing) => {
      seen.push(...clashing.map(({ file: { name } }) => name))
      return ['skip']
    })
    expect(seen).toEqual(['b.pdf'])
    expect(sent).toEqual([{ file: a.file, place, same: true }])
  })

  it('are asked about in pieces that a request holds', async () => {
    const asked = serverWith()
    const long = Array.from({ length: 700 }, (_, number) => at(`${number}.pdf`))
    await settleClashes(long, async () => null)
    expect(asked.map((names) => names.length)).toEqual([200, 200, 200, 100])
  })

  it('are found beside one that cannot be a name at all', async () => {
    const asked = serverWith('a.pdf')
    const decide = vi.fn(async (): Promise<Choice[]> => ['skip'])
    const files = [at('a.pdf', 'xyz'), at('bad\\name'), at('c.pdf')]
    expect(await settleClashes(files, decide)).toEqual([
      { file: files[1]?.file, place },
      { file: files[2]?.file, place },
    ])
    expect(asked.length).toBeGreaterThan(1)
  })
})
