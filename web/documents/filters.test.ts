import { describe, expect, it } from 'vitest'
import { filterQuery, filterWords, isFiltered, readFilters } from './filters.ts'

const read = (query: string) => readFilters(new URLSearchParams(query))

describe('filters in the address', () => {
  it('are read by their names, and empty ones are none', () => {
    expect(read('text=lease&kind=pdf,image&item=x&tag=')).toEqual({ text: 'lease', kind: 'pdf,image' })
    expect(isFiltered(read('item=x&sort=size'))).toBe(false)
  })

  it('are asked of the server in its terms, from the start of a day where the person is', () => {
    const now = new Date(2026, 2, 12, 15, 30)
    const query = filterQuery(
      read('size=medium&changed=week&from=2026-01-01&author=me&department=d1&tag=a,b'),
      'm1',
      now,
    )
    expect(query).toMatchObject({
      sizeFrom: 1_000_000,
      sizeTo: 10_000_000,
      updatedFrom: new Date(2026, 2, 5).toISOString(),
      dateFrom: '2026-01-01',
      author: 'm1',
      departmentId: 'd1',
      tag: 'a,b',
    })
  })

  it('that somebody typed wrongly are left out', () => {
    const query = filterQuery(read('size=toString&changed=never&from=yesterday'), 'm1')
    expect([query.sizeFrom, query.updatedFrom, query.dateFrom]).toEqual([undefined, undefined, undefined])
  })

  it('are told in words', () => {
    const named = { sensitivity: {}, author: 'Ana Ruiz', department: 'Legal' }
    expect(filterWords('kind', 'pdf,sheet', named)).toBe('PDF or Spreadsheets')
    expect(filterWords('tag', 'signed,lease', named)).toBe('Tagged signed and lease')
    expect(filterWords('author', 'm1', named)).toBe('Added by Ana Ruiz')
    expect(filterWords('author', 'me', named)).toBe('Added by me')
    expect(filterWords('department', 'd1', named)).toBe('Of Legal')
  })
})
