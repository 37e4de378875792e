import { randomUUID } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SheetPage, TextPage } from '@muniment/core/previews/schema.ts'
import { docx } from '../../test/appliance/files.ts'
import { endlessPdf, odsOf, odtOf, pdfOf, xlsxOf, zipOf } from '../../test/previewFiles.ts'
import { openPreviewBench, type PreviewBench } from '../../test/previewing.ts'

let bench: PreviewBench
beforeAll(async () => {
  bench = await openPreviewBench()
})
afterAll(() => bench.close())

// Starting an office program takes seconds, and longer while other tests run.
const patient = { timeout: 120_000 }

async function textOf(versionId: string, page = 1): Promise<string> {
  return TextPage.parse(JSON.parse(String(await bench.page(versionId, page)))).text
}
async function sheetOf(versionId: string, page = 1) {
  return SheetPage.parse(JSON.parse(String(await bench.page(versionId, page))))
}
async function pictureOf(bytes: Buffer | null) {
  if (bytes === null) throw new Error('there is no picture')
  const { format, width, height } = await sharp(bytes).metadata()
  return { format, width, height }
}

describe('a PDF', () => {
  it(
    'becomes pictures of its pages and thumbnails, with one event at the first and one at the end',
    patient,
    async () => {
      const texts = Array.from({ length: 11 }, (_, index) => `page ${index + 1}`)
      const { versionId, preview } = await bench.show(pdfOf(texts))
      expect(preview).toMatchObject({
        state: 'ready',
        kind: 'pages',
        media_type: 'application/pdf',
        pages: 11,
        made: 11,
      })
      expect(preview.sizes).toEqual(Array.from({ length: 11 }, () => [1400, 1981]))
      for (const page of [1, 2, 11]) {
        expect(await pictureOf(await bench.page(versionId, page))).toEqual({
          format: 'jpeg',
          width: 1400,
          height: 1981,
        })
        expect(await pictureOf(await bench.thumbnail(versionId, page))).toEqual({
          format: 'jpeg',
          width: 170,
          height: 240,
        })
      }
      const events = await bench.database.peek<{ preview: string }>(
        `select data->>'preview' as preview from events where version_id = $1 order by position`,
        [versionId],
      )
      expect(events.map(({ preview }) => preview)).toEqual(['making', 'ready'])
      expect(await bench.database.peek('select from jobs where key = $1', [versionId])).toHaveLength(0)
      expect(await bench.leftovers()).toEqual([])
    },
  )

  it.each([
    ['wide', { mediaBox: [0, 0, 2000, 500] } as const, [1400, 350]],
    ['turned', { rotate: 90 }, [1400, 989]],
    ['a ribbon', { mediaBox: [0, 0, 10, 5000] } as const, [8, 4200]],
    ['as large as a field', { mediaBox: [0, 0, 1_000_000, 1_000_000] } as const, [1400, 1400]],
  ])('whose page is %s is drawn within bounds', async (_what, options, size) => {
    const { preview } = await bench.show(pdfOf(['x'], options))
    expect(preview).toMatchObject({ state: 'ready', made: 1, sizes: [size] })
  })

  it('with a password says so', async () => {
    const [plain, locked] = [join(bench.folder, 'plain.pdf'), join(bench.folder, 'locked.pdf')]
    writeFileSync(plain, pdfOf(['x']))
    execFileSync('qpdf', ['--encrypt', 'secret', 'owner', '256', '--', plain, locked])
    const { preview } = await bench.show(readFileSync(locked))
    rmSync(plain)
    rmSync(locked)
    expect(preview).toMatchObject({ state: 'failed', reason_code: 'password', media_type: 'application/pdf' })
    expect(preview.reason_message).toBe('No preview: the file has a password. Download it, or upload an unlocked copy.')
  })

  it.each([
    ['cut off', () => pdfOf(['x']).subarray(0, 60)],
    ['full of nonsense', () => Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(5000, 0x3c)])],
  ])('that is %s fails with the reason, at once', async (_what, build) => {
    const { preview } = await bench.show(build())
    expect(preview).toMatchObject({ state: 'failed', reason_code: 'damaged', made: 0 })
  })

  it('keeps its other pages when one cannot be drawn', patient, async () => {
    // The last page is said to be what is no page.
    const bytes = Buffer.from(pdfOf(['one', 'two', 'three']).toString('latin1').replace('8 0 R]', '7 0 R]'), 'latin1')
    const { versionId, preview } = await bench.show(bytes)
    expect(preview).toMatchObject({ state: 'ready', made: 3, sizes: [[1400, 1981], [1400, 1981], null] })
    expect(await bench.page(versionId, 3)).toBeNull()
    expect(await bench.thumbnail(versionId, 2)).not.toBeNull()
  })

  it('that never ends is given up in its time, and says so', patient, async () => {
    const { versionId, preview } = await bench.show(endlessPdf())
    expect(preview).toMatchObject({ state: 'failed', reason_code: 'slow', made: 0 })
    expect(await bench.page(versionId, 1)).toBeNull()
    expect(await bench.leftovers()).toEqual([])
  })

  it('goes on where a stopped worker left it', patient, async () => {
    const { versionId } = await bench.store(pdfOf(Array.from({ length: 40 }, (_, index) => `${index}`)))
    const stop = new AbortController()
    const storage = new Proxy(bench.storage, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name)
        if (name !== 'put') return typeof value === 'function' ? value.bind(target) : value
        return async (...args: Parameters<typeof target.put>) => {
          if (args[1].endsWith('/pages/12')) stop.abort(new Error('the worker stops'))
          return target.put(...args)
        }
      },
    })
    await bench.work(versionId, { storage }, stop.signal)
    const left = await bench.previewOf(versionId)
    expect(left).toMatchObject({ state: 'making', made: 9 })
    await bench.work(versionId)
    expect(await bench.previewOf(versionId)).toMatchObject({ state: 'ready', made: 40, generation: left.generation })
    expect(await bench.leftovers()).toEqual([])
  })
})

