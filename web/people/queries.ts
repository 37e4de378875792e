import type { Member } from '@muniment/core/members/schema.ts'
import type { Page } from '@muniment/core/page.ts'
import { keepPreviousData, useInfiniteQuery, useQuery, type QueryClient } from '@tanstack/react-query'
import { api } from '../api.ts'
import { departmentsKey } from '../departments/queries.ts'
import { rolesKey } from '../roles/queries.ts'
import { useMe } from '../session/session.ts'

export function membersKey(organization: string) {
  return [organization, 'members'] as const
}

export function memberKey(organization: string, memberId: string) {
  return [organization, 'member', memberId] as const
}

/** People whose name or address has `search` in it, of a department or those below it if one is given; by name, page by page. */
export function useMembers(search: string, departmentId: string | null = null) {
  const { organization } = useMe()
  return useInfiniteQuery({
    queryKey: [...membersKey(organization), search, departmentId],
    queryFn: ({ pageParam, signal }) =>
      api<Page<Member>>('/members', {
        query: { cursor: pageParam, limit: 100, search: search || null, departmentId },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    placeholderData: keepPreviousData,
  })
}

/** The first few, for choosing one. */
export function useMemberSearch(search: string) {
  const { organization, can } = useMe()
  return useQuery({
    queryKey: [...membersKey(organization), 'first', search],
    queryFn: async ({ signal }) =>
      (await api<Page<Member>>('/members', { query: { limit: 20, search: search || null }, signal })).items,
    placeholderData: keepPreviousData,
    enabled: can('members.read'),
  })
}

export function useMember(memberId: string | null) {
  const { organization } = useMe()
  return useQuery({
    queryKey: memberKey(organization, memberId ?? ''),
    queryFn: ({ signal }) => api<Member>(`/members/${memberId}`, { signal }),
    enabled: memberId !== null,
  })
}

/** After roles, departments or a suspension changed: who is who, how many hold what, and who sees what. */
export function peopleChanged(queries: QueryClient, organization: string): void {
  for (const queryKey of [
    membersKey(organization),
    [organization, 'member'],
    departmentsKey(organization),
    rolesKey(organization),
    [organization, 'access'],
  ]) {
    void queries.invalidateQueries({ queryKey })
  }
}
