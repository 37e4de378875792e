/** Every way a request can fail, and the HTTP status that says so. */
export const statusOfCode = {
  invalid: 400,
  unauthenticated: 401,
  /** Signed in by the first step only. */
  second_factor_needed: 403,
  /** The organization wants a second factor and this person has none. */
  enrolment_needed: 403,
  /** The organization lets in by certain ways of signing in only, and this session was opened by another. */
  other_way_needed: 403,
  /** The act needs that whoever sits there shows again who they are. */
  confirmation_needed: 403,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  precondition_failed: 412,
  too_large: 413,
  range_not_satisfiable: 416,
  locked: 423,
  precondition_required: 428,
  too_many: 429,
  internal: 500,
  unavailable: 503,
  insufficient_storage: 507,
  /** The organization or the room may not hold so much. */
  over_quota: 507,
} as const

export type ErrorCode = keyof typeof statusOfCode

export interface Fault {
  path: string
  message: string
}

/**
 * The one error that people get to read. `message` says what happened and what to do; `cause` is for the log only.
 * Anything else that is thrown is our fault: it is logged, sent to Sentry and shown as `internal`.
 */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly faults: readonly Fault[]
  /** From when on it makes sense to try again. */
  readonly retryAt: Date | null

  constructor(
    code: ErrorCode,
    message: string,
    options: { cause?: unknown; faults?: readonly Fault[]; retryAt?: Date } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.faults = options.faults ?? []
    this.retryAt = options.retryAt ?? null
  }
}

/** Absent and unreadable are one answer, so that nobody learns what exists. */
export function notFound(): AppError {
  return new AppError('not_found', "You can't open this, or it no longer exists. Check the link with whoever sent it.")
}

/** What somebody reads who wants to change something in an archived room. */
export function archivedRoom(): AppError {
  return new AppError(
    'locked',
    'This room is archived, so nothing in it can be changed. Ask who manages it to open it again.',
  )
}

/** What somebody reads whose file there is no disk for. */
export function storageFull(cause?: unknown): AppError {
  return new AppError(
    'insufficient_storage',
    "Storage is full; this file wasn't saved. Tell your administrator, then Retry.",
    { cause },
  )
}

/** Narrows what a query returned: a row, or the 404 that says nothing. */
export function found<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw notFound()
  return value
}
