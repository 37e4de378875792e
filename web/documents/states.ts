import type { Version } from '@muniment/core/documents/schema.ts'

export interface StateWords {
  /** Short, for chips. Empty for what is available: nothing needs saying. */
  label: string
  tone: 'plain' | 'warning' | 'error' | 'ok'
  /** What to do about it; the server's reason says what happened. */
  next: string | null
}

/** After this long a check is worth an explanation. */
export const SLOW_CHECK = 10 * 60_000

/** How a version's state is told to people. */
export function stateWords(
  version: Pick<Version, 'state' | 'reason' | 'createdAt'>,
  now: number = Date.now(),
): StateWords {
  if (version.state === 'available') return { label: '', tone: 'ok', next: null }
  if (version.state === 'infected') {
    return {
      label: 'Blocked by virus check',
      tone: 'error',
      next: 'Upload a clean copy, or tell your administrator.',
    }
  }
  if (version.state === 'held') {
    return {
      label: 'Held',
      tone: 'warning',
      next: version.reason ? null : 'Nobody can open this file until an administrator has decided about it.',
    }
  }
  if (version.state === 'damaged') {
    return {
      label: 'Damaged in storage',
      tone: 'error',
      next: version.reason ? null : 'Have it restored from a backup, or upload it again.',
    }
  }
  const waiting = version.reason?.code === 'waiting_scanner' || version.reason?.code === 'waiting_signatures'
  const slow = now - new Date(version.createdAt).getTime() > SLOW_CHECK
  return {
    label: waiting ? 'Waiting for virus check' : 'Checking for viruses',
    tone: waiting ? 'warning' : 'plain',
    next: waiting
      ? 'Don’t send it again.'
      : slow
        ? 'This takes longer than usual. The file is safe; it opens by itself when the check has passed.'
        : 'It can be downloaded when the check has passed. This page follows by itself.',
  }
}
