import { formatDuration, formatSize } from '../frame/format.ts'
import { percent } from './faults.ts'
import type { Summary, UploadItem } from './queue.ts'

/** What is happening to a file, in a few words. */
export function stageWords(item: UploadItem): string {
  const { stage } = item
  switch (stage.at) {
    case 'queued':
      return 'Waiting for its turn'
    case 'uploading':
      return `Uploading ${percent(item)}`
    case 'paused':
      return `Paused at ${percent(item)}`
    case 'waiting':
      return 'Waiting to continue'
    case 'failed':
      return 'Failed'
    case 'unfinished':
      return `Stopped at ${percent(item)}`
    case 'checking':
      return 'Checking for viruses'
    case 'ready':
      return 'Ready'
    case 'blocked':
      return stage.infected ? 'Blocked by virus check' : 'Held'
  }
}

/** The panel's heading: how far all of it is. */
export function summaryWords(summary: Summary, bytesPerSecond: number): string {
  const { total, settled, active, failed, blocked, unfinished, paused, uploading } = summary
  const trouble = failed + blocked
  if (active === 0 && total === unfinished) return `${total} unfinished`
  if (active === 0) {
    const done = summary.ready === total ? `${total} ready` : `${summary.ready} of ${total} ready`
    return trouble > 0 ? `${done} · ${trouble} need${trouble === 1 ? 's' : ''} attention` : done
  }
  const parts = [`${settled} of ${total}`]
  if (paused > 0 && paused === uploading) parts.push('paused')
  else if (uploading > 0) parts.push(left(summary, bytesPerSecond))
  else parts.push('checking for viruses')
  return parts.filter(Boolean).join(' · ')
}

function left({ totalBytes, sentBytes }: Summary, bytesPerSecond: number): string {
  if (bytesPerSecond < 1) return ''
  const seconds = (totalBytes - sentBytes) / bytesPerSecond
  return seconds < 86_400 ? `${formatDuration(seconds)} left` : ''
}

/** "3.1 MB of 12 MB" while it is on its way, the size alone afterwards. */
export function bytesWords(item: UploadItem): string {
  const { at } = item.stage
  if (at === 'ready' || at === 'checking' || at === 'blocked' || at === 'queued' || item.sent === 0) {
    return formatSize(item.size)
  }
  return `${formatSize(item.sent)} of ${formatSize(item.size)}`
}
