import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { previewLimits } from '@muniment/core/previews/limits.ts'
import { SheetPage, TextPage } from '@muniment/core/previews/schema.ts'
import type { PreviewKind } from '@muniment/core/previews/table.ts'
import { pageFile, thumbnailFile, Unshowable } from './child/report.ts'
import type { Draft, MadePage } from './draft.ts'
import { takeFile } from './files.ts'
import { convertOffice } from './office.ts'
import { makePages } from './pdf.ts'
import { runReader } from './reader.ts'

export type Maker = 'pdf' | 'office' | 'workbook' | 'picture' | 'text' | 'markdown' | 'csv'

/** Pages of text and of rows at once: many small ones would be as many transactions. */
const atOnce = 20
const pageBytes = 32 * 2 ** 20

/** Makes the preview of a document, from its first page on. Throws Unshowable where there cannot be one. */
export async function make(draft: Draft, maker: Maker, mediaType: string): Promise<void> {
  if (maker === 'pdf') await makePages(draft, draft.source)
  else if (maker === 'office') await makePages(draft, await convertOffice(draft, 'pdf'))
  else if (maker === 'picture') await makeByReader(draft, 'picture', 'picture', draft.source)
  else if (maker === 'workbook') {
    const modern = mediaType.includes('openxmlformats')
    await makeByReader(draft, 'sheets', 'workbook', modern ? draft.source : await convertOffice(draft, 'xlsx'))
  } else if (maker === 'csv') await makeByReader(draft, 'sheets', 'csv', draft.source)
  else await makeByReader(draft, maker, maker, draft.source)
}

async function makeByReader(
  draft: Draft,
  kind: PreviewKind,
  what: 'picture' | 'text' | 'markdown' | 'csv' | 'workbook',
  source: string,
): Promise<void> {
  const { confinement, folder, signal } = draft
  await draft.begin({ kind, pages: null, truncated: false })
  const waiting: MadePage[] = []
  let shown = 0
  const outcome = await runReader({ confinement, folder, source, signal }, what, {
    seconds: previewLimits.officeSeconds,
    onPage: async (page, size) => {
      if (page !== draft.made + waiting.length + 1) {
        if (page <= draft.made) return
        throw new Error('the reader told of its pages out of order')
      }
      const made = await take(page, size)
      if (made !== null) shown += 1
      waiting.push(made)
      // The first is shown at once.
      if (draft.made === 0 || waiting.length >= atOnce) await draft.add(waiting.splice(0))
    },
  })
  await draft.add(waiting)
  if (shown === 0 && !draft.hasShown) throw new Unshowable('damaged')
  await draft.finish(outcome)

  async function take(page: number, size: [number, number] | null): Promise<MadePage> {
    const content = await takeFile(folder, pageFile(page), pageBytes)
    const thumbnail = kind === 'picture' ? await takeFile(folder, thumbnailFile(page), pageBytes) : null
    await Promise.all([pageFile(page), thumbnailFile(page)].map((name) => rm(join(folder, name), { force: true })))
    if (kind === 'picture') return content && thumbnail && size && { content, thumbnail, size }
    if (content === null) throw new Error('the reader told of a page that it has not written')
    const shape = kind === 'sheets' ? SheetPage : TextPage
    return { content: Buffer.from(JSON.stringify(shape.parse(JSON.parse(content.toString())))), thumbnail: null, size }
  }
}
