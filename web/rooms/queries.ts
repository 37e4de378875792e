import type { Room } from '@muniment/core/rooms/schema.ts'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, ApiProblem } from '../api.ts'
import { useMe } from '../session/session.ts'
import type { Page } from '@muniment/core/page.ts'

export function roomsKey(organization: string) {
  return [organization, 'rooms'] as const
}

export function roomKey(organization: string, roomId: string) {
  return [organization, 'room', roomId] as const
}

/** The rooms that are worked in, or those that are archived. */
export function useRooms(archived = false) {
  const { organization } = useMe()
  return useInfiniteQuery({
    queryKey: archived ? [...roomsKey(organization), 'archived'] : roomsKey(organization),
    queryFn: ({ pageParam, signal }) =>
      api<Page<Room>>('/rooms', { query: { cursor: pageParam, limit: 100, archived: String(archived) }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next,
    enabled: organization !== '',
  })
}

/**
 * A room; null for one that cannot be seen, which is no fault: somebody may have been let into a folder of it alone. As a
 * failure it would be pending anew at each reading, and the page around it would flicker.
 */
export function useRoom(roomId: string) {
  const { organization } = useMe()
  const queries = useQueryClient()
  return useQuery({
    queryKey: roomKey(organization, roomId),
    queryFn: ({ signal }) =>
      api<Room>(`/rooms/${roomId}`, { signal }).catch((error: unknown) => {
        if (error instanceof ApiProblem && error.status === 404) return null
        throw error
      }),
    placeholderData: () =>
      queries
        .getQueryData<{ pages: Page<Room>[] }>(roomsKey(organization))
        ?.pages.flatMap((page) => page.items)
        .find((one) => one.id === roomId),
  })
}

/** "12 documents", "1,000+ documents": rooms count no further than that. */
export function roomSize(room: Room): string {
  if (room.documentCount >= 1000) return '1,000+'
  return String(room.documentCount)
}