describe('an office document', () => {
  it.each([
    ['DOCX', () => docx('a letter')],
    ['ODT', () => odtOf('a letter')],
    ['RTF', () => Buffer.from('{\\rtf1\\ansi a letter\\par}')],
  ])('in %s becomes pages', patient, async (_what, build) => {
    const { versionId, preview } = await bench.show(build(), 'misnamed.xyz')
    expect(preview).toMatchObject({ state: 'ready', kind: 'pages', made: 1 })
    expect(await pictureOf(await bench.page(versionId, 1))).toMatchObject({ format: 'jpeg', width: 1400 })
  })

  const slides = new URL('../../docker/demo/Management presentation.pptx', import.meta.url)
  it.skipIf(!existsSync(slides))('in PPTX becomes pages', patient, async () => {
    const { preview } = await bench.show(readFileSync(slides))
    expect(preview).toMatchObject({ state: 'ready', kind: 'pages' })
    expect(preview.made).toBeGreaterThan(1)
  })

  it('that is none fails with the reason', patient, async () => {
    const { preview } = await bench.show(zipOf({ 'word/document.xml': 'nothing', '[Content_Types].xml': '<a/>' }))
    expect(preview).toMatchObject({ state: 'failed', reason_code: 'damaged' })
  })
})

describe('a workbook', () => {
  it('becomes its sheets in their order, as their formats say, without what is hidden', async () => {
    const { versionId, preview } = await bench.show(xlsxOf('shown', 'HIDDEN'))
    expect(preview).toMatchObject({ state: 'ready', kind: 'sheets', pages: 2 })
    expect(preview.sheets).toEqual([
      { name: 'Second in the file', firstPage: 1, pages: 1, rows: 2, columns: 3 },
      { name: 'First in the file', firstPage: 2, pages: 1, rows: 1, columns: 1 },
    ])
    expect(await sheetOf(versionId)).toEqual({
      sheet: 'Second in the file',
      columns: ['A', 'C', 'D'],
      rows: [
        { number: 1, cells: ['shown', '', 'rich text'] },
        { number: 4, cells: ['2023-03-15', '12.50%', 'TRUE'] },
      ],
    })
    expect((await sheetOf(versionId, 2)).rows).toEqual([{ number: 1, cells: ['inline'] }])
  })

  it('of another program is read too', patient, async () => {
    const { versionId, preview } = await bench.show(
      odsOf([
        ['name', 'berth'],
        ['MV Alder', '4'],
      ]),
    )
    expect(preview).toMatchObject({ state: 'ready', kind: 'sheets', made: 1 })
    expect((await sheetOf(versionId)).rows.at(1)).toEqual({ number: 2, cells: ['MV Alder', '4'] })
  })

  it('whose text is a bomb of entities fails', async () => {
    const bomb = `<!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>`
    const { preview } = await bench.show(
      zipOf({
        'xl/workbook.xml': '<workbook><sheets><sheet name="a" r:id="r1" xmlns:r="r"/></sheets></workbook>',
        'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="r1" Target="a.xml"/></Relationships>',
        'xl/a.xml': '<worksheet><sheetData/></worksheet>',
        'xl/sharedStrings.xml': bomb,
      }),
    )
    expect(preview).toMatchObject({ state: 'failed', reason_code: 'damaged' })
  })
})

