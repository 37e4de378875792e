import type { Document } from '@muniment/core/documents/schema.ts'
import { describe, expect, it } from 'vitest'
import { patchDocuments } from './patch.ts'
import type { DocumentPages, Sort } from './queries.ts'

const byName: Sort = { by: 'name', direction: 'asc' }

function document(name: string, more: Partial<Document> = {}): Document {
  return {
    id: `id-${name}`,
    roomId: 'room',
    folderId: null,
    name,
    title: '',
    description: '',
    tags: [],
    documentDate: null,
    kind: 'other',
    owner: null,
    sensitivity: 'internal',
    sensitivitySet: null,
    lock: null,
    newer: null,
    departmentId: null,
    abilities: {
      rename: true,
      edit: true,
      addVersion: true,
      lock: true,
      unlock: false,
      move: true,
      trash: true,
      copy: true,
      share: false,
      classify: false,
      download: true,
    },
    revision: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    createdBy: null,
    version: {
      id: `v-${name}`,
      number: 1,
      state: 'scanning',
      reason: null,
      size: 1,
      sha256: null,
      mediaType: null,
      note: '',
      restoredFrom: null,
      createdAt: '2026-01-01T00:00:00.000Z',
      scannedAt: null,
      uploadedBy: null,
      abilities: { download: false, note: false },
    },
    ...more,
  }
}

function list(pages: string[][], next: string | null = null): DocumentPages {
  return {
    pages: pages.map((names, at) => ({
      items: names.map((name) => document(name)),
      next: at === pages.length - 1 ? next : `cursor-${at}`,
    })),
    pageParams: pages.map((_, at) => (at === 0 ? null : `cursor-${at - 1}`)),
  }
}

function patch(data: DocumentPages, fresh: Document[], asked = fresh.map((one) => one.id), sort = byName) {
  return patchDocuments(data, null, sort, new Set(asked), fresh)
}
const shown = (data: DocumentPages) => data.pages.map((page) => page.items.map((one) => one.name))

describe('patching a loaded list', () => {
  it('replaces a row in its place and leaves the other pages as they are', () => {
    const before = list([['a', 'b'], ['c']])
    const available = document('b', { revision: 2 })
    const after = patch(before, [available])
    expect(shown(after)).toEqual([['a', 'b'], ['c']])
    expect(after.pages[0]?.items[1]).toBe(available)
    expect(after.pages[1]).toBe(before.pages[1])
  })

  it('puts a new document where it sorts, counting numbers as people do', () => {
    expect(shown(patch(list([['file 1', 'file 10']]), [document('file 2')]))).toEqual([['file 1', 'file 2', 'file 10']])
  })

  it('appends behind the last page only when nothing more is to come', () => {
    expect(shown(patch(list([['a']]), [document('b')]))).toEqual([['a', 'b']])
    const unfinished = list([['a']], 'more')
    expect(patch(unfinished, [document('b')])).toBe(unfinished)
  })

  it('moves a renamed document to its new place', () => {
    const renamed = { ...document('a'), name: 'z' }
    expect(shown(patch(list([['a', 'b'], ['c']]), [renamed]))).toEqual([['b'], ['c', 'z']])
  })

  it('takes out what was asked for and did not come back', () => {
    expect(shown(patch(list([['a', 'b']]), [], ['id-a']))).toEqual([['b']])
  })

  it('takes out what went to another folder and ignores what is new there', () => {
    const before = list([['a', 'b']])
    expect(shown(patch(before, [document('a', { folderId: 'elsewhere' })]))).toEqual([['b']])
    expect(patch(before, [document('new', { folderId: 'elsewhere' })])).toBe(before)
  })

  it('respects the direction and other orders', () => {
    const newest = { by: 'updatedAt', direction: 'desc' } as const
    const late = document('late', { updatedAt: '2026-02-01T00:00:00.000Z' })
    expect(shown(patch(list([['a', 'b']]), [late], [late.id], newest))).toEqual([['late', 'a', 'b']])
  })

  it('fills an empty list', () => {
    expect(shown(patch(list([[]]), [document('first')]))).toEqual([['first']])
  })

  it('patches one row of 10,000 in a few milliseconds', () => {
    const big = list(
      Array.from({ length: 50 }, (_, page) => Array.from({ length: 200 }, (_, row) => `f ${page * 200 + row}`)),
    )
    const started = performance.now()
    patch(big, [document('f 5000', { revision: 2 })])
    expect(performance.now() - started).toBeLessThan(100)
  })
})
