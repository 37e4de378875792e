import type { Readable } from 'node:stream'
import { previewLimits } from '@muniment/core/previews/limits.ts'
import type { Format } from './formats.ts'
import type { RowPages } from './rows.ts'
import { readXml } from './xml.ts'

/** What the cells of every sheet share. */
export interface Cells {
  text: (index: number) => string
  format: Format
}

/** The last column that a workbook can have. */
const lastColumn = 16_384

function columnOf(reference: string | undefined): number | null {
  const letters = /^[A-Z]{1,3}/.exec(reference ?? '')?.[0]
  if (letters === undefined) return null
  let column = 0
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64
  return column <= lastColumn ? column - 1 : null
}

/** Reads one sheet row by row into pages. */
export async function readSheet(stream: Readable, name: string, cells: Cells, pages: RowPages): Promise<void> {
  const hidden = new Set<number>()
  const ready: { number: number; cells: string[] }[] = []
  let begun = false
  let row: { number: number; hidden: boolean; cells: string[] } | null = null
  let number = 0
  let cell = { column: 0, type: 'n', style: 0 }
  let value = ''
  let within = false

  function begin(): void {
    if (begun) return
    begun = true
    const visible = Array.from({ length: lastColumn }, (_, column) => column).filter((column) => !hidden.has(column))
    // One more than fits, so that it shows when there is more.
    pages.begin(name, hidden.size === 0 ? null : visible.slice(0, previewLimits.sheetColumns + 1))
  }
  function shown(): string {
    if (cell.type === 's') return cells.text(Number(value))
    if (cell.type === 'b') return value === '1' ? 'TRUE' : 'FALSE'
    if (cell.type !== 'n' || value === '') return value
    const parsed = Number(value)
    return Number.isFinite(parsed) ? cells.format(parsed, cell.style) : value
  }

  await readXml(stream, {
    open: (element, attributes) => {
      if (element === 'col' && ['1', 'true'].includes(attributes['hidden'] ?? '')) {
        const last = Math.min(Number(attributes['max']), lastColumn)
        for (let column = Number(attributes['min']); column <= last; column++) hidden.add(column - 1)
      } else if (element === 'sheetData') begin()
      else if (element === 'row') {
        number = Number(attributes['r'] ?? number + 1)
        row = { number, hidden: ['1', 'true'].includes(attributes['hidden'] ?? ''), cells: [] }
      } else if (element === 'c' && row) {
        const column = columnOf(attributes['r']) ?? row.cells.length
        cell = { column, type: attributes['t'] ?? 'n', style: Number(attributes['s'] ?? 0) }
        value = ''
      } else if (element === 'v' || element === 't') within = true
    },
    text: (text) => {
      if (within && value.length <= previewLimits.cellLetters) value += text
    },
    close: (element) => {
      if (element === 'v' || element === 't') within = false
      else if (element === 'c' && row) {
        while (row.cells.length < cell.column) row.cells.push('')
        row.cells[cell.column] = shown()
      } else if (element === 'row' && row) {
        if (!row.hidden) ready.push(row)
        row = null
      }
    },
    pause: async () => {
      for (const each of ready.splice(0)) await pages.add(each.number, each.cells)
      return !pages.full
    },
  })
  begin()
  for (const each of ready) await pages.add(each.number, each.cells)
  await pages.end()
}
