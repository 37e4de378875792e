import type { Document } from '@muniment/core/documents/schema.ts'
import type { Preview } from '@muniment/core/previews/schema.ts'
import { ActionIcon, Group, NumberInput, Text } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { IconArrowsHorizontal, IconChevronLeft, IconChevronRight, IconZoomIn, IconZoomOut } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { useShortcuts } from '../frame/shortcuts.ts'
import { PagesView } from './PagesView.tsx'
import classes from './previews.module.css'
import { PreviewState } from './PreviewState.tsx'
import { isUnderWay, pageAddress } from './queries.ts'
import { SheetView } from './SheetView.tsx'
import { TextView } from './TextView.tsx'
import { Thumbnails } from './Thumbnails.tsx'
import { pageWidth, paper, pictureSheet, stepZoom, zoomWords, type Zoom } from './zoom.ts'

// Its reader is as large as the rest of this page, and few documents need it.
const MarkdownView = lazy(() => import('./MarkdownView.tsx').then(({ MarkdownView }) => ({ default: MarkdownView })))

interface Props {
  document: Document
  preview: Preview
  /** No column of thumbnails beside the pages. */
  narrow: boolean
  page: number
  onPage: (page: number) => void
}

/** The pages of a document: as they were drawn, or as letters and rows. */
export function Viewer({ document, preview, narrow, page, onPage }: Props) {
  const [zoom, setZoom] = useState<Zoom>('fit')
  const { ref, width } = useElementSize()
  const room = Math.max(0, width - (narrow ? 16 : 48))
  const { kind, made } = preview
  const drawn = kind === 'pages' || kind === 'picture'
  const total = Math.max(preview.pages ?? made, 1)
  const shown = Math.min(Math.max(page, 1), Math.max(made, 1))
  const turn = (to: number) => onPage(Math.min(Math.max(to, 1), Math.max(made, 1)))
  const single = kind === 'picture' && total === 1
  const sheet = single ? pictureSheet(preview.sizes?.[0]?.[0] ?? 1) : paper
  const zoomBy = (direction: 1 | -1) => setZoom(stepZoom(zoom, room, direction, sheet))
  const visible = kind !== null && made > 0

  useShortcuts(
    visible
      ? [
          { keys: 'ArrowRight', label: 'Next page', group: 'Document', run: () => turn(shown + 1) },
          { keys: 'ArrowLeft', label: 'Previous page', group: 'Document', run: () => turn(shown - 1) },
          ...(drawn
            ? [
                { keys: '+', label: 'Larger', group: 'Document', run: () => zoomBy(1) },
                { keys: '-', label: 'Smaller', group: 'Document', run: () => zoomBy(-1) },
                { keys: '0', label: 'As wide as there is room', group: 'Document', run: () => setZoom('fit') },
              ]
            : []),
        ]
      : [],
  )

  if (!visible) return <PreviewState document={document} preview={preview} />
  return (
    <section className={classes['viewer']} aria-label="Preview">
      <div className={classes['bar']} role="toolbar" aria-label="Pages" hidden={!drawn && total === 1}>
        {total > 1 ? <PageNumber page={shown} total={total} made={made} onPage={turn} /> : <span />}
        {drawn && (
          <Group gap={2} wrap="nowrap">
            <ActionIcon aria-label="Smaller" title="Smaller (−)" onClick={() => zoomBy(-1)}>
              <IconZoomOut size={20} aria-hidden />
            </ActionIcon>
            <Text size="xs" className={classes['percent']} aria-live="polite">
              {zoomWords(zoom, room, sheet)}
            </Text>
            <ActionIcon aria-label="Larger" title="Larger (+)" onClick={() => zoomBy(1)}>
              <IconZoomIn size={20} aria-hidden />
            </ActionIcon>
            <ActionIcon
              aria-label="Fit to width"
              title="Fit to width (0)"
              aria-pressed={zoom === 'fit'}
              onClick={() => setZoom('fit')}
            >
              <IconArrowsHorizontal size={20} aria-hidden />
            </ActionIcon>
          </Group>
        )}
      </div>
      <div className={classes['body']}>
        {drawn && !narrow && total > 1 && <Thumbnails preview={preview} page={shown} onPage={turn} />}
        <div className={classes['pane']} ref={ref}>
          {drawn && !single && width > 0 && (
            <PagesView preview={preview} page={shown} zoom={zoom} room={room} onPage={onPage} />
          )}
          {single && width > 0 && (
            <Picture document={document} preview={preview} width={pageWidth(zoom, room, sheet)} fit={zoom === 'fit'} />
          )}
          {kind === 'text' && <TextView preview={preview} page={shown} />}
          {kind === 'markdown' && (
            <Suspense fallback={null}>
              <MarkdownView preview={preview} page={shown} />
            </Suspense>
          )}
          {kind === 'sheets' && <SheetView preview={preview} page={shown} onPage={turn} />}
        </div>
      </div>
      {(isUnderWay(preview) || preview.truncated) && (
        <Text size="xs" c="dimmed" className={classes['note']} role="status">
          {isUnderWay(preview)
            ? `Preparing preview · ${made}${preview.pages === null ? '' : ` of ${preview.pages}`} ${made === 1 ? 'page' : 'pages'} so far`
            : 'Only a part of this file is shown here.'}
        </Text>
      )}
    </section>
  )
}

interface PageNumberProps {
  page: number
  total: number
  made: number
  onPage: (page: number) => void
}

function PageNumber({ page, total, made, onPage }: PageNumberProps) {
  return (
    <Group gap={4} wrap="nowrap">
      <ActionIcon
        aria-label="Previous page"
        title="Previous page (←)"
        disabled={page <= 1}
        onClick={() => onPage(page - 1)}
      >
        <IconChevronLeft size={20} aria-hidden />
      </ActionIcon>
      <NumberInput
        aria-label="Page"
        value={page}
        min={1}
        max={made}
        clampBehavior="strict"
        hideControls
        w={56}
        size="xs"
        styles={{ input: { textAlign: 'center' } }}
        onChange={(value) => typeof value === 'number' && value >= 1 && onPage(value)}
      />
      <Text size="sm" className={classes['total']}>
        / {total}
      </Text>
      <ActionIcon aria-label="Next page" title="Next page (→)" disabled={page >= made} onClick={() => onPage(page + 1)}>
        <IconChevronRight size={20} aria-hidden />
      </ActionIcon>
    </Group>
  )
}

interface PictureProps {
  document: Document
  preview: Preview
  width: number
  /** All of it is seen. */
  fit: boolean
}

function Picture({ document, preview, width, fit }: PictureProps) {
  const [ownWidth, ownHeight] = preview.sizes?.[0] ?? [1, 1]
  return (
    <div className={classes['picture']} tabIndex={0} role="region" aria-label="Picture">
      <img
        src={pageAddress(preview, 1)}
        alt={document.name}
        width={width}
        height={Math.round((width * ownHeight) / ownWidth)}
        data-fit={fit || undefined}
      />
    </div>
  )
}
