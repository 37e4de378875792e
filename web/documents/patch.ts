import type { Document } from '@muniment/core/documents/schema.ts'
import type { DocumentPages, Sort } from './queries.ts'

const names = new Intl.Collator('en', { numeric: true })

export const SORTS = ['name', 'updatedAt', 'size', 'documentDate', 'author'] as const

const differences: Record<Sort['by'], (a: Document, b: Document) => number> = {
  name: (a, b) => names.compare(a.name, b.name),
  updatedAt: (a, b) => a.updatedAt.localeCompare(b.updatedAt),
  size: (a, b) => a.version.size - b.version.size,
  documentDate: (a, b) => (a.documentDate ?? '').localeCompare(b.documentDate ?? ''),
  // What nobody is known to have added comes last.
  author: (a, b) =>
    Number(a.createdBy === null) - Number(b.createdBy === null) ||
    names.compare(a.createdBy?.name ?? '', b.createdBy?.name ?? '') ||
    (a.createdBy?.id ?? '').localeCompare(b.createdBy?.id ?? '') ||
    names.compare(a.name, b.name),
}

/** The order of a list, as the server sorts it (names as people count: "2" before "10"). */
export function compareDocuments(a: Document, b: Document, sort: Sort): number {
  const order = differences[sort.by](a, b)
  const decided = order === 0 ? a.id.localeCompare(b.id) : order
  return sort.direction === 'asc' ? decided : -decided
}

/**
 * Puts what was just read into a loaded list: rows that stay in their place are replaced there, others leave it and
 * come in where they belong. `asked` are the ids that were asked for: those without an answer are gone. What sorts
 * behind the last loaded page is left for when that page is read. Pages that do not change stay the same objects.
 */
export function patchDocuments(
  data: DocumentPages,
  folderId: string | null,
  sort: Sort,
  asked: ReadonlySet<string>,
  fresh: readonly Document[],
): DocumentPages {
  const here = new Map(fresh.filter((one) => one.folderId === folderId).map((one) => [one.id, one]))
  let pages = data.pages.map((page) => {
    if (!page.items.some((one) => asked.has(one.id))) return page
    const items = page.items.flatMap((old) => {
      if (!asked.has(old.id)) return [old]
      const now = here.get(old.id)
      if (!now || compareDocuments(old, now, sort) !== 0) return []
      here.delete(old.id)
      return [now]
    })
    return { ...page, items }
  })
  for (const document of here.values()) pages = insert(pages, document, sort)
  return pages.every((page, at) => page === data.pages[at]) ? data : { ...data, pages }
}

function insert(pages: DocumentPages['pages'], document: Document, sort: Sort): DocumentPages['pages'] {
  const at = pages.findIndex((page) => {
    const last = page.items.at(-1)
    return last !== undefined && compareDocuments(document, last, sort) < 0
  })
  if (at === -1) {
    // Behind everything loaded. With more to come it will come with it.
    const last = pages.at(-1)
    if (!last || last.next !== null) return pages
    return [...pages.slice(0, -1), { ...last, items: [...last.items, document] }]
  }
  return pages.map((page, index) => {
    if (index !== at) return page
    const before = page.items.findIndex((one) => compareDocuments(document, one, sort) < 0)
    return { ...page, items: page.items.toSpliced(before === -1 ? page.items.length : before, 0, document) }
  })
}
