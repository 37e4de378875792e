import type { Preview } from '@muniment/core/previews/schema.ts'
import { useEffect, useRef, type ReactNode } from 'react'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import classes from './previews.module.css'
import { useTextPage } from './queries.ts'

interface Props {
  preview: Preview
  page: number
  /** How its letters are shown. */
  children: (text: string | undefined) => ReactNode
}

/** A page of letters, read from its top. */
export function TextScroller({ preview, page, children }: Props) {
  const text = useTextPage(preview, page)
  const scroller = useRef<HTMLDivElement>(null)
  useEffect(() => scroller.current?.scrollTo({ top: 0 }), [page])
  if (text.isError && !text.data) return <ErrorPanel error={text.error} retry={() => void text.refetch()} />
  return (
    <div className={classes['scroller']} ref={scroller} tabIndex={0} role="region" aria-label="Text">
      {children(text.data?.text)}
    </div>
  )
}
