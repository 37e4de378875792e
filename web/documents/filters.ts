import type { DocumentFiltersInput } from '@muniment/core/documents/schema.ts'

/** What a list is narrowed by, as it stands in the address. */
export const FILTERS = [
  'text',
  'kind',
  'state',
  'sensitivity',
  'tag',
  'size',
  'changed',
  'from',
  'to',
  'author',
  'department',
] as const
export type FilterName = (typeof FILTERS)[number]
export type Filters = Readonly<Partial<Record<FilterName, string>>>

export const KIND_WORDS = {
  pdf: 'PDF',
  image: 'Images',
  text: 'Text',
  sheet: 'Spreadsheets',
  office: 'Office files',
  archive: 'Archives',
  other: 'Other files',
} as const

export const STATE_WORDS = {
  available: 'Checked',
  scanning: 'Being checked',
  infected: 'Blocked',
  held: 'Held',
  damaged: 'Damaged',
} as const

const MEGABYTE = 1_000_000

export const SIZES = {
  small: { label: 'Under 1 MB', to: MEGABYTE },
  medium: { label: '1 to 10 MB', from: MEGABYTE, to: 10 * MEGABYTE },
  large: { label: '10 to 100 MB', from: 10 * MEGABYTE, to: 100 * MEGABYTE },
  huge: { label: 'Over 100 MB', from: 100 * MEGABYTE },
} as const

export const CHANGED = {
  today: { label: 'Today', days: 0 },
  week: { label: 'In the last 7 days', days: 7 },
  month: { label: 'In the last 30 days', days: 30 },
  year: { label: 'In the last year', days: 365 },
} as const

function isKeyOf<T extends object>(table: T, key: string): key is Extract<keyof T, string> {
  return Object.hasOwn(table, key)
}

/** The filters in the address; what is empty there is none. */
export function readFilters(parameters: URLSearchParams): Filters {
  return Object.fromEntries(
    FILTERS.flatMap((name) => {
      const value = parameters.get(name)?.trim() ?? ''
      return value === '' ? [] : [[name, value]]
    }),
  )
}

export function isFiltered(filters: Filters): boolean {
  return Object.keys(filters).length > 0
}

/** Filters as the server is asked. Days begin where the person is; what is in the address by mistake is left out. */
export function filterQuery(filters: Filters, memberId: string, now: Date = new Date()): DocumentFiltersInput {
  const { size, changed, from, to, author, department, ...plain } = filters
  const sized: { from?: number; to?: number } = size !== undefined && isKeyOf(SIZES, size) ? SIZES[size] : {}
  const day = /^\d{4}-\d{2}-\d{2}$/
  return {
    ...plain,
    sizeFrom: sized.from,
    sizeTo: sized.to,
    updatedFrom: changed !== undefined && isKeyOf(CHANGED, changed) ? daysAgo(CHANGED[changed].days, now) : undefined,
    dateFrom: from !== undefined && day.test(from) ? from : undefined,
    dateTo: to !== undefined && day.test(to) ? to : undefined,
    author: author === 'me' ? memberId : author,
    departmentId: department,
  }
}

function daysAgo(days: number, now: Date): string {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - days).toISOString()
}

/** What the address does not say itself. */
export interface Named {
  sensitivity: Readonly<Record<string, string>>
  /** Of the one author asked for, where one may know it. */
  author?: string | undefined
  department?: string | undefined
}

/** A filter in words, for its chip. */
export function filterWords(name: FilterName, value: string, named: Named): string {
  const words = (table: Readonly<Record<string, string>>) =>
    value
      .split(',')
      .map((one) => table[one] ?? one)
      .join(' or ')
  switch (name) {
    case 'text':
      return `Has “${value}”`
    case 'kind':
      return words(KIND_WORDS)
    case 'state':
      return words(STATE_WORDS)
    case 'sensitivity':
      return words(named.sensitivity)
    case 'tag':
      return `Tagged ${value.split(',').join(' and ')}`
    case 'size':
      return isKeyOf(SIZES, value) ? SIZES[value].label : value
    case 'changed':
      return isKeyOf(CHANGED, value) ? `Changed: ${CHANGED[value].label.toLowerCase()}` : value
    case 'from':
      return `Dated from ${value}`
    case 'to':
      return `Dated up to ${value}`
    case 'author':
      return value === 'me' ? 'Added by me' : `Added by ${named.author ?? 'somebody'}`
    case 'department':
      return `Of ${named.department ?? 'a department'}`
  }
}
