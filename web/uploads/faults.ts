import type { ApiProblem } from '../api.ts'
import type { Happening, UploadItem } from './queue.ts'

/** How a transfer broke: nothing came back, or the server said no. */
export type Fault = { kind: 'connection' } | { kind: 'refused'; problem: ApiProblem; retryAfter: number | null }

const LONGEST_WAIT = 60_000

/** 1 s, 2 s, 4 s … at most a minute. It never ends: what was dropped must not be given up in silence. */
export function backOff(attempt: number, random = Math.random()): number {
  return Math.min(LONGEST_WAIT, 1000 * 2 ** Math.min(attempt, 10)) * (0.75 + random / 2)
}

/** Whether every other file would meet the same just now. */
export function concernsAll(fault: Fault): boolean {
  return fault.kind === 'connection' || [401, 429, 502, 503, 504].includes(fault.problem.status)
}

/** What follows from a fault: wait and go on, ask the person, begin again, or fail with a reason. */
export function afterFault(item: UploadItem, fault: Fault, attempt: number, now: number, random?: number): Happening {
  const wait = (message: string, least = 0): Happening => ({
    kind: 'wait',
    message,
    attempt: attempt + 1,
    until: now + Math.max(least, backOff(attempt, random)),
  })
  if (fault.kind === 'connection') {
    const share = item.size > 0 ? ` at ${percent(item)}` : ''
    return wait(`Connection dropped${share}. We’ll continue when it returns.`)
  }
  const { problem } = fault
  const pause = (fault.retryAfter ?? 0) * 1000
  switch (problem.status) {
    case 401:
      return { kind: 'wait', message: 'Your session has ended. It continues after you sign in.', attempt, until: null }
    case 404:
    case 410:
      // The part sent so far has expired. Only where there was one: otherwise the room itself is gone.
      if (item.uploadId !== null || (item.key !== item.id && problem.status === 410)) return { kind: 'lost' }
      break
    // Somebody holds the upload (a request that has not ended yet), or is ahead of us: it is asked anew where it stands.
    case 409:
    case 423:
    case 460:
      if (item.uploadId !== null) return wait('The server is still finishing the last part. We’ll continue.', pause)
      // An earlier page began something else under this key.
      if (item.key !== item.id && problem.status === 409) return { kind: 'lost' }
      break
    case 408:
    case 425:
    case 429:
      return wait('The server asked to slow down. We’ll continue.', pause)
    default:
      if (problem.status >= 500 && problem.status !== 507) return wait(problem.message, pause)
  }
  return {
    kind: 'fail',
    message: problem.message,
    requestId: problem.requestId,
    // The same file meets the same refusal, but for what somebody can mend meanwhile.
    retry: ![400, 413, 415].includes(problem.status),
  }
}

export function percent(item: UploadItem): string {
  // Never 100 % before it is done.
  return `${item.size === 0 ? 0 : Math.min(99, Math.floor((item.sent / item.size) * 100))}%`
}
