import { describe, expect, it } from 'vitest'
import { pageWidth, pictureSheet, stepZoom, zoomWords } from './zoom.ts'

describe('zoom', () => {
  it('fits pages into their column, but not wider than can be read', () => {
    expect(pageWidth('fit', 600)).toBe(600)
    expect(pageWidth('fit', 3000)).toBe(1100)
    expect(pageWidth('fit', 40)).toBe(120)
  })

  it('goes on from what is seen, and ends', () => {
    expect(stepZoom('fit', 600, 1)).toBe(1)
    expect(stepZoom('fit', 600, -1)).toBe(0.5)
    expect(stepZoom(1, 600, 1)).toBe(1.25)
    expect(stepZoom(4, 600, 1)).toBe(4)
    expect(stepZoom(0.25, 600, -1)).toBe(0.25)
  })

  it('does not blow up small pictures by itself', () => {
    expect(pageWidth('fit', 600, pictureSheet(300))).toBe(300)
    expect(pageWidth('fit', 600, pictureSheet(2800))).toBe(600)
    expect(pageWidth(2, 600, pictureSheet(300))).toBe(600)
    expect(zoomWords('fit', 600, pictureSheet(300))).toBe('100 %')
  })

  it('is told in per cent of paper', () => {
    expect(zoomWords(1.5, 600)).toBe('150 %')
    expect(zoomWords('fit', 397)).toBe('50 %')
  })
})
