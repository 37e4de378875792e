import { writeFile } from 'node:fs/promises'
import type { PreviewReason } from '@muniment/core/previews/reasons.ts'
import type { PageSize, SheetFacts } from '@muniment/core/previews/table.ts'

// What a child says to the worker: a line of JSON for each page that it has written, and one at its end.

export type Report =
  | { page: number; size: PageSize }
  | { end: { truncated: boolean; sheets: SheetFacts[] | null } }
  | { refused: PreviewReason }
  | { found: string }

export function report(line: Report): void {
  process.stdout.write(`${JSON.stringify(line)}\n`)
}

/** Thrown where a document cannot be shown, for a reason that trying again does not change. */
export class Unshowable extends Error {
  readonly code: PreviewReason

  constructor(code: PreviewReason) {
    super(`the document cannot be shown: ${code}`)
    this.name = 'Unshowable'
    this.code = code
  }
}

/** Where the worker looks for a page and its small picture, in the child's folder. */
export function pageFile(page: number): string {
  return `page-${page}`
}

export function thumbnailFile(page: number): string {
  return `thumbnail-${page}`
}

export async function writePage(page: number, content: object): Promise<void> {
  await writeFile(pageFile(page), JSON.stringify(content))
  report({ page, size: null })
}
