import type { SharedThing } from '@muniment/core/access/shared.ts'
import type { Explanation, Impact, ThingAccess, ThingKind } from '@muniment/core/access/schema.ts'
import type { Page } from '@muniment/core/page.ts'
import { keepPreviousData, useInfiniteQuery, useQuery, type QueryClient } from '@tanstack/react-query'
import { api } from '../api.ts'
import { useMe } from '../session/session.ts'
import { changeOf, isEmpty, type Draft } from './draft.ts'

export function accessPath(kind: ThingKind, id: string): string {
  return `/${kind}s/${id}/access`
}

export function accessKey(organization: string) {
  return [organization, 'access'] as const
}

/** Who can see a thing, page by page; the facts about the thing itself come with each page. */
export function useAccess(kind: ThingKind, id: string) {
  const { organization } = useMe()
  return useInfiniteQuery({
    queryKey: [...accessKey(organization), kind, id],
    queryFn: ({ pageParam, signal }) =>
      api<ThingAccess>(accessPath(kind, id), { query: { cursor: pageParam, limit: 50 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
  })
}

/** Why somebody (null: oneself) can or cannot see a thing, in the server's words. */
export function useExplanation(kind: ThingKind, id: string, memberId: string | null, enabled = true) {
  const { organization } = useMe()
  return useQuery({
    queryKey: [...accessKey(organization), kind, id, 'explain', memberId],
    queryFn: ({ signal }) => api<Explanation>(`${accessPath(kind, id)}/explain`, { query: { user: memberId }, signal }),
    enabled,
  })
}

/** Who would gain and who would lose by a draft. */
export function useImpact(kind: ThingKind, id: string, draft: Draft) {
  const { organization } = useMe()
  const body = changeOf(draft)
  return useQuery({
    queryKey: [...accessKey(organization), kind, id, 'impact', body],
    queryFn: ({ signal }) => api<Impact>(`${accessPath(kind, id)}/preview`, { method: 'POST', body, signal }),
    enabled: !isEmpty(draft),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 0,
  })
}

export function useShared() {
  const { organization } = useMe()
  return useInfiniteQuery({
    queryKey: [organization, 'shared'],
    queryFn: ({ pageParam, signal }) =>
      api<Page<SharedThing>>('/shared', { query: { cursor: pageParam, limit: 100 }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    enabled: organization !== '',
  })
}

/** After rights changed anything may look different: what is shown of rooms is read again. */
export function rightsChanged(queries: QueryClient, organization: string): void {
  for (const noun of ['access', 'rooms', 'room', 'folders', 'folder', 'documents', 'document', 'shared']) {
    void queries.invalidateQueries({ queryKey: [organization, noun] })
  }
}
