/** Where one file is on its way. Past the transfer it goes on until the virus check has decided. */
export type Stage =
  | { at: 'queued' }
  | { at: 'uploading' }
  | { at: 'paused' }
  /** Goes on by itself: at `until`, or (null) when the session is back. */
  | { at: 'waiting'; message: string; attempt: number; until: number | null }
  | { at: 'failed'; message: string; requestId: string | null; retry: boolean }
  /** The server has a part of it, this page does not have the file: it must be chosen again. */
  | { at: 'unfinished' }
  | { at: 'checking'; since: number; note: string | null }
  | { at: 'ready' }
  /** Nothing was sent: the same bytes were there already. */
  | { at: 'same' }
  | { at: 'blocked'; message: string; infected: boolean }

export interface UploadItem {
  readonly id: string
  readonly organization: string
  readonly roomId: string
  readonly folderId: string | null
  /** Name of the folder or room it goes to, for people. */
  readonly place: string
  /** The document that it is to be a new version of. */
  readonly versionOf: string | null
  readonly note: string
  readonly name: string
  readonly size: number
  readonly type: string
  /** Bytes the server has, as far as known. */
  readonly sent: number
  /** The id of the upload at the server once it exists there. */
  readonly uploadId: string | null
  readonly documentId: string | null
  readonly versionId: string | null
  /** Sent with what creates its upload, so that a creation sent twice is one. */
  readonly key: string
  /** Goes up when the server is to see a new upload rather than the same one again. */
  readonly generation: number
  readonly stage: Stage
}

export type Happening =
  | { kind: 'start' }
  | { kind: 'created'; uploadId: string }
  | { kind: 'progress'; sent: number }
  | { kind: 'pause' }
  | { kind: 'resume' }
  | { kind: 'wait'; message: string; attempt: number; until: number | null }
  | { kind: 'fail'; message: string; requestId: string | null; retry: boolean }
  /** The server no longer knows the part it had: from the beginning. */
  | { kind: 'lost' }
  | { kind: 'transferred'; documentId: string | null; versionId: string | null; now: number }
  | { kind: 'note'; message: string | null }
  | { kind: 'verdict'; state: 'available' | 'infected' | 'held'; message: string | null }
  /** The file of an unfinished upload was chosen again. */
  | { kind: 'adopt' }

type At = Stage['at']

/** In which stages something may happen. Anything else came late (a last progress after a pause) and changes nothing. */
const allowed: Record<Happening['kind'], readonly At[]> = {
  start: ['queued', 'waiting'],
  created: ['uploading', 'paused'],
  progress: ['uploading'],
  pause: ['queued', 'uploading', 'waiting'],
  resume: ['paused', 'failed', 'waiting'],
  wait: ['uploading', 'queued'],
  fail: ['queued', 'uploading', 'waiting', 'checking'],
  lost: ['uploading', 'waiting', 'unfinished'],
  transferred: ['uploading', 'paused'],
  note: ['checking'],
  // Once more after a first one: with its reason, or because it was tried again.
  verdict: ['checking', 'blocked'],
  adopt: ['unfinished'],
}

const UNEXPLAINED = 'The virus check did not let this file pass, so nobody can open it.'

/** The next state of a file. */
export function happen(item: UploadItem, what: Happening): UploadItem {
  if (!allowed[what.kind].includes(item.stage.at)) return item
  switch (what.kind) {
    case 'start':
      return { ...item, stage: { at: 'uploading' } }
    case 'created':
      return { ...item, uploadId: what.uploadId }
    case 'progress':
      return what.sent === item.sent ? item : { ...item, sent: what.sent }
    case 'pause':
      return { ...item, stage: { at: 'paused' } }
    case 'resume':
      // After a refusal nothing was kept: what comes now is a new upload.
      return { ...item, generation: item.generation + (item.stage.at === 'failed' ? 1 : 0), stage: { at: 'queued' } }
    case 'adopt':
      return { ...item, stage: { at: 'queued' } }
    case 'wait':
      return { ...item, stage: { at: 'waiting', message: what.message, attempt: what.attempt, until: what.until } }
    case 'fail':
      return {
        ...item,
        stage: { at: 'failed', message: what.message, requestId: what.requestId, retry: what.retry },
      }
    case 'lost':
      return { ...item, sent: 0, uploadId: null, generation: item.generation + 1, stage: { at: 'queued' } }
    case 'transferred':
      return {
        ...item,
        sent: item.size,
        documentId: what.documentId,
        versionId: what.versionId,
        // Without an id nothing more can be learnt here; the table shows the rest.
        stage: what.documentId === null ? { at: 'ready' } : { at: 'checking', since: what.now, note: null },
      }
    case 'note':
      return item.stage.at === 'checking' ? { ...item, stage: { ...item.stage, note: what.message } } : item
    case 'verdict':
      if (what.state === 'available') return { ...item, stage: { at: 'ready' } }
      return {
        ...item,
        stage: {
          at: 'blocked',
          infected: what.state === 'infected',
          message: what.message ?? (item.stage.at === 'blocked' ? item.stage.message : UNEXPLAINED),
        },
      }
  }
}

