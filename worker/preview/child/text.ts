import { previewLimits } from '@muniment/core/previews/limits.ts'
import { decoded } from './decode.ts'
import { report, Unshowable, writePage } from './report.ts'

/** Cuts a text into pages at the ends of its lines; Markdown where a block ends, and nowhere inside a fence. */
export async function showText(file: string, kind: 'text' | 'markdown'): Promise<void> {
  const most = kind === 'text' ? previewLimits.textBytes : previewLimits.markdownBytes
  let page = 0
  let rest = ''
  let full = false
  for await (const piece of decoded(file)) {
    rest += piece
    while (rest.length > most && !full) {
      const end = kind === 'text' ? afterLine(rest, most) : afterBlock(rest, most)
      await writePage(++page, { text: rest.slice(0, end) })
      rest = rest.slice(end)
      full = page === previewLimits.pages
    }
    if (full) break
  }
  if (!full && (rest !== '' || page === 0)) {
    if (page === 0 && rest.trim() === '') throw new Unshowable('empty')
    await writePage(++page, { text: rest })
  }
  report({ end: { truncated: full, sheets: null } })
}

function afterLine(text: string, most: number): number {
  const end = text.lastIndexOf('\n', most - 1) + 1
  if (end > 0) return end
  // Not through the middle of a letter that takes two units.
  const before = text.charCodeAt(most - 1)
  return before >= 0xd800 && before <= 0xdbff ? most - 1 : most
}

function afterBlock(text: string, most: number): number {
  let at = 0
  let end = 0
  let fence: string | null = null
  while (at < most) {
    const next = text.indexOf('\n', at) + 1
    if (next === 0 || next > most) break
    const line = text.slice(at, next).trim()
    const mark = /^(```+|~~~+)/.exec(line)?.[1]?.slice(0, 3)
    if (mark !== undefined) fence = fence === null ? mark : fence === mark ? null : fence
    at = next
    if (line === '' && fence === null) end = at
  }
  return end > 0 ? end : afterLine(text, most)
}