describe('rows of text', () => {
  it('are told by name, and split at whatever separates them', async () => {
    const { versionId } = await bench.show(Buffer.from('name;amount\n"Wharf; north";1,5\n'), 'a.csv')
    expect(await sheetOf(versionId)).toEqual({
      sheet: '',
      columns: ['A', 'B'],
      rows: [
        { number: 1, cells: ['name', 'amount'] },
        { number: 2, cells: ['Wharf; north', '1,5'] },
      ],
    })
  })

  it('come in pages of 200, cells and columns cut to bounds', async () => {
    const rows = Array.from({ length: 450 }, (_, index) => `${index},${index === 0 ? 'y'.repeat(5000) : 'x'}`)
    const { versionId, preview } = await bench.show(Buffer.from(rows.join('\n')), 'a.csv')
    expect(preview).toMatchObject({ pages: 3, sheets: [{ rows: 450, pages: 3 }] })
    expect((await sheetOf(versionId)).rows[0]?.cells[1]).toHaveLength(1001)
    expect((await sheetOf(versionId, 3)).rows.at(-1)).toEqual({ number: 450, cells: ['449', 'x'] })
  })

  it('whose quote never ends are shown as far as they go', async () => {
    const { preview } = await bench.show(Buffer.from('a,b\n1,2\n"never ends,2\n3,4\n'), 'a.csv')
    expect(preview).toMatchObject({ state: 'ready', truncated: true })
  })
})

describe('a text', () => {
  it.each([
    ['UTF-8', Buffer.from('Hafengebühren – 4 €')],
    ['Windows’ Latin', Buffer.from('Hafengeb\xfchren \x96 4 \x80, f\xfcr Sch\xf6nefeld und M\xfcnchen', 'latin1')],
    ['UTF-16', Buffer.from('\ufeffHafengebühren – 4 €', 'utf16le')],
  ])('in %s is decoded', async (_what, bytes) => {
    const { versionId, preview } = await bench.show(bytes, 'a.txt')
    expect(preview).toMatchObject({ state: 'ready', kind: 'text' })
    expect(await textOf(versionId)).toMatch(/^Hafengebühren – 4 €/)
  })

  it('is cut at lines, and loses nothing', async () => {
    const whole = Array.from({ length: 20_000 }, (_, index) => `line ${index}`).join('\n')
    const { versionId, preview } = await bench.show(Buffer.from(whole), 'a.log')
    const pages = await Promise.all(Array.from({ length: preview.made }, (_, index) => textOf(versionId, index + 1)))
    expect(pages.length).toBeGreaterThan(1)
    expect(pages.join('')).toBe(whole)
    expect(pages[0]?.endsWith('\n')).toBe(true)
  })

  it('named as Markdown is Markdown, and not cut inside a fence', async () => {
    const fence = `\`\`\`\n${'code\n\n'.repeat(1000)}\`\`\`\n\n`
    const { versionId, preview } = await bench.show(Buffer.from(`# Title\n\n${fence.repeat(40)}`), 'Read me.md')
    expect(preview.kind).toBe('markdown')
    expect((await textOf(versionId)).split('```').length % 2).toBe(1)
  })

  it.each([
    ['HTML', '<!doctype html><html><body><script>alert(1)</script></body></html>', 'a.html'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 'a.svg'],
    ['HTML that calls itself a picture', '<!doctype html><html><script>alert(1)</script></html>', 'a.png'],
  ])('that a browser could run, %s, is shown as letters', async (_what, text, name) => {
    const { versionId, preview } = await bench.show(Buffer.from(text), name)
    expect(preview.kind).toBe('text')
    expect(await textOf(versionId)).toBe(text)
  })

  it('of nothing is none', async () => {
    expect((await bench.show(Buffer.alloc(0))).preview).toMatchObject({ state: 'none', reason_code: 'empty' })
    expect((await bench.show(Buffer.from(' \n\n'), 'a.txt')).preview).toMatchObject({ reason_code: 'empty' })
  })
})

