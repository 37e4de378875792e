/** How large pages are shown: as wide as there is room, or so many times their own size. */
export type Zoom = 'fit' | number

/** What is shown: its width (CSS pixels) at 100 %, and how wide it becomes by itself at most. */
export interface Sheet {
  width: number
  widest: number
}

/** A4 at 96 pixels to the inch. Wider than this, lines would be too long to read. */
export const paper: Sheet = { width: 794, widest: 1100 }

/** Small pictures are not blown up. */
export function pictureSheet(width: number): Sheet {
  return { width, widest: width }
}

const steps = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4] as const

/** The width of a page in a column of this width. */
export function pageWidth(zoom: Zoom, room: number, sheet: Sheet = paper): number {
  return zoom === 'fit' ? Math.min(Math.max(120, room), sheet.widest) : Math.round(sheet.width * zoom)
}

/** One step larger or smaller than pages are now. */
export function stepZoom(zoom: Zoom, room: number, direction: 1 | -1, sheet: Sheet = paper): number {
  const now = pageWidth(zoom, room, sheet) / sheet.width
  const further =
    direction === 1 ? steps.find((step) => step > now + 0.01) : steps.findLast((step) => step < now - 0.01)
  return further ?? (direction === 1 ? steps[steps.length - 1] : steps[0]) ?? 1
}

export function zoomWords(zoom: Zoom, room: number, sheet: Sheet = paper): string {
  return `${Math.round((pageWidth(zoom, room, sheet) / sheet.width) * 100)} %`
}
