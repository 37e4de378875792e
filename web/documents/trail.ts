import { createStore } from '../frame/store.ts'

/** The list that a document was opened from: where it is, and its documents in their order. */
export interface Trail {
  address: string
  ids: readonly string[]
}

/** Kept while the page lives: after a reload there is no list that one came from. */
export const trail = createStore<Trail | null>(null)

/** Where a document stands in the list one came from, and its neighbours; null when it is not in it. */
export function placeIn(list: Trail | null, id: string) {
  const at = list?.ids.indexOf(id) ?? -1
  if (!list || at === -1) return null
  return { number: at + 1, count: list.ids.length, before: list.ids[at - 1] ?? null, after: list.ids[at + 1] ?? null }
}
