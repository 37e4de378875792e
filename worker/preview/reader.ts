import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { previewLimits } from '@muniment/core/previews/limits.ts'
import { previewReasons, type PreviewReason } from '@muniment/core/previews/reasons.ts'
import { SheetFacts } from '@muniment/core/previews/schema.ts'
import { Unshowable } from './child/report.ts'
import { runContained } from './contain.ts'
import type { Draft } from './draft.ts'

const main = fileURLToPath(new URL('./child/main.ts', import.meta.url))

const isReason = (code: string): code is PreviewReason => code in previewReasons
const Size = z.tuple([z.number().int().min(1).max(100_000), z.number().int().min(1).max(100_000)]).nullable()
// A child that was taken over may say anything.
const Line = z.union([
  z.object({ page: z.number().int().min(1).max(previewLimits.pages), size: Size }),
  z.object({
    end: z.object({ truncated: z.boolean(), sheets: z.array(SheetFacts).max(previewLimits.sheets).nullable() }),
  }),
  z.object({ refused: z.string().refine(isReason) }),
  z.object({ found: z.string().max(200) }),
])

export interface ReaderEnd {
  truncated: boolean
  sheets: SheetFacts[] | null
}
type SheetFacts = z.infer<typeof SheetFacts>

interface Hearing {
  seconds: number
  onPage?: (page: number, size: z.infer<typeof Size>) => Promise<void>
  onFound?: (what: string) => void
}

/**
 * Reads a document by our own code in a child, and hears of each page as it is written. Throws Unshowable with the
 * child's reason, or because it took too long; any other way to end is an error, which may be chance.
 */
export async function runReader(
  draft: Pick<Draft, 'confinement' | 'folder' | 'source' | 'signal'>,
  what: 'picture' | 'text' | 'markdown' | 'csv' | 'workbook' | 'zip',
  { seconds, onPage, onFound }: Hearing,
): Promise<ReaderEnd> {
  const { confinement, folder, source, signal } = draft
  let end: ReaderEnd | null = null
  let refused: PreviewReason | null = null
  const task = {
    command: process.execPath,
    args: ['--max-old-space-size=700', '--max-semi-space-size=16', main, what, source],
    folder,
    seconds,
    onLine: async (text: string) => {
      const line = Line.parse(JSON.parse(text))
      if ('page' in line) await onPage?.(line.page, line.size)
      else if ('end' in line) end = line.end
      else if ('refused' in line) refused = line.refused
      else onFound?.(line.found)
    },
  }
  const { code, late, stderr } = await runContained(confinement, task, signal)
  if (refused !== null) throw new Unshowable(refused)
  if (late) throw new Unshowable('slow')
  if (code !== 0) throw new Error(`the reader of ${what} ended with ${code}: ${stderr.slice(-500)}`)
  return end ?? { truncated: false, sheets: null }
}
