import type { Preview } from '@muniment/core/previews/schema.ts'
import { Text } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useRef } from 'react'
import classes from './previews.module.css'
import { pageAddress } from './queries.ts'
import { pageWidth, type Zoom } from './zoom.ts'

const gap = 16
/** Until a page is drawn it is taken for one of paper. */
const paper = 842 / 595

interface Props {
  preview: Preview
  page: number
  zoom: Zoom
  room: number
  onPage: (page: number) => void
}

/** All pages below each other; only those in sight, and the next ones, are there. */
export function PagesView({ preview, page, zoom, room, onPage }: Props) {
  const scroller = useRef<HTMLDivElement>(null)
  const width = pageWidth(zoom, room)
  const { sizes, made } = preview
  const usual = sizes?.find((size) => size !== null)
  const usualRatio = usual ? usual[1] / usual[0] : paper
  const heightOf = (index: number): number => {
    const size = sizes?.[index]
    return Math.round(width * (size ? size[1] / size[0] : usualRatio))
  }
  const pages = useVirtualizer({
    count: made,
    getScrollElement: () => scroller.current,
    estimateSize: heightOf,
    gap,
    overscan: 2,
    paddingStart: gap,
    scrollPaddingStart: gap,
    paddingEnd: gap,
  })

  // What is read stays in sight when pages change their size.
  const told = useRef(page)
  useLayoutEffect(() => {
    pages.measure()
    pages.scrollToIndex(told.current - 1, { align: 'start' })
  }, [width, usualRatio, pages])

  // Somebody turned to a page: by a key, the field above or a thumbnail. Scrolling tells it itself.
  useEffect(() => {
    if (page === told.current) return
    told.current = page
    pages.scrollToIndex(page - 1, { align: 'start' })
  }, [page, pages])

  const read = () => {
    const element = scroller.current
    if (!element) return
    // By place, not by what is drawn: after a jump that still is what was there before.
    const seen = pages.getVirtualItemForOffset(element.scrollTop + element.clientHeight / 3)
    if (!seen || seen.index + 1 === told.current) return
    told.current = seen.index + 1
    onPage(told.current)
  }

  return (
    <div className={classes['scroller']} ref={scroller} onScroll={read} tabIndex={0} role="region" aria-label="Pages">
      <div className={classes['canvas']} style={{ height: pages.getTotalSize(), minWidth: width }}>
        {pages.getVirtualItems().map(({ index, start }) => (
          <div
            key={index}
            className={classes['page']}
            style={{ width, height: heightOf(index), transform: `translate(-50%, ${start}px)` }}
          >
            {sizes?.[index] === null ? (
              <Text c="dimmed" size="sm">
                Page {index + 1} could not be drawn.
              </Text>
            ) : (
              <img src={pageAddress(preview, index + 1)} alt={`Page ${index + 1}`} draggable={false} />
            )}
          </div>
        ))}
      </div>
    </div>
  )
}
