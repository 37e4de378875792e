import { AppError } from './errors.ts'

/** What If-Match is compared with: rows carry a revision that each change raises. */
export function revisionTag(revision: number): string {
  return `"${revision}"`
}

/** The 412 of somebody whose copy is old. */
export function staleRevision(): AppError {
  return new AppError(
    'precondition_failed',
    'Somebody changed this meanwhile. Look at it as it is now, then try again.',
  )
}
