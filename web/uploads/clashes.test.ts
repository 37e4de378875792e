import { afterEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { numbered, settleClashes, type Choice } from './clashes.ts'

const place = { organization: 'o', roomId: 'r', folderId: 'f', place: 'Leases' }
const file = (name: string, text = 'abc') => new File([text], name)

/** A server that has documents of these names; gives what it was asked. */
function serverWith(...names: string[]): string[][] {
  const asked: string[][] = []
  vi.stubGlobal('fetch', async (_url: string, init: RequestInit) => {
    const body = z.object({ names: z.array(z.string()) }).parse(JSON.parse(z.string().parse(init.body)))
    asked.push(body.names)
    const items = body.names
      .filter((name) => names.includes(name))
      .map((name) => ({
        name,
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

  it('are asked about once, and files with other names are sent as they are', async () => {
    const asked = serverWith('a.pdf')
    const decide = vi.fn(async (): Promise<Choice[]> => ['version'])
    const [a, b] = [file('a.pdf'), file('b.pdf')]
    expect(await settleClashes([a, b], place, decide)).toEqual([{ file: a, versionOf: 'id of a.pdf' }, { file: b }])
    expect(asked).toEqual([['a.pdf', 'b.pdf']])
    expect(decide).toHaveBeenCalledOnce()
  })

  it('are not asked about when none is', async () => {
    serverWith()
    const decide = vi.fn(async () => null)
    await settleClashes([file('a.pdf')], place, decide)
    expect(decide).not.toHaveBeenCalled()
  })

  it('get the first number that is free when both are kept, and are left out when skipped', async () => {
    serverWith('a.pdf', 'a (2).pdf', 'b.pdf')
    const [a, again, b] = [file('a.pdf'), file('a.pdf'), file('b.pdf')]
    const sent = await settleClashes([a, again, b], place, async () => ['both', 'both', 'skip'])
    expect(sent).toEqual([
      { file: a, name: 'a (3).pdf' },
      { file: again, name: 'a (4).pdf' },
    ])
  })

  it('of files with the same bytes are told apart', async () => {
    serverWith('a.pdf', 'b.pdf')
    const seen: boolean[] = []
    await settleClashes([file('a.pdf'), file('b.pdf', 'xyz')], place, async (clashing) => {
      seen.push(...clashing.map(({ same }) => same))
      return null
    })
    expect(seen).toEqual([true, false])
  })

  it('are asked about in pieces that a request holds', async () => {
    const asked = serverWith()
    const long = Array.from({ length: 700 }, (_, at) => file(`${at}.pdf`))
    await settleClashes(long, place, async () => null)
    expect(asked.map((names) => names.length)).toEqual([500, 200])
  })
})
