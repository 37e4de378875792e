import { openPromise } from 'yauzl'
import { report } from './report.ts'

const marks: Record<string, string> = {
  'word/document.xml': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  'xl/workbook.xml': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'ppt/presentation.xml': 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
}

/** Says which kind of document a zip is, by the names of what it holds. */
export async function lookIntoZip(file: string): Promise<void> {
  const zip = await openPromise(file, { autoClose: false }).catch(() => null)
  let found = 'application/zip'
  let seen = 0
  if (zip !== null) {
    for await (const entry of zip.eachEntry()) {
      const mark = marks[entry.fileName]
      if (mark !== undefined) found = mark
      if (entry.fileName === 'mimetype' && entry.uncompressedSize < 200) {
        const chunks: Buffer[] = []
        for await (const chunk of await zip.openReadStreamPromise(entry)) if (Buffer.isBuffer(chunk)) chunks.push(chunk)
        const type = Buffer.concat(chunks).toString('latin1').trim()
        if (/^application\/vnd\.oasis\.opendocument\.[a-z]+$/.test(type)) found = type
      }
      if (found !== 'application/zip' || ++seen > 2000) break
    }
    zip.close()
  }
  report({ found })
}
