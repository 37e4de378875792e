/** How large pages are shown: as wide as there is room, or so many times their size on paper. */
export type Zoom = 'fit' | number

const steps = [0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 3, 4] as const
/** CSS pixels that a page takes at 100 %: A4 at 96 to the inch. */
const paperWidth = 794
/** No wider by itself: lines would be too long to read, and the picture has not more. */
const widestFit = 1100

/** The width of a page in a column of this width. */
export function pageWidth(zoom: Zoom, room: number): number {
  return zoom === 'fit' ? Math.max(120, Math.min(room, widestFit)) : Math.round(paperWidth * zoom)
}

/** One step larger or smaller than pages are now. */
export function stepZoom(zoom: Zoom, room: number, direction: 1 | -1): number {
  const now = pageWidth(zoom, room) / paperWidth
  const further =
    direction === 1 ? steps.find((step) => step > now + 0.01) : steps.findLast((step) => step < now - 0.01)
  return further ?? (direction === 1 ? steps[steps.length - 1] : steps[0]) ?? 1
}

export function zoomWords(zoom: Zoom, room: number): string {
  return `${Math.round((pageWidth(zoom, room) / paperWidth) * 100)} %`
}
