import { previewLimits } from '@muniment/core/previews/limits.ts'
import type { SheetFacts } from '@muniment/core/previews/table.ts'
import { writePage } from './report.ts'

interface Row {
  number: number
  cells: string[]
}

/** "A" for 0, "AB" for 27. */
export function columnName(index: number): string {
  const rest = Math.floor(index / 26)
  return (rest > 0 ? columnName(rest - 1) : '') + String.fromCharCode(65 + (index % 26))
}

/** Collects rows into pages, sheet after sheet, and keeps to the limits of each. */
export class RowPages {
  readonly sheets: SheetFacts[] = []
  truncated = false
  #page = 0
  #rows: Row[] = []
  #letters = 0
  #sheet: SheetFacts | null = null
  #columns: readonly number[] | null = null

  get full(): boolean {
    return this.#page >= previewLimits.pages
  }

  /** `columns`: which of the sheet's columns are shown, when not all are. */
  begin(name: string, columns: readonly number[] | null): void {
    this.#sheet = { name, firstPage: this.#page + 1, pages: 0, rows: 0, columns: 0 }
    this.#columns = columns
    this.sheets.push(this.#sheet)
  }

  async add(number: number, cells: readonly string[]): Promise<void> {
    if (this.#sheet === null || this.full) {
      this.truncated = true
      return
    }
    const chosen = this.#columns?.map((column) => cells[column] ?? '') ?? cells
    if (chosen.length > previewLimits.sheetColumns) this.truncated = true
    const kept = chosen.slice(0, previewLimits.sheetColumns).map(shortened)
    while (kept.at(-1) === '') kept.pop()
    this.#rows.push({ number, cells: kept })
    this.#letters += kept.reduce((sum, cell) => sum + cell.length + 4, 24)
    this.#sheet.rows += 1
    this.#sheet.columns = Math.max(this.#sheet.columns, kept.length)
    if (this.#rows.length >= previewLimits.sheetRows || this.#letters >= previewLimits.sheetBytes) await this.#write()
  }

  /** A sheet without rows still has a page, which says so. */
  async end(): Promise<void> {
    if (this.#sheet && !this.full && (this.#rows.length > 0 || this.#sheet.pages === 0)) await this.#write()
    this.#rows = []
    this.#sheet = null
  }

  async #write(): Promise<void> {
    if (!this.#sheet) return
    const width = this.#rows.reduce((most, row) => Math.max(most, row.cells.length), 0)
    const columns = Array.from({ length: width }, (_, index) => columnName(this.#columns?.[index] ?? index))
    await writePage(++this.#page, { sheet: this.#sheet.name, columns, rows: this.#rows })
    this.#sheet.pages += 1
    this.#rows = []
    this.#letters = 0
  }
}

function shortened(cell: string): string {
  return cell.length > previewLimits.cellLetters ? `${cell.slice(0, previewLimits.cellLetters)}…` : cell
}
