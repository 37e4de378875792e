import type { Knex } from 'knex'
import { z } from 'zod'
import { requirePermission } from './access/policy.ts'
import type { Permission } from './access/permissions.ts'
import type { Context } from './context.ts'
import { reading, type Transaction } from './db.ts'
import { AppError } from './errors.ts'

// How the console asks for rows: numbered pages, ordered and filtered by the columns that each list allows. The API's
// lists go by cursor instead (page.ts), for they are walked to their end.

export type FilterValue = string | { from?: Date | undefined; to?: Date | undefined }
export type Filters = Readonly<Record<string, FilterValue>>

export interface ListingRequest {
  filters: Filters
  sortBy: string
  direction: 'asc' | 'desc'
  limit: number
  offset: number
}

export interface Column {
  /** What the column is in SQL; never anything that was sent. */
  sql: string
  /** How a filter compares; a column without it cannot be filtered by. */
  match?: 'contains' | 'equals' | 'id' | 'between'
  sortable?: boolean
  /** Of a table that `rows` joins and `keys` does not. */
  joined?: boolean
}

interface Definition<C extends Context, Line> {
  line: z.ZodType<Line>
  /** Besides the right to the console itself. */
  permission?: Permission
  rows: (trx: Transaction, ctx: C) => Knex.QueryBuilder
  /**
   * The same rows without what is joined to each. A page is chosen from these where its columns allow, so that a long
   * list is ordered before it is joined, not after.
   */
  keys?: (trx: Transaction, ctx: C) => Knex.QueryBuilder
  columns: Readonly<Record<string, Column>>
  /** The column that tells rows apart, and breaks ties of the order. */
  key: { sql: string; form: 'uuid' | 'number' | 'text' }
}

/** The three ways in which the console reads a noun: one page, how many there are, and rows by id. */
export interface Listing<C extends Context, Line> {
  columns: Readonly<Record<string, Column>>
  list: (ctx: C, request: ListingRequest) => Promise<Line[]>
  /** Counts to `countedAtMost`: that many means that many or more. */
  count: (ctx: C, filters: Filters) => Promise<number>
  find: (ctx: C, ids: readonly string[]) => Promise<Line[]>
}

export const countedAtMost = 10_000
const shownAtMost = 200

const keyTypes = { uuid: 'uuid', number: 'bigint', text: 'text' }
const keyForms = { uuid: z.uuid(), number: z.string().regex(/^\d{1,15}$/), text: z.string().max(100) }

function unknownColumn(name: string): AppError {
  return new AppError('invalid', `This list can't be narrowed or ordered by "${name.slice(0, 50)}".`)
}

function columnOf(columns: Readonly<Record<string, Column>>, name: string): Column {
  const column = Object.hasOwn(columns, name) ? columns[name] : undefined
  if (column === undefined) throw unknownColumn(name)
  return column
}

function narrow(query: Knex.QueryBuilder, columns: Readonly<Record<string, Column>>, filters: Filters): void {
  for (const [name, value] of Object.entries(filters)) {
    const { sql, match } = columnOf(columns, name)
    if (match === 'between' && typeof value === 'object') {
      if (value.from) query.whereRaw(`${sql} >= ?`, [value.from])
      if (value.to) query.whereRaw(`${sql} <= ?`, [value.to])
    } else if (match === undefined || typeof value === 'object') {
      throw unknownColumn(name)
    } else if (match === 'contains') {
      query.whereRaw(`${sql} ilike ?`, [`%${value.slice(0, 255).replaceAll(/[\\%_]/g, '\\$&')}%`])
    } else if (match === 'id' && !z.uuid().safeParse(value).success) {
      query.whereRaw('false')
    } else {
      query.whereRaw(`${sql} = ?`, [value.slice(0, 255)])
    }
  }
}

/**
 * Makes the console's listing of one noun. It reads under row-level security as the context's actor, never more than
 * 200 rows nor beyond the 10,000th: who wants to look deeper narrows the list.
 */
export function defineListing<C extends Context, Line>(definition: Definition<C, Line>): Listing<C, Line> {
  const { rows, columns, key, permission } = definition
  const lines = z.array(definition.line)
  const check = (ctx: C): void => {
    if (permission !== undefined) requirePermission(ctx.actor, permission)
  }
  /** What a page or a count is taken from: bare keys when none of the columns in question needs a join. */
  const chosen = (trx: Transaction, ctx: C, names: readonly string[]): { query: Knex.QueryBuilder; bare: boolean } => {
    const { keys } = definition
    if (keys === undefined || names.some((name) => columnOf(columns, name).joined)) {
      return { query: rows(trx, ctx), bare: false }
    }
    return { query: keys(trx, ctx), bare: true }
  }
  return {
    columns,
    list: async (ctx, request) => {
      check(ctx)
      const { sql, sortable } = columnOf(columns, request.sortBy)
      if (sortable !== true) throw unknownColumn(request.sortBy)
      if (request.offset >= countedAtMost) {
        throw new AppError('invalid', 'Only the first 10,000 rows can be paged through. Narrow the list by a filter.')
      }
      const direction = request.direction === 'desc' ? 'desc' : 'asc'
      const order = `${sql} ${direction}, ${key.sql} ${direction}`
      return reading(ctx, async (trx) => {
        const page = chosen(trx, ctx, [request.sortBy, ...Object.keys(request.filters)])
        narrow(page.query, columns, request.filters)
        page.query
          .orderByRaw(order)
          .limit(Math.min(Math.max(request.limit, 1), shownAtMost))
          .offset(Math.max(request.offset, 0))
        if (!page.bare) return lines.parse(await page.query)
        page.query.select(trx.raw(`${key.sql} as key`))
        // Materialized, or the join may come first after all.
        const query = rows(trx, ctx).withMaterialized('page', page.query)
        return lines.parse(await query.whereRaw(`${key.sql} in (select key from page)`).orderByRaw(order))
      })
    },
    count: async (ctx, filters) => {
      check(ctx)
      return reading(ctx, async (trx) => {
        const { query } = chosen(trx, ctx, Object.keys(filters))
        narrow(query, columns, filters)
        const counted = await trx.raw<{ rows: { count: number }[] }>('select count(*)::int from (?) rows', [
          query.clearSelect().select(trx.raw('1')).limit(countedAtMost),
        ])
        return counted.rows[0]?.count ?? 0
      })
    },
    find: async (ctx, ids) => {
      check(ctx)
      const known = ids.filter((id) => keyForms[key.form].safeParse(id).success).slice(0, shownAtMost)
      if (known.length === 0) return []
      return reading(ctx, async (trx) =>
        lines.parse(await rows(trx, ctx).whereRaw(`${key.sql} = any(?::${keyTypes[key.form]}[])`, [known])),
      )
    },
  }
}
