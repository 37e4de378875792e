import type { Preview } from '@muniment/core/previews/schema.ts'
import { useEffect, useRef } from 'react'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import classes from './previews.module.css'
import { useTextPage } from './queries.ts'

/** A page of plain letters, as they stand in the file. */
export function TextView({ preview, page }: { preview: Preview; page: number }) {
  const text = useTextPage(preview, page)
  const scroller = useRef<HTMLDivElement>(null)
  useEffect(() => scroller.current?.scrollTo({ top: 0 }), [page])
  if (text.isError && !text.data) return <ErrorPanel error={text.error} retry={() => void text.refetch()} />
  return (
    <div className={classes['scroller']} ref={scroller} tabIndex={0} role="region" aria-label="Text">
      <pre className={classes['text']} dir="auto">
        {text.data?.text}
      </pre>
    </div>
  )
}
