import { z } from 'zod'
import { previewLimits } from './limits.ts'

export const PreviewStateName = z.enum(['checking', 'blocked', 'waiting', 'making', 'ready', 'none', 'failed']).meta({
  description:
    'checking: the virus check comes first; blocked: it did not pass; waiting, making: its first pages may be there already; none: it cannot be shown; failed: may be tried again',
})

export const PreviewKindName = z.enum(['pages', 'picture', 'text', 'markdown', 'sheets'])

export const SheetFacts = z.object({
  name: z.string(),
  firstPage: z.number().int(),
  pages: z.number().int(),
  rows: z.number().int(),
  columns: z.number().int(),
})

export const Preview = z
  .object({
    versionId: z.uuid(),
    state: PreviewStateName,
    kind: PreviewKindName.nullable(),
    mediaType: z.string().nullable().meta({ description: 'as found in the bytes' }),
    pages: z.number().int().nullable().meta({ description: 'null until they were counted' }),
    made: z.number().int().meta({ description: 'pages that can be asked for already, from the first on' }),
    truncated: z.boolean().meta({ description: `there is more than is shown: ${previewLimits.pages} pages at most` }),
    sizes: z
      .array(z.tuple([z.number().int(), z.number().int()]).nullable())
      .nullable()
      .meta({ description: 'width and height of each page in pixels; null for one that could not be drawn' }),
    sheets: z.array(SheetFacts).nullable(),
    generation: z.number().int().meta({ description: 'another number: its pages were made anew' }),
    reason: z.object({ code: z.string(), message: z.string() }).nullable(),
    since: z.iso.datetime().meta({ description: 'when it was asked for' }),
    madeAt: z.iso.datetime().nullable(),
    abilities: z.object({ retry: z.boolean() }),
  })
  .meta({ id: 'Preview' })
export type Preview = z.infer<typeof Preview>

export const PageNumber = z.coerce.number().int().min(1).max(previewLimits.pages)

/** What a page of text holds. */
export const TextPage = z.object({ text: z.string() })
export type TextPage = z.infer<typeof TextPage>

/** What a page of a sheet holds: each cell as it is shown, with the names of rows and columns. */
export const SheetPage = z.object({
  sheet: z.string(),
  columns: z.array(z.string()),
  rows: z.array(z.object({ number: z.number().int(), cells: z.array(z.string()) })),
})
export type SheetPage = z.infer<typeof SheetPage>
