import pg from 'pg'
import { forbidden } from './access/policy.ts'
import { AppError, archivedRoom, notFound } from './errors.ts'
import { overQuota } from './quotas/refusal.ts'
import { staleRevision } from './revision.ts'

/** What the database refused by a number of its own (migrations/0013_trash/, 0017_quotas.ts), in words. */
const refusals: Record<string, (detail: string | undefined) => AppError> = {
  MU010: notFound,
  MU011: forbidden,
  MU012: staleRevision,
  MU013: () =>
    new AppError('invalid', "A folder can't be put into itself or into one of its own. Choose another place."),
  MU014: archivedRoom,
  MU015: () =>
    new AppError('invalid', 'Folders can be 32 deep at most, and this would be deeper. Choose a place higher up.'),
  MU016: () =>
    new AppError('conflict', 'Somebody moved this at the same moment. Look where it is now, then try again.'),
  MU017: () =>
    new AppError(
      'conflict',
      'The folder that this was in is gone. Choose another place, or have the folder made again.',
    ),
  MU018: () => new AppError('conflict', 'Only what has passed the virus check can be copied. Try again when it has.'),
  MU019: () => new AppError('conflict', 'Somebody else has checked this document out. Wait, or ask them to unlock it.'),
  MU020: () =>
    new AppError(
      'conflict',
      'Somebody else has checked out a document in this folder. Wait, or ask them to unlock it, then delete the folder.',
    ),
  MU021: () =>
    new AppError(
      'conflict',
      'This file was found damaged in storage at this moment. Ask your administrator to have it restored from a backup, or upload it again.',
    ),
  MU030: overQuota,
  // Two changes waited for each other; the database let one go on.
  '40P01': () => new AppError('conflict', 'Several changes met here, and this one was not made. Try again.'),
}

/** Whether a statement under a name failed because a migration has changed what it reads since it was planned. */
export function isOutdatedPlan(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.routine === 'RevalidateCachedQuery'
}

/** The error that people get to read, where the database said which; else what was thrown. */
export function refusalOf(error: unknown): unknown {
  if (isOutdatedPlan(error)) {
    return new AppError('unavailable', 'The appliance is being upgraded. Try again in a minute.', { cause: error })
  }
  if (!(error instanceof pg.DatabaseError)) return error
  const refusal = refusals[error.code ?? '']
  return refusal === undefined ? error : Object.assign(refusal(error.detail), { cause: error })
}
