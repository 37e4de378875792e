import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { AppError, statusOfCode } from './errors.ts'
import { currentLogScope } from './log.ts'

/** RFC 9457, with the code that programs branch on and the reference that people can quote. */
export const Problem = z
  .object({
    type: z.literal('about:blank'),
    title: z.string(),
    status: z.number().int(),
    code: z.enum(Object.keys(statusOfCode)),
    detail: z.string().meta({ description: 'for people: what happened and what to do' }),
    requestId: z.string(),
    retryAt: z.iso.datetime().optional().meta({ description: 'from when on to try again, where that is known' }),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' })
export type Problem = z.infer<typeof Problem>

const titles: Record<AppError['code'], string> = {
  invalid: 'Not valid',
  unauthenticated: 'Not signed in',
  second_factor_needed: 'Second step needed',
  enrolment_needed: 'Second factor required',
  other_way_needed: 'Sign in another way',
  confirmation_needed: 'Confirmation needed',
  forbidden: 'Not allowed',
  not_found: 'Not found',
  conflict: 'Conflict',
  gone: 'Gone',
  precondition_failed: 'Changed meanwhile',
  too_large: 'Too large',
  range_not_satisfiable: 'No such range',
  locked: 'Locked',
  precondition_required: 'Revision needed',
  too_many: 'Too many requests',
  internal: 'Internal error',
  unavailable: 'Not available now',
  insufficient_storage: 'Storage is full',
  over_quota: 'No space left here',
}

/** Makes the one shape of failure out of an error; what is not an AppError says nothing of itself. */
export function problemOf(error: AppError): Problem {
  return {
    type: 'about:blank',
    title: titles[error.code],
    status: statusOfCode[error.code],
    code: error.code,
    detail: error.message,
    requestId: currentLogScope().requestId ?? randomUUID(),
    ...(error.retryAt && { retryAt: error.retryAt.toISOString() }),
    ...(error.faults.length > 0 && { errors: [...error.faults] }),
  }
}

const HttpFailure = z.object({ status: z.number().int().min(400).max(499), type: z.string().optional() })
const NetworkFailure = z.object({ code: z.string() })

const databaseAway = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EPIPE',
  '57P01',
  '57P02',
  '57P03',
  '08006',
  '08001',
  '08003',
  '53300',
])

/** Turns whatever was thrown into an AppError: body parser failures are the caller's, a lost database passes, the rest is ours. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  const http = HttpFailure.safeParse(error)
  if (http.success && http.data.status === 413) {
    return new AppError('too_large', 'The request is larger than 100 kB. Send less at once.', { cause: error })
  }
  if (http.success && http.data.status === 404) return new AppError('not_found', 'There is no such address.')
  if (http.success) return new AppError('invalid', "The request can't be read. Check its form.", { cause: error })
  const network = NetworkFailure.safeParse(error)
  const message = error instanceof Error ? error.message : ''
  const away =
    (network.success && databaseAway.has(network.data.code)) ||
    /Connection terminated|timeout exceeded when trying to connect|Timeout acquiring a connection|Connection ended/.test(
      message,
    )
  if (away) {
    return new AppError('unavailable', "The database doesn't answer just now. Try again in a minute.", { cause: error })
  }
  const detail = 'Something went wrong on our side. Try again; if it stays so, give your administrator the reference.'
  return new AppError('internal', detail, { cause: error })
}
