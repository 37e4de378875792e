import { ActionIcon, Button, Group, Progress, Text } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { useVirtualizer } from '@tanstack/react-virtual'
import { IconChevronDown, IconPlayerPause, IconPlayerPlay, IconRefresh, IconX } from '@tabler/icons-react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { announce } from '../frame/announce.tsx'
import { useStore } from '../frame/store.ts'
import { inOrder, report } from './queue.ts'
import { UploadRow } from './UploadRow.tsx'
import classes from './uploads.module.css'
import { uploads, useUploadSummary } from './useUploads.ts'
import { speedWords, summaryWords } from './words.ts'

/** All files on their way, over every page; what needs somebody comes first and never leaves by itself. */
export function UploadsPanel() {
  const open = useStore(uploads.panelOpen)
  const preparing = useStore(uploads.preparing)
  const summary = useUploadSummary()
  const spoken = useRef({ failed: 0, blocked: 0, active: 0 })

  useEffect(() => {
    const before = spoken.current
    const trouble = summary.failed + summary.blocked - before.failed - before.blocked
    if (trouble > 0) announce(`${trouble} ${trouble === 1 ? 'file needs' : 'files need'} attention in Uploads`)
    else if (before.active > 0 && summary.active === 0 && summary.total > 0) announce('All uploads are done')
    spoken.current = summary
  }, [summary])

  // Files that were left unfinished by an earlier visit ask for attention once.
  const offered = useRef(false)
  useEffect(() => {
    if (summary.unfinished > 0 && !offered.current) uploads.panelOpen.set(true)
    offered.current = summary.unfinished > 0
  }, [summary.unfinished])

  if (!open || (summary.total === 0 && preparing === null)) return null
  return <Panel />
}

function Panel() {
  const summary = useUploadSummary()
  const preparing = useStore(uploads.preparing)
  const speed = useSpeed()
  const words = summary.total === 0 ? '' : summaryWords(summary, speed)
  const detail = preparing ?? speedWords(summary, speed)
  const share = summary.totalBytes === 0 ? 100 : (summary.sentBytes / summary.totalBytes) * 100
  return (
    <section className={classes['panel']} aria-label="Uploads">
      <header className={classes['head']}>
        <Text fw={600} component="h2" fz="sm">
          Uploads
        </Text>
        <Text c="dimmed" flex={1} truncate>
          {words}
        </Text>
        {summary.uploading > summary.paused && (
          <ActionIcon aria-label="Pause all" title="Pause all" onClick={() => uploads.pauseAll()}>
            <IconPlayerPause size={18} aria-hidden />
          </ActionIcon>
        )}
        {summary.paused > 0 && (
          <ActionIcon aria-label="Resume all" title="Resume all" onClick={() => uploads.resumeAll()}>
            <IconPlayerPlay size={18} aria-hidden />
          </ActionIcon>
        )}
        <ActionIcon aria-label="Hide uploads" title="Hide" onClick={() => uploads.togglePanel()}>
          <IconChevronDown size={18} aria-hidden />
        </ActionIcon>
      </header>
      {summary.active > 0 && (
        <Progress value={share} size={4} radius={0} aria-label={`All uploads: ${Math.round(share)}%`} />
      )}
      {detail !== '' && (
        <Text size="xs" c="dimmed" className={classes['detail'] ?? ''}>
          {detail}
        </Text>
      )}
      <Rows />
      {(summary.failed > 0 || summary.blocked > 0 || summary.ready + summary.same > 0) && (
        <footer className={classes['foot']}>
          {summary.retryable > 0 && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconRefresh size={16} aria-hidden />}
              onClick={() => uploads.retryAll()}
            >
              Retry all failed
            </Button>
          )}
          {summary.failed + summary.blocked > 0 && <CopyReport />}
          <Group flex={1} justify="flex-end">
            {summary.ready + summary.same > 0 && (
              <Button
                size="xs"
                variant="subtle"
                leftSection={<IconX size={16} aria-hidden />}
                onClick={() => uploads.clearFinished()}
              >
                Clear finished
              </Button>
            )}
          </Group>
        </footer>
      )}
    </section>
  )
}

function CopyReport() {
  const { copied, copy } = useClipboard({ timeout: 2000 })
  return (
    <Button size="xs" variant="default" onClick={() => copy(report(uploads.items.get()))}>
      {copied ? 'Report copied' : 'Copy report'}
    </Button>
  )
}

function Rows() {
  const items = useStore(uploads.items)
  const rows = useMemo(() => inOrder(items), [items])
  const scroll = useRef<HTMLUListElement>(null)
  // Thousands of files may be dropped at once; only those in sight are drawn.
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => 64,
    getItemKey: (at) => rows[at]?.id ?? at,
    overscan: 6,
  })
  return (
    <ul ref={scroll} className={classes['list']} tabIndex={0} aria-label={`${rows.length} files`}>
      <li role="presentation" aria-hidden style={{ height: virtual.getTotalSize() }} />
      {virtual.getVirtualItems().map(({ index, start, key }) => {
        const item = rows[index]
        if (!item) return null
        return (
          <li
            key={key}
            ref={virtual.measureElement}
            data-index={index}
            className={classes['item']}
            style={{ transform: `translateY(${start}px)` }}
            aria-label={item.name}
          >
            <UploadRow item={item} />
          </li>
        )
      })}
    </ul>
  )
}

function useSpeed(): { bytes: number; files: number } {
  const [speed, setSpeed] = useState({ bytes: 0, files: 0 })
  useEffect(() => {
    const timer = window.setInterval(() => setSpeed(uploads.speed.perSecond(Date.now())), 1000)
    return () => window.clearInterval(timer)
  }, [])
  return speed
}
