/** Why a file is held although no virus was named; the codes are stored and shown. */
export type HoldCode =
  | 'encrypted'
  | 'archive_nested'
  | 'archive_entries'
  | 'archive_ratio'
  | 'archive_size'
  | 'archive_malformed'
  | 'limits_exceeded'
  | 'scan_failed'

/** Thrown where a file turns out to be one that must be held. `message` is what its people read: what is wrong, what to do. */
export class Hold extends Error {
  readonly code: HoldCode

  constructor(code: HoldCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'Hold'
    this.code = code
  }
}

/** The archive contradicts itself: two programs would find different files in it, so neither answer is trusted. */
export function malformed(what: string, cause?: unknown): Hold {
  return new Hold(
    'archive_malformed',
    `This archive is damaged or contradicts itself (${what}), so it cannot be checked. Make the archive again and upload that.`,
    { cause },
  )
}
