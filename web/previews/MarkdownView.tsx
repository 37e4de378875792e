import type { Preview } from '@muniment/core/previews/schema.ts'
import { Typography } from '@mantine/core'
import { useEffect, useRef } from 'react'
import Markdown, { type Components } from 'react-markdown'
import gfm from 'remark-gfm'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import classes from './previews.module.css'
import { useTextPage } from './queries.ts'

// HTML in it stays letters. Pictures that it names are not fetched: whoever wrote it would learn who reads it, and when.
const components: Components = {
  img: ({ alt, src }) => <span className={classes['noPicture']}>[{alt === '' ? src : alt}]</span>,
  a: ({ href, children }) => (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow" title={href}>
      {children}
    </a>
  ),
}

/** A page of Markdown. */
export function MarkdownView({ preview, page }: { preview: Preview; page: number }) {
  const text = useTextPage(preview, page)
  const scroller = useRef<HTMLDivElement>(null)
  useEffect(() => scroller.current?.scrollTo({ top: 0 }), [page])
  if (text.isError && !text.data) return <ErrorPanel error={text.error} retry={() => void text.refetch()} />
  return (
    <div className={classes['scroller']} ref={scroller} tabIndex={0} role="region" aria-label="Text">
      <Typography className={classes['markdown'] ?? ''} dir="auto">
        <Markdown remarkPlugins={[gfm]} components={components}>
          {text.data?.text}
        </Markdown>
      </Typography>
    </div>
  )
}
