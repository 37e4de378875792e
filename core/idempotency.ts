import { createHash } from 'node:crypto'
import { AppError } from './errors.ts'

/** The id of what a request makes, taken from its client's key: the same request sent twice makes one thing. */
export function idFromKey(key: string): string {
  const digest = createHash('sha256').update(key).digest('hex')
  // As a UUID of version 8, the one for values of one's own making.
  return digest.slice(0, 32).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-8$3-8$4-$5')
}

/** An Idempotency-Key as it came, or undefined without one. */
export function idempotencyKey(header: string | undefined): string | undefined {
  if (header !== undefined && !/^[\x21-\x7e]{8,255}$/.test(header)) {
    throw new AppError('invalid', 'Idempotency-Key must have 8 to 255 visible ASCII characters.')
  }
  return header
}
