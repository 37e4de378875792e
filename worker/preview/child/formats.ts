import { format, getFormatFromId, isDateFormat } from 'numfmt'
import type { XmlReader } from './xml.ts'

/** Writes a number as the style of its cell says. */
export type Format = (value: number, style: number) => string

/** Days between the two beginnings of time that workbooks know. */
const days1904 = 1462

/** Reads the styles of a workbook. */
export async function formatsOf(read: (reader: XmlReader) => Promise<void>, since1904: boolean): Promise<Format> {
  const own = new Map<number, string>()
  const styles: number[] = []
  let within = false
  await read({
    open: (name, attributes) => {
      if (name === 'numFmt') own.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? 'General')
      else if (name === 'cellXfs') within = true
      else if (name === 'xf' && within) styles.push(Number(attributes['numFmtId'] ?? 0))
    },
    close: (name) => {
      if (name === 'cellXfs') within = false
    },
  })
  const patterns = styles.map((id) => own.get(id) ?? getFormatFromId(id) ?? 'General')
  return (value, style) => {
    const pattern = patterns[style] ?? 'General'
    try {
      return format(pattern, since1904 && isDateFormat(pattern) ? value + days1904 : value)
    } catch {
      return String(value)
    }
  }
}
