import type { Usage } from '@muniment/core/quotas/schema.ts'
import { useQuery } from '@tanstack/react-query'
import { api } from '../api.ts'
import { roomKey } from '../rooms/queries.ts'
import { useMe } from '../session/session.ts'

/** How much a room holds; for who manages it. Below the room's own key, so that what happens there has it read anew. */
export function useRoomUsage(roomId: string, enabled: boolean) {
  const { organization } = useMe()
  return useQuery({
    queryKey: [...roomKey(organization, roomId), 'usage'],
    queryFn: ({ signal }) => api<Usage>(`/rooms/${roomId}/usage`, { signal }),
    enabled,
  })
}

/** How much the organization holds; for who sees everything in it. */
export function useOrganizationUsage() {
  const { organization } = useMe()
  return useQuery({
    queryKey: [organization, 'usage'],
    queryFn: ({ signal }) => api<Usage>('/organization/usage', { signal }),
  })
}