/** Which files to start now, in their order: those queued, and those whose wait is over. */
export function toStart(items: readonly UploadItem[], atOnce: number, now: number): string[] {
  const running = items.filter((item) => item.stage.at === 'uploading').length
  const due = items.filter(
    ({ stage }) => stage.at === 'queued' || (stage.at === 'waiting' && stage.until !== null && stage.until <= now),
  )
  return due.slice(0, Math.max(0, atOnce - running)).map((item) => item.id)
}

/** When the next wait ends, to wake up then; null when nothing waits for a time. */
export function nextWake(items: readonly UploadItem[]): number | null {
  const times = items.flatMap(({ stage }) => (stage.at === 'waiting' && stage.until !== null ? [stage.until] : []))
  return times.length === 0 ? null : Math.min(...times)
}

/** Still to be sent or checked, so that leaving the page would stop or hide it. */
export function isTransferring({ stage }: UploadItem): boolean {
  return stage.at === 'queued' || stage.at === 'uploading' || stage.at === 'waiting' || stage.at === 'paused'
}

export interface Summary {
  total: number
  /** Through the virus check, or given up. */
  settled: number
  ready: number
  same: number
  /** On their way, including the virus check. */
  active: number
  uploading: number
  checking: number
  failed: number
  /** Of those that failed, may be tried again. */
  retryable: number
  blocked: number
  unfinished: number
  paused: number
  sentBytes: number
  totalBytes: number
}

export function summarize(items: readonly UploadItem[]): Summary {
  const summary: Summary = {
    total: items.length,
    settled: 0,
    ready: 0,
    same: 0,
    active: 0,
    uploading: 0,
    checking: 0,
    failed: 0,
    retryable: 0,
    blocked: 0,
    unfinished: 0,
    paused: 0,
    sentBytes: 0,
    totalBytes: 0,
  }
  for (const item of items) {
    const { stage } = item
    const { at } = stage
    if (at === 'ready') summary.ready += 1
    if (at === 'same') summary.same += 1
    if (stage.at === 'failed') {
      summary.failed += 1
      if (stage.retry) summary.retryable += 1
    }
    if (at === 'blocked') summary.blocked += 1
    if (at === 'unfinished') summary.unfinished += 1
    if (at === 'paused') summary.paused += 1
    if (at === 'checking') summary.checking += 1
    if (isTransferring(item)) summary.uploading += 1
    if (isTransferring(item) || at === 'checking') summary.active += 1
    if (at === 'ready' || at === 'same' || at === 'blocked' || at === 'failed') summary.settled += 1
    if (at === 'unfinished' || at === 'failed' || at === 'same') continue
    summary.sentBytes += item.sent
    summary.totalBytes += item.size
  }
  return summary
}

const ORDER: Record<At, number> = {
  failed: 0,
  blocked: 0,
  unfinished: 1,
  uploading: 2,
  waiting: 2,
  paused: 2,
  queued: 3,
  checking: 4,
  ready: 5,
  same: 6,
}

/** What needs somebody first, then what moves, what is done last. */
export function inOrder(items: readonly UploadItem[]): UploadItem[] {
  // Dealt out rather than sorted: tens of thousands of files are put in order several times a second.
  const piles: UploadItem[][] = []
  for (const item of items) (piles[ORDER[item.stage.at]] ??= []).push(item)
  return piles.flat()
}

/** A report of what went wrong, to paste into a message. */
export function report(items: readonly UploadItem[]): string {
  return inOrder(items)
    .flatMap(({ name, place, stage }) => {
      if (stage.at === 'blocked') return [`${name} → ${place}: ${stage.message}`]
      if (stage.at !== 'failed') return []
      return [`${name} → ${place}: ${stage.message}${stage.requestId ? ` (reference ${stage.requestId})` : ''}`]
    })
    .join('\n')
}
