import type { Preview } from '@muniment/core/previews/schema.ts'
import { Typography } from '@mantine/core'
import Markdown, { type Components } from 'react-markdown'
import gfm from 'remark-gfm'
import classes from './previews.module.css'
import { TextScroller } from './TextScroller.tsx'

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
export function MarkdownView(props: { preview: Preview; page: number }) {
  return (
    <TextScroller {...props}>
      {(text) => (
        <Typography className={classes['markdown'] ?? ''} dir="auto">
          <Markdown remarkPlugins={[gfm]} components={components}>
            {text}
          </Markdown>
        </Typography>
      )}
    </TextScroller>
  )
}
