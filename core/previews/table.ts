import type { Knex } from 'knex'

export type PreviewState = 'waiting' | 'making' | 'ready' | 'none' | 'failed'
export type PreviewKind = 'pages' | 'picture' | 'text' | 'markdown' | 'sheets'

/** Width and height in pixels; null for a page that could not be drawn. */
export type PageSize = [width: number, height: number] | null

/** A sheet of a workbook: its rows lie in `pages` pages from `firstPage` on. */
export interface SheetFacts {
  name: string
  firstPage: number
  pages: number
  rows: number
  columns: number
}

export interface PreviewRow {
  version_id: string
  organization_id: string
  state: PreviewState
  kind: PreviewKind | null
  media_type: string | null
  pages: number | null
  made: number
  truncated: boolean
  sizes: PageSize[] | null
  sheets: SheetFacts[] | null
  generation: number
  reason_code: string | null
  reason_message: string | null
  asked_at: Date
  made_at: Date | null
}

type Settable = Omit<PreviewRow, 'version_id' | 'organization_id' | 'sizes' | 'sheets' | 'generation'>

declare module 'knex/types/tables.js' {
  interface Tables {
    previews: Knex.CompositeTableType<
      PreviewRow,
      Pick<PreviewRow, 'version_id' | 'organization_id'>,
      Partial<Settable> & {
        sizes?: Knex.Raw | string | null
        sheets?: string | null
        generation?: Knex.Raw
      }
    >
  }
}
