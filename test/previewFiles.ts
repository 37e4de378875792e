import { buildZip } from './hostile/zip.ts'

// Small documents of every kind that previews know, made when asked for.

interface PdfOptions {
  mediaBox?: readonly [number, number, number, number]
  /** Turns every page by so many degrees. */
  rotate?: number
  /** Instead of a line of text. */
  content?: string
}

/** A PDF with a page for each text. */
export function pdfOf(texts: readonly string[], options: PdfOptions = {}): Buffer {
  const { mediaBox = [0, 0, 595, 842], rotate = 0, content } = options
  const pages = texts.map((_, index) => `${4 + index * 2} 0 R`)
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${pages.join(' ')}] /Count ${texts.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...texts.flatMap((text, index) => {
      const drawn = content ?? `BT /F1 18 Tf 72 720 Td (${text.replaceAll(/[()\\]/g, '')}) Tj ET`
      const size = mediaBox.join(' ')
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [${size}] /Rotate ${rotate} /Contents ${5 + index * 2} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
        `<< /Length ${drawn.length} >>\nstream\n${drawn}\nendstream`,
      ]
    }),
  ]
  return assemble(objects)
}

/** Nine forms, each drawn ten times by the one before: a page of a thousand million strokes. */
export function endlessPdf(): Buffer {
  const forms = Array.from({ length: 9 }, (_, index) => {
    const next = index < 8 ? `/Resources << /XObject << /X ${5 + index} 0 R >> >>` : ''
    const content = index < 8 ? '/X Do '.repeat(10) : '0 0 m 500 500 l S '
    return `<< /Type /XObject /Subtype /Form /BBox [0 0 600 900] ${next} /Length ${content.length} >>\nstream\n${content}\nendstream`
  })
  return assemble([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${4 + forms.length} 0 R /Resources << /XObject << /X 4 0 R >> >> >>`,
    ...forms,
    '<< /Length 60 >>\nstream\n/X Do /X Do /X Do /X Do /X Do /X Do /X Do /X Do /X Do /X Do \nendstream',
  ])
}

function assemble(objects: readonly string[]): Buffer {
  let body = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const offset = body.length
    body += `${index + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const end = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`
  return Buffer.from(body + end, 'latin1')
}

export function zipOf(parts: Record<string, string>): Buffer {
  return buildZip(
    Object.entries(parts).map(([name, text]) => ({
      name,
      data: Buffer.from(text),
      ...(name === 'mimetype' && { method: 'store' as const }),
    })),
  )
}

const declaration = '<?xml version="1.0" encoding="UTF-8"?>'
const office = 'urn:oasis:names:tc:opendocument:xmlns:office:1.0'
const text = 'urn:oasis:names:tc:opendocument:xmlns:text:1.0'
const table = 'urn:oasis:names:tc:opendocument:xmlns:table:1.0'

function openDocument(type: string, body: string, namespaces = ''): Buffer {
  const mediaType = `application/vnd.oasis.opendocument.${type}`
  return zipOf({
    mimetype: mediaType,
    'META-INF/manifest.xml': `${declaration}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="${mediaType}"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>`,
    'content.xml': `${declaration}<office:document-content xmlns:office="${office}" xmlns:text="${text}" xmlns:table="${table}" xmlns:xlink="http://www.w3.org/1999/xlink" ${namespaces} office:version="1.2"><office:body>${body}</office:body></office:document-content>`,
  })
}

/** A letter of one paragraph, or of whatever `body` is in the words of OpenDocument. */
export function odtOf(words: string, body = `<text:p>${words}</text:p>`): Buffer {
  return openDocument('text', `<office:text>${body}</office:text>`)
}

export function odsOf(rows: readonly (readonly string[])[]): Buffer {
  const cells = rows
    .map((row) =>
      row.map((cell) => `<table:table-cell office:value-type="string"><text:p>${cell}</text:p></table:table-cell>`),
    )
    .map((row) => `<table:table-row>${row.join('')}</table:table-row>`)
  return openDocument(
    'spreadsheet',
    `<office:spreadsheet><table:table table:name="Ledger">${cells.join('')}</table:table></office:spreadsheet>`,
  )
}

const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

/** A workbook: a sheet of two kinds of cells, one hidden sheet, a hidden row and a hidden column. */
export function xlsxOf(shown: string, hidden: string): Buffer {
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
  const types = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
  const sheet = (rows: string, columns = '') =>
    `${declaration}<worksheet xmlns="${main}">${columns}<sheetData>${rows}</sheetData></worksheet>`
  return zipOf({
    '[Content_Types].xml': `${declaration}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${types}.sheet.main+xml"/></Types>`,
    '_rels/.rels': `${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${relationships}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `${declaration}<workbook xmlns="${main}" xmlns:r="${relationships}"><sheets><sheet name="Second in the file" sheetId="2" r:id="r2"/><sheet name="Secret" sheetId="3" state="hidden" r:id="r3"/><sheet name="First in the file" sheetId="1" r:id="r1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `${declaration}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${relationships}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="${relationships}/worksheet" Target="/xl/worksheets/sheet2.xml"/><Relationship Id="r3" Type="${relationships}/worksheet" Target="worksheets/sheet3.xml"/></Relationships>`,
    'xl/styles.xml': `${declaration}<styleSheet xmlns="${main}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="10"/></cellXfs></styleSheet>`,
    'xl/sharedStrings.xml': `${declaration}<sst xmlns="${main}"><si><t>${shown}</t></si><si><r><t>rich </t></r><r><t>text</t></r><rPh sb="0" eb="1"><t>${hidden}</t></rPh></si></sst>`,
    'xl/worksheets/sheet1.xml': sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>inline</t></is></c></row>'),
    'xl/worksheets/sheet2.xml': sheet(
      `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>${hidden}</t></is></c><c r="D1" t="s"><v>1</v></c></row>
       <row r="2" hidden="1"><c r="A2" t="inlineStr"><is><t>${hidden}</t></is></c></row>
       <row r="4"><c r="A4" s="1"><v>45000</v></c><c r="C4" s="2"><v>0.125</v></c><c r="D4" t="b"><v>1</v></c></row>`,
      '<cols><col min="2" max="2" hidden="1"/></cols>',
    ),
    'xl/worksheets/sheet3.xml': sheet(`<row r="1"><c r="A1" t="inlineStr"><is><t>${hidden}</t></is></c></row>`),
  })
}
