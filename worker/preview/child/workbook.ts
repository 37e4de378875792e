import { posix } from 'node:path'
import { openPromise, type Entry, type ZipFile } from 'yauzl'
import { previewLimits } from '@muniment/core/previews/limits.ts'
import { report, Unshowable } from './report.ts'
import { RowPages } from './rows.ts'
import { readSheet, type Cells } from './sheet.ts'
import { readXml } from './xml.ts'
import { formatsOf } from './formats.ts'

interface SheetEntry {
  name: string
  file: string
}

/** The largest table of texts that is kept; cells that point behind it stay empty. */
const sharedLetters = 100_000_000

/**
 * Shows the sheets of a workbook in their order, with each cell as its format says. What its author has hidden, sheets,
 * rows and columns, stays hidden.
 */
export async function showWorkbook(file: string): Promise<void> {
  const zip = await openPromise(file, { autoClose: false }).catch(() => {
    throw new Unshowable('damaged')
  })
  const entries = new Map<string, Entry>()
  for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry)
  const { sheets, since1904 } = await sheetsOf(zip, entries)
  const texts = await sharedTexts(zip, entries)
  const format = await formatsOf((read) => readPart(zip, entries, 'xl/styles.xml', read), since1904)
  const cells: Cells = { text: (index) => texts[index] ?? '', format }
  const pages = new RowPages()
  for (const { name, file: part } of sheets.slice(0, previewLimits.sheets)) {
    if (pages.full) break
    const entry = entries.get(part)
    if (entry) await readSheet(await zip.openReadStreamPromise(entry), name, cells, pages)
  }
  zip.close()
  if (pages.sheets.length === 0) throw new Unshowable('empty')
  const truncated = pages.truncated || pages.full || sheets.length > previewLimits.sheets
  report({ end: { truncated, sheets: pages.sheets } })
}

async function readPart(
  zip: ZipFile,
  entries: ReadonlyMap<string, Entry>,
  name: string,
  read: Parameters<typeof readXml>[1],
): Promise<void> {
  const entry = entries.get(name)
  if (entry) await readXml(await zip.openReadStreamPromise(entry), read)
}

async function sheetsOf(
  zip: ZipFile,
  entries: ReadonlyMap<string, Entry>,
): Promise<{ sheets: SheetEntry[]; since1904: boolean }> {
  const targets = new Map<string, string>()
  await readPart(zip, entries, 'xl/_rels/workbook.xml.rels', {
    open: (name, { Id, Target }) => {
      if (name === 'Relationship' && Id && Target) targets.set(Id, posix.resolve('/xl', Target).slice(1))
    },
  })
  const sheets: SheetEntry[] = []
  let since1904 = false
  await readPart(zip, entries, 'xl/workbook.xml', {
    open: (name, attributes) => {
      if (name === 'workbookPr') since1904 = ['1', 'true'].includes(attributes['date1904'] ?? '')
      if (name !== 'sheet' || ['hidden', 'veryHidden'].includes(attributes['state'] ?? '')) return
      const file = targets.get(attributes['id'] ?? '')
      if (file !== undefined) sheets.push({ name: attributes['name'] ?? '', file })
    },
  })
  return { sheets, since1904 }
}

async function sharedTexts(zip: ZipFile, entries: ReadonlyMap<string, Entry>): Promise<string[]> {
  const texts: string[] = []
  let text = ''
  let within = false
  let phonetic = false
  let letters = 0
  await readPart(zip, entries, 'xl/sharedStrings.xml', {
    open: (name) => {
      if (name === 'si') text = ''
      else if (name === 't') within = true
      else if (name === 'rPh') phonetic = true
    },
    text: (piece) => {
      if (within && !phonetic && text.length <= previewLimits.cellLetters) text += piece
    },
    close: (name) => {
      if (name === 't') within = false
      else if (name === 'rPh') phonetic = false
      else if (name === 'si' && letters < sharedLetters) {
        texts.push(text)
        letters += text.length + 16
      }
    },
  })
  return texts
}
