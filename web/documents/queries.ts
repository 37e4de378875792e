import type { Document, DocumentSort, Version } from '@muniment/core/documents/schema.ts'
import { useInfiniteQuery, useQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query'
import { useDebouncedValue } from '@mantine/hooks'
import { api } from '../api.ts'
import { useMe } from '../session/session.ts'
import { filterQuery, isFiltered, type Filters } from './filters.ts'
import type { Page } from '@muniment/core/page.ts'

export interface Sort {
  by: DocumentSort
  direction: 'asc' | 'desc'
}

export type DocumentPages = InfiniteData<Page<Document>, string | null>

export const PAGE = 200

/** While the live connection is up, lists are patched by events; this is for when it was not. */
const FRESH = 5 * 60_000

/** Prefix of the lists of a room; the rest of a key is folder, sort and direction. */
export function documentsKey(organization: string, roomId: string) {
  return [organization, 'documents', roomId] as const
}

export function documentKey(organization: string, documentId: string) {
  return [organization, 'document', documentId] as const
}

/** What a list is narrowed by in its key: nothing, or the filters as one text. */
function narrowing(filters: Filters): string {
  return isFiltered(filters) ? JSON.stringify(filters) : ''
}

/**
 * The documents directly in a folder (null: the room's top), page by page as one scrolls; narrowed by filters, those in the
 * folders below it too.
 */
export function useDocuments(roomId: string, folderId: string | null, sort: Sort, filters: Filters) {
  const { organization, membership } = useMe()
  const memberId = membership?.id ?? ''
  const narrowed = narrowing(filters)
  return useInfiniteQuery({
    queryKey: [...documentsKey(organization, roomId), folderId, sort.by, sort.direction, narrowed],
    queryFn: ({ pageParam, signal }) =>
      api<Page<Document>>(`/rooms/${roomId}/documents`, {
        query: {
          folderId,
          sort: sort.by,
          direction: sort.direction,
          cursor: pageParam,
          limit: PAGE,
          ...(narrowed !== '' && { scope: 'below', ...filterQuery(filters, memberId) }),
        },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    staleTime: FRESH,
    // The rows stay while what was typed next is looked for.
    placeholderData: (data, query) => (data && narrowed !== '' && query?.queryKey[3] === folderId ? data : undefined),
  })
}

/** Tags that begin so, of documents in a room. */
export function useTagSuggestions(roomId: string, typed: string): string[] {
  const { organization } = useMe()
  const [prefix] = useDebouncedValue(typed.trim().toLowerCase(), 150)
  const tags = useQuery({
    queryKey: [organization, 'tags', roomId, prefix],
    queryFn: ({ signal }) =>
      api<{ items: string[] }>(`/rooms/${roomId}/tags`, { query: { prefix: prefix || null }, signal }),
    placeholderData: (data) => data,
    retry: false,
  })
  return tags.data?.items ?? []
}

/** These documents as they are now, for patching lists; those that are gone or hidden are left out. */
export async function readDocuments(roomId: string, ids: readonly string[], organization: string): Promise<Document[]> {
  const page = await api<Page<Document>>(`/rooms/${roomId}/documents`, {
    query: { ids: ids.join(','), limit: ids.length },
    organization,
  })
  return page.items
}

export function useDocument(documentId: string) {
  const { organization } = useMe()
  const queries = useQueryClient()
  return useQuery({
    queryKey: documentKey(organization, documentId),
    queryFn: ({ signal }) => api<Document>(`/documents/${documentId}`, { signal }),
    // What the table already shows is shown at once.
    placeholderData: () => {
      for (const [, data] of queries.getQueriesData<DocumentPages>({ queryKey: [organization, 'documents'] })) {
        for (const page of data?.pages ?? []) {
          const listed = page.items.find((one) => one.id === documentId)
          if (listed) return listed
        }
      }
      return undefined
    },
  })
}

export function useVersions(documentId: string) {
  const { organization } = useMe()
  return useInfiniteQuery({
    queryKey: [organization, 'versions', documentId],
    queryFn: ({ pageParam, signal }) =>
      api<Page<Version>>(`/documents/${documentId}/versions`, { query: { cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  })
}
