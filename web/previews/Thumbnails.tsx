import type { Preview } from '@muniment/core/previews/schema.ts'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import classes from './previews.module.css'
import { thumbnailAddress } from './queries.ts'

const longest = 128
const beside = 28
const paper = 842 / 595

interface Props {
  preview: Preview
  page: number
  onPage: (page: number) => void
  /** In a row, for where there is no room beside the pages. */
  flat?: boolean
}

/** The pages in small, to find one by its look. */
export function Thumbnails({ preview, page, onPage, flat = false }: Props) {
  const scroller = useRef<HTMLDivElement>(null)
  const boxes = (index: number): [number, number] => {
    const [width, height] = preview.sizes?.[index] ?? [1, paper]
    const scale = Math.min(96 / width, longest / height)
    return [Math.round(width * scale), Math.round(height * scale)]
  }
  const items = useVirtualizer({
    count: preview.made,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => boxes(index)[flat ? 0 : 1] + (flat ? 16 : beside),
    horizontal: flat,
    overscan: 4,
    paddingStart: 8,
    paddingEnd: 8,
  })
  useEffect(() => items.scrollToIndex(page - 1, { align: 'auto' }), [page, items])
  const total = items.getTotalSize()

  return (
    <div
      className={classes['thumbnails']}
      data-flat={flat || undefined}
      ref={scroller}
      role="listbox"
      aria-label="Pages in small"
      aria-orientation={flat ? 'horizontal' : 'vertical'}
    >
      <div className={classes['canvas']} style={flat ? { width: total, height: '100%' } : { height: total }}>
        {items.getVirtualItems().map(({ index, start, size }) => {
          const [width, height] = boxes(index)
          return (
            <button
              key={index}
              type="button"
              role="option"
              aria-selected={index + 1 === page}
              aria-label={`Page ${index + 1}`}
              tabIndex={index + 1 === page ? 0 : -1}
              className={classes['thumbnail']}
              style={flat ? { left: start, width: size } : { top: start, height: size }}
              onClick={() => onPage(index + 1)}
            >
              {preview.sizes?.[index] === null ? (
                <span style={{ width, height }} className={classes['noThumbnail']} />
              ) : (
                <img
                  src={thumbnailAddress(preview, index + 1)}
                  alt=""
                  width={width}
                  height={height}
                  draggable={false}
                />
              )}
              <span>{index + 1}</span>
            </button>
          )
        })}
      </div>
    </div>
  )
}
