import sharp from 'sharp'
import { buildZip, type Part } from '../hostile/zip.ts'
import { pdfOf, xlsxOf, zipOf } from '../previewFiles.ts'

/** A file to be planted. */
export interface Secret {
  name: string
  bytes: Buffer
  /** What a preview of it is made of is not the file: no piece of the file may be in an answer. */
  drawn: boolean
  /** Whether a preview can be made. */
  shown: boolean
}

type Word = (name?: string) => string

const declaration = '<?xml version="1.0" encoding="UTF-8"?>'
const package_ = 'http://schemas.openxmlformats.org/package/2006'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const main = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main'
const wordType = 'application/vnd.openxmlformats-officedocument.wordprocessingml'

/** A letter whose author, comment and hidden words are in the file and on no page; the author not even packed. */
function docxOf(shown: string, hidden: string): Buffer {
  const relation = (id: string, type: string, target: string): string =>
    `<Relationship Id="${id}" Type="${type}" Target="${target}"/>`
  const relations = (...all: string[]): string =>
    `${declaration}<Relationships xmlns="${package_}/relationships">${all.join('')}</Relationships>`
  const properties = `${package_}/metadata/core-properties`
  const parts: Record<string, string> = {
    '[Content_Types].xml': `${declaration}<Types xmlns="${package_}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="${wordType}.document.main+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`,
    '_rels/.rels': relations(
      relation('r1', `${office}/officeDocument`, 'word/document.xml'),
      relation('r2', `${package_}/relationships/metadata/core-properties`, 'docProps/core.xml'),
    ),
    'word/document.xml': `${declaration}<w:document xmlns:w="${main}"><w:body><w:p><w:r><w:t>${shown}</w:t></w:r></w:p><w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>${hidden}</w:t></w:r></w:p></w:body></w:document>`,
    'docProps/core.xml': `${declaration}<cp:coreProperties xmlns:cp="${properties}" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>${hidden}</dc:creator></cp:coreProperties>`,
  }
  return buildZip(
    Object.entries(parts).map(([name, text]): Part => ({
      name,
      data: Buffer.from(text),
      ...(name.startsWith('docProps') && { method: 'store' as const }),
    })),
  )
}

/** A picture with a marker in what was written into it, behind its end and, where it is not packed, in its own bytes. */
async function pictureOf(hidden: string, format: 'png' | 'jpeg'): Promise<Buffer> {
  const pixels = Buffer.alloc(96 * 96 * 3)
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = (at * 31) % 251
  pixels.write(hidden, 96 * 3 + 9, 'latin1')
  const picture = sharp(pixels, { raw: { width: 96, height: 96, channels: 3 } }).withExif({
    IFD0: { Copyright: hidden },
  })
  const made = format === 'png' ? picture.png({ compressionLevel: 0 }) : picture.jpeg()
  return Buffer.concat([await made.toBuffer(), Buffer.from(hidden)])
}

/**
 * One of each kind of file. `word` is what whoever may view may read; `hidden` is nowhere but in the bytes of the original.
 */
export async function secretFiles(word: Word, hidden: Word): Promise<Secret[]> {
  const [text, bytes] = [word('text'), hidden('bytes')]
  const of = (name: string, content: Buffer, drawn = true, shown = true): Secret => ({
    name: `${word()} ${name}`,
    bytes: content,
    drawn,
    shown,
  })
  return [
    of('plan.pdf', Buffer.concat([pdfOf([text, 'second']), Buffer.from(`%${bytes}\n`)])),
    of('letter.docx', docxOf(text, bytes)),
    of('ledger.xlsx', xlsxOf(text, bytes)),
    of('map.png', await pictureOf(bytes, 'png')),
    of('photo.jpg', await pictureOf(bytes, 'jpeg')),
    of('wide.txt', Buffer.from(`\ufeff${text} and then some words more\n`.repeat(3), 'utf16le')),
    // Their letters are what is shown.
    of('list.csv', Buffer.from(`name,what\n${text},1\n`), false),
    of('notes.md', Buffer.from(`# ${text}\n`), false),
    of('bundle.zip', zipOf({ [`${text}.txt`]: bytes, mimetype: bytes }), true, false),
  ]
}
