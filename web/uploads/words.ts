import type { Uploading } from '@muniment/core/uploads/schema.ts'
import { count, figure, formatDuration, formatSize } from '../frame/format.ts'
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
    case 'same':
      return 'Already there'
    case 'blocked':
      return stage.infected ? 'Blocked by virus check' : 'Held'
  }
}

/** The panel's heading: how far all of it is. */
export function summaryWords(summary: Summary, speed: PerSecond): string {
  const { total, settled, active, failed, blocked, unfinished, paused, uploading, ready, same } = summary
  const trouble = failed + blocked
  if (active === 0 && total === unfinished) return `${figure(total)} unfinished`
  if (active === 0) {
    const done = ready + same === total ? `${figure(ready)} ready` : `${figure(ready)} of ${figure(total)} ready`
    const parts = [ready === 0 && same > 0 ? '' : done]
    if (same > 0) parts.push(`${figure(same)} already there`)
    if (trouble > 0) parts.push(`${figure(trouble)} need${trouble === 1 ? 's' : ''} attention`)
    return parts.filter(Boolean).join(' · ')
  }
  const parts = [`${figure(settled)} of ${figure(total)}`]
  if (paused > 0 && paused === uploading) parts.push('paused')
  else if (uploading > 0) parts.push(left(summary, speed))
  else parts.push('checking for viruses')
  return parts.filter(Boolean).join(' · ')
}

/** "1,204 sent · 41 MB of 92 MB · 1.2 MB/s · 35 files/s" while something is sent. */
export function speedWords(summary: Summary, { bytes, files }: PerSecond): string {
  const { sentBytes, totalBytes, uploading, checking, ready } = summary
  if (uploading === 0) return ''
  const sent = checking + ready + summary.blocked
  const parts = [`${figure(sent)} sent`, `${formatSize(sentBytes)} of ${formatSize(totalBytes)}`]
  if (bytes >= 1) parts.push(`${formatSize(bytes)}/s`)
  if (files >= 1.5) parts.push(`${Math.round(files)} files/s`)
  return parts.join(' · ')
}

interface PerSecond {
  bytes: number
  files: number
}

/** Many small files take their time by their number, large ones by their size. */
function left({ totalBytes, sentBytes, uploading }: Summary, { bytes, files }: PerSecond): string {
  if (bytes < 1 && files < 0.1) return ''
  const bySize = bytes < 1 ? 0 : (totalBytes - sentBytes) / bytes
  const byNumber = files < 0.1 ? 0 : uploading / files
  const seconds = byNumber === 0 || bySize === 0 ? Math.max(bySize, byNumber) : uploading > 20 ? byNumber : bySize
  return seconds < 86_400 ? `${formatDuration(seconds)} left` : ''
}

/** "3.1 MB of 12 MB" while it is on its way, the size alone afterwards. */
export function bytesWords(item: UploadItem): string {
  const { at } = item.stage
  if (at === 'ready' || at === 'same' || at === 'checking' || at === 'blocked' || at === 'queued' || item.sent === 0) {
    return formatSize(item.size)
  }
  return `${formatSize(item.sent)} of ${formatSize(item.size)}`
}

/** What somebody else is doing here, and how far: "Olga Owner is uploading 3 files", "1.2 GB of 4 GB". */
export function othersWords({ name, files, bytes, size }: Uploading['people'][number]): { does: string; far: string } {
  const far = size === null ? `${formatSize(bytes)} so far` : `${formatSize(bytes)} of ${formatSize(size)}`
  return { does: `${name ?? 'Somebody'} is uploading ${count(files, 'file')}`, far }
}
