import { errorCode } from '../db.ts'
import { AppError } from '../errors.ts'

const tries = 3

/**
 * Runs a transaction once more when what it is about was moved to another room between its first look and its lock. Two
 * more times at most, then 409.
 */
export async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let left = tries; ; left -= 1) {
    try {
      return await work()
    } catch (error) {
      const moved = error instanceof AppError && errorCode(error.cause) === 'MU016'
      if (!moved || left <= 1) throw error
    }
  }
}
