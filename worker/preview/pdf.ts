import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { previewLimits } from '@muniment/core/previews/limits.ts'
import { Unshowable } from './child/report.ts'
import { runContained } from './contain.ts'
import type { Draft, MadePage } from './draft.ts'
import { takeFile } from './files.ts'

/** Pages drawn by one process: its start costs as much as a page, and a reader waits for the first. */
const atOnce = 8
const imageBytes = 64 * 2 ** 20
/** What a PDF without a usable size is drawn as: A4. */
const usualPage = [595, 842] as const

type Size = [width: number, height: number]

/** Draws the pages of a PDF as JPEG with their thumbnails, the first at once, the others in batches. */
export async function makePages(draft: Draft, file: string): Promise<void> {
  const { count, sizes } = await lookAt(draft, file)
  const pages = Math.min(count, previewLimits.pages)
  if (pages === 0) throw new Unshowable('empty')
  await draft.begin({ kind: 'pages', pages, truncated: count > pages })
  const began = performance.now()
  let timely = true
  let stuck = false
  while (draft.made < pages && timely) {
    const first = draft.made + 1
    let last = first
    const alike = (page: number): boolean => String(sizes[page - 1]) === String(sizes[first - 1])
    while (first > 1 && last < Math.min(pages, first + atOnce - 1) && alike(last + 1)) last += 1
    const batch = await drawBatch(draft, file, first, last, sizes[first - 1] ?? target(usualPage))
    stuck ||= batch.late
    await draft.add(batch.pages)
    timely = performance.now() - began < previewLimits.totalSeconds * 1000
  }
  if (!draft.hasShown) throw new Unshowable(timely && !stuck ? 'damaged' : 'slow')
  await draft.finish({ truncated: count > pages || draft.made < pages })
}

/** Pages, and whether one of them ran out of its time. */
interface Batch {
  pages: MadePage[]
  late: boolean
}

/** A page that fails or hangs in a batch takes the others with it: then each is drawn by itself, and it is left out. */
async function drawBatch(draft: Draft, file: string, first: number, last: number, size: Size): Promise<Batch> {
  const together = await draw(draft, file, first, last, size)
  if (first === last || together.pages.every((page) => page !== null)) return together
  const batch: Batch = { pages: [], late: together.late }
  for (const [at, page] of together.pages.entries()) {
    batch.pages.push(page ?? (await draw(draft, file, first + at, first + at, size)).pages[0] ?? null)
  }
  return batch
}

async function draw(draft: Draft, file: string, first: number, last: number, size: Size): Promise<Batch> {
  const { folder } = draft
  const small = thumbnail(size)
  const late = await pdftoppm(draft, file, first, last, size, 'large')
  const large = await numbered(folder, 'large')
  // Nothing large, nothing small.
  if (large.size > 0) await pdftoppm(draft, file, first, last, small, 'small')
  const little = await numbered(folder, 'small')
  const pages: MadePage[] = []
  for (let page = first; page <= last; page++) {
    const [whole, reduced] = [large.get(page), little.get(page)]
    const content = whole === undefined ? null : await takeFile(folder, whole, imageBytes)
    const picture = reduced === undefined ? null : await takeFile(folder, reduced, imageBytes)
    pages.push(content && isJpeg(content) && picture && isJpeg(picture) ? { content, thumbnail: picture, size } : null)
  }
  await Promise.all([...large.values(), ...little.values()].map((name) => rm(join(folder, name), { force: true })))
  return { pages, late }
}

/** A process that was killed in the middle of a page leaves half of it. */
function isJpeg(bytes: Buffer): boolean {
  return bytes.length > 4 && bytes.readUInt16BE(0) === 0xffd8 && bytes.readUInt16BE(bytes.length - 2) === 0xffd9
}

/** Writes a file for each page; gives whether it ran out of time. */
async function pdftoppm(
  { confinement, folder, signal }: Draft,
  file: string,
  first: number,
  last: number,
  [width, height]: Size,
  name: string,
): Promise<boolean> {
  const range = ['-f', String(first), '-l', String(last)]
  const scale = ['-scale-to-x', String(width), '-scale-to-y', String(height)]
  const args = ['-q', '-jpeg', '-jpegopt', 'quality=82,optimize=y', ...range, ...scale, file, name]
  const seconds = previewLimits.pageSeconds + (last - first) * 2
  return (await runContained(confinement, { command: 'pdftoppm', args, folder, seconds }, signal)).late
}

/** The files that pdftoppm wrote, by page: it pads the numbers as the document's length needs. */
async function numbered(folder: string, name: string): Promise<Map<number, string>> {
  const found = new Map<number, string>()
  for (const file of await readdir(folder)) {
    const page = new RegExp(`^${name}-0*(\\d+)\\.jpg$`).exec(file)?.[1]
    if (page !== undefined) found.set(Number(page), file)
  }
  return found
}

async function lookAt({ confinement, folder, signal }: Draft, file: string): Promise<{ count: number; sizes: Size[] }> {
  const args = ['-f', '1', '-l', String(previewLimits.pages), file]
  const task = { command: 'pdfinfo', args, folder, seconds: previewLimits.pageSeconds * 3 }
  const { code, late, stdout, stderr } = await runContained(confinement, task, signal)
  if (/incorrect password/i.test(stderr)) throw new Unshowable('password')
  if (late) throw new Unshowable('slow')
  const count = Number(/^Pages:\s+(\d+)$/m.exec(stdout)?.[1] ?? 0)
  if (code === null) throw new Error(`pdfinfo was stopped: ${stderr.slice(-300)}`)
  if (code !== 0 || count === 0) throw new Unshowable('damaged')
  const points: [number, number][] = []
  for (const [, page, wide, high] of stdout.matchAll(/^Page\s+(\d+) size:\s+([\d.e+]+) x ([\d.e+]+) pts/gm)) {
    points[Number(page) - 1] = [Number(wide), Number(high)]
  }
  for (const [, page, turned] of stdout.matchAll(/^Page\s+(\d+) rot:\s+(\d+)$/gm)) {
    if (Number(turned) % 180 === 90) points[Number(page) - 1]?.reverse()
  }
  const sizes = Array.from({ length: Math.min(count, previewLimits.pages) }, (_, at) => target(points[at] ?? usualPage))
  return { count, sizes }
}

/** As wide as pages are drawn, unless they are so high that this would be a ribbon. */
function target([wide, high]: readonly [number, number]): Size {
  const [w, h] = wide > 0 && high > 0 ? [wide, high] : usualPage
  const scale = Math.min(previewLimits.pageWidth / w, previewLimits.pageHeight / h)
  return [Math.max(1, Math.round(w * scale)), Math.max(1, Math.round(h * scale))]
}

function thumbnail([width, height]: Size): Size {
  const scale = previewLimits.thumbnailSide / Math.max(width, height)
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))]
}
