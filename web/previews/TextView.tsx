import type { Preview } from '@muniment/core/previews/schema.ts'
import classes from './previews.module.css'
import { TextScroller } from './TextScroller.tsx'

/** A page of plain letters, as they stand in the file. */
export function TextView(props: { preview: Preview; page: number }) {
  return (
    <TextScroller {...props}>
      {(text) => (
        <pre className={classes['text']} dir="auto">
          {text}
        </pre>
      )}
    </TextScroller>
  )
}
