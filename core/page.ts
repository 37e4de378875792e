import { z } from 'zod'
import { AppError } from './errors.ts'

export const pageLimit = 200

/** How every list is asked for. */
export const PageQuery = z.object({
  cursor: z.string().max(2000).optional(),
  limit: z.coerce.number().int().min(1).max(pageLimit).default(50),
})

export type PageRequest = z.infer<typeof PageQuery>

export interface Page<T> {
  items: T[]
  /** The cursor of the next page, or null on the last. */
  next: string | null
}

/** The schema of one page of `item`. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() })
}

export function encodeCursor(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values)).toString('base64url')
}

/** Reads a cursor into the values that `shape` expects; anything else is the caller's mistake (400). */
export function decodeCursor<T extends z.ZodType>(cursor: string | undefined, shape: T): z.infer<T> | null {
  if (cursor === undefined) return null
  try {
    return shape.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
  } catch (error) {
    throw new AppError('invalid', "The list's cursor isn't one of ours. Start again from the first page.", {
      cause: error,
    })
  }
}

/** Cuts rows fetched with `limit + 1` into a page. */
export function pageFrom<Row, T>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => readonly (string | number)[],
  show: (row: Row) => T,
): Page<T> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map(show),
    next: rows.length > limit && last !== undefined ? encodeCursor(cursorOf(last)) : null,
  }
}
