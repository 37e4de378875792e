import { ActionIcon, Button, FileButton, Progress, Text } from '@mantine/core'
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconClock,
  IconFile,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconShieldSearch,
  IconShieldX,
  IconX,
} from '@tabler/icons-react'
import { useEffect, useState, type ReactNode } from 'react'
import { Link } from 'react-router'
import { FileName } from '../documents/FileName.tsx'
import { formatDuration } from '../frame/format.ts'
import type { UploadItem } from './queue.ts'
import classes from './uploads.module.css'
import { uploads } from './useUploads.ts'
import { bytesWords, stageWords } from './words.ts'

const BAR_FROM = 1_000_000

/** One file: where it is, why it waits or failed, and what can be done about that. */
export function UploadRow({ item }: { item: UploadItem }) {
  const { stage } = item
  // A small file is there before a bar could say anything, and thousands of bars cost more than their files.
  const moving =
    (stage.at === 'uploading' && item.size > BAR_FROM) ||
    stage.at === 'paused' ||
    stage.at === 'waiting' ||
    stage.at === 'unfinished'
  return (
    <div className={classes['row']} data-stage={stage.at}>
      <span className={classes['icon']}>{iconOf(item)}</span>
      <div className={classes['body']}>
        <div className={classes['line']}>
          <FileName name={item.name} />
          <span
            className={classes['state']}
            data-stage={stage.at}
            data-tone={stage.at === 'blocked' ? (stage.infected ? 'error' : 'warning') : undefined}
          >
            {stageWords(item)}
          </span>
        </div>
        <Text size="xs" c="dimmed" truncate>
          {bytesWords(item)} · to {item.place}
        </Text>
        {moving && (
          <Progress
            mt={4}
            size={3}
            value={item.size === 0 ? 0 : (item.sent / item.size) * 100}
            color={stage.at === 'uploading' ? 'indigo' : 'gray'}
            aria-label={`${item.name}: ${stageWords(item)}`}
          />
        )}
        <Explanation item={item} />
      </div>
      <Actions item={item} />
    </div>
  )
}

function Explanation({ item }: { item: UploadItem }) {
  const { stage } = item
  if (stage.at === 'waiting') {
    return (
      <Text size="xs" mt={4}>
        {stage.message} {stage.until !== null && <NextTry until={stage.until} />}
        {stage.until === null && (
          <Link to={`/sign-in?return=${encodeURIComponent(window.location.pathname)}`}>Sign in</Link>
        )}
      </Text>
    )
  }
  if (stage.at === 'failed') {
    return (
      <Text size="xs" mt={4} c="var(--mantine-color-error)">
        {stage.message}
        {stage.requestId && ` Reference ${stage.requestId.slice(0, 8)}.`}
      </Text>
    )
  }
  if (stage.at === 'blocked') {
    return (
      <Text size="xs" mt={4} c={stage.infected ? 'var(--mantine-color-error)' : 'var(--m-warning)'}>
        {stage.message}
      </Text>
    )
  }
  if (stage.at === 'checking' && stage.note) {
    return (
      <Text size="xs" mt={4}>
        {stage.note}
      </Text>
    )
  }
  if (stage.at === 'unfinished') return <ChooseAgain item={item} />
  return null
}

/** After a reload the page no longer has the file; the server still has its part. */
function ChooseAgain({ item }: { item: UploadItem }) {
  const [refused, setRefused] = useState<string | null>(null)
  const choose = async (file: File | null) => {
    if (file) setRefused(await uploads.choose(item.id, file))
  }
  return (
    <>
      <Text size="xs" mt={4}>
        Choose the file again to continue.
      </Text>
      {refused && (
        <Text size="xs" c="var(--mantine-color-error)" role="alert">
          {refused}
        </Text>
      )}
      <FileButton onChange={(file) => void choose(file)} inputProps={{ 'aria-label': `Choose ${item.name} again` }}>
        {(props) => (
          <Button {...props} size="compact-xs" variant="default" mt={4}>
            Choose file
          </Button>
        )}
      </FileButton>
    </>
  )
}

function NextTry({ until }: { until: number }) {
  const [now, setNow] = useState(Date.now())
  useEffect(() => {
    const timer = window.setInterval(() => setNow(Date.now()), 1000)
    return () => window.clearInterval(timer)
  }, [])
  const left = (until - now) / 1000
  return <span>{left > 1 ? `Next try in ${formatDuration(left)}.` : 'Trying now…'}</span>
}

function Actions({ item }: { item: UploadItem }) {
  const { stage, id, name } = item
  const running = stage.at === 'uploading' || stage.at === 'queued' || stage.at === 'waiting'
  return (
    <span className={classes['actions']}>
      {stage.at === 'waiting' && stage.until !== null && (
        <Act
          label={`Try ${name} now`}
          onClick={() => uploads.resume(id)}
          icon={<IconRefresh size={18} aria-hidden />}
        />
      )}
      {running && (
        <Act
          label={`Pause ${name}`}
          onClick={() => uploads.pause(id)}
          icon={<IconPlayerPause size={18} aria-hidden />}
        />
      )}
      {stage.at === 'paused' && (
        <Act
          label={`Resume ${name}`}
          onClick={() => uploads.resume(id)}
          icon={<IconPlayerPlay size={18} aria-hidden />}
        />
      )}
      {stage.at === 'failed' && stage.retry && (
        <Act label={`Retry ${name}`} onClick={() => uploads.resume(id)} icon={<IconRefresh size={18} aria-hidden />} />
      )}
      {stage.at !== 'checking' && (
        <Act
          label={
            running || stage.at === 'paused'
              ? `Cancel ${name}`
              : stage.at === 'unfinished'
                ? `Discard ${name}`
                : `Dismiss ${name}`
          }
          onClick={() => uploads.remove(id)}
          icon={<IconX size={18} aria-hidden />}
        />
      )}
    </span>
  )
}

function Act({ label, icon, onClick }: { label: string; icon: ReactNode; onClick: () => void }) {
  return (
    <ActionIcon aria-label={label} title={label} size={28} className={classes['act'] ?? ''} onClick={onClick}>
      {icon}
    </ActionIcon>
  )
}

function iconOf({ stage }: UploadItem): ReactNode {
  switch (stage.at) {
    case 'failed':
      return <IconAlertTriangle size={20} color="var(--mantine-color-error)" aria-hidden />
    case 'blocked':
      return (
        <IconShieldX size={20} color={stage.infected ? 'var(--mantine-color-error)' : 'var(--m-warning)'} aria-hidden />
      )
    case 'ready':
    case 'same':
      return <IconCircleCheck size={20} color="var(--m-ok)" aria-hidden />
    case 'checking':
      return <IconShieldSearch size={20} aria-hidden />
    case 'waiting':
    case 'unfinished':
      return <IconClock size={20} color="var(--m-warning)" aria-hidden />
    default:
      return <IconFile size={20} aria-hidden />
  }
}
