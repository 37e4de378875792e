import { Readable } from 'node:stream'
import { parse, CsvError } from 'csv-parse'
import { z } from 'zod'
import { decoded } from './decode.ts'
import { report, Unshowable } from './report.ts'
import { RowPages } from './rows.ts'

const Cells = z.array(z.string())
const delimiters = [',', ';', '\t', '|'] as const

/** Rows of text, separated by whatever its first lines have the same number of. */
export async function showDelimited(file: string): Promise<void> {
  let head = ''
  for await (const piece of decoded(file)) {
    head += piece
    if (head.length > 16_384) break
  }
  if (head.trim() === '') throw new Unshowable('empty')
  const parser = Readable.from(decoded(file), { objectMode: true }).pipe(
    parse({
      bom: true,
      delimiter: delimiterOf(head),
      relax_quotes: true,
      relax_column_count: true,
      max_record_size: 4_000_000,
    }),
  )
  const pages = new RowPages()
  pages.begin('', null)
  let number = 0
  try {
    for await (const record of parser) {
      await pages.add(++number, Cells.parse(record))
      if (pages.full) break
    }
  } catch (error) {
    // A quote that never ends, or one endless line: what was read until there is shown.
    if (!(error instanceof CsvError)) throw error
    pages.truncated = true
  }
  await pages.end()
  report({ end: { truncated: pages.truncated || pages.full, sheets: pages.sheets } })
}

function delimiterOf(head: string): string {
  const lines = head.split(/\r?\n/).slice(0, 20)
  if (lines.length > 1) lines.pop()
  const score = (delimiter: string): number => {
    const counts = lines.filter((line) => line !== '').map((line) => line.split(delimiter).length - 1)
    const usual = counts[0] ?? 0
    return usual * counts.filter((count) => count === usual).length
  }
  return delimiters.reduce<string>((best, each) => (score(each) > score(best) ? each : best), ',')
}