describe('a picture', () => {
  const square = (side: number) => sharp({ create: { width: side, height: side / 2, channels: 3, background: 'teal' } })

  it.each(['png', 'jpeg', 'webp', 'gif', 'tiff', 'avif'] as const)('in %s is drawn anew', patient, async (format) => {
    const { versionId, preview } = await bench.show(await square(600).toFormat(format).toBuffer())
    expect(preview).toMatchObject({ state: 'ready', kind: 'picture', pages: 1, sizes: [[600, 300]] })
    expect(await pictureOf(await bench.page(versionId, 1))).toEqual({ format: 'webp', width: 600, height: 300 })
    expect(await pictureOf(await bench.thumbnail(versionId, 1))).toMatchObject({ width: 240, height: 120 })
  })

  it('loses what its camera wrote into it, and stands upright', async () => {
    const marker = `marker-${randomUUID()}`
    const bytes = await square(400)
      .withExif({ IFD0: { Copyright: marker } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer()
    expect(bytes.includes(marker)).toBe(true)
    const { versionId, preview } = await bench.show(bytes)
    expect(preview.sizes).toEqual([[200, 400]])
    expect((await bench.page(versionId, 1))?.includes(marker)).toBe(false)
  })

  it('that says it has 50,000 × 50,000 pixels is refused before it is unpacked', async () => {
    const small = await square(8).png().toBuffer()
    small.writeUInt32BE(50_000, 16)
    small.writeUInt32BE(50_000, 20)
    const { preview } = await bench.show(small)
    expect(preview).toMatchObject({ reason_code: expect.stringMatching(/^(pixels|damaged)$/) })
    const bomb = await sharp({ create: { width: 15_000, height: 15_000, channels: 3, background: 'red' } })
      .png({ compressionLevel: 1 })
      .toBuffer()
    expect((await bench.show(bomb)).preview).toMatchObject({ state: 'none', reason_code: 'pixels' })
  })

  it('that is cut off says that it is damaged', async () => {
    const bytes = await square(400).png().toBuffer()
    expect((await bench.show(bytes.subarray(0, 60))).preview).toMatchObject({ state: 'failed', reason_code: 'damaged' })
  })
})

describe('what cannot be shown', () => {
  it.each([
    ['a program', Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01', 'latin1'), Buffer.alloc(200)])],
    ['a zip', zipOf({ 'a.txt': 'x' })],
  ])('%s, says so', async (_what, bytes) => {
    expect((await bench.show(bytes)).preview).toMatchObject({ state: 'none', reason_code: 'kind' })
  })

  it('writes down what the bytes are, whatever the name says', async () => {
    const { versionId } = await bench.show(pdfOf(['x']), 'photo.jpg')
    const [row] = await bench.database.peek('select media_type from versions where id = $1', [versionId])
    expect(row).toEqual({ media_type: 'application/pdf' })
  })
})
