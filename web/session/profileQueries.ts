import type { Profile } from '@muniment/core/accounts/schema.ts'
import { useQuery } from '@tanstack/react-query'
import { api } from '../api.ts'

export const PROFILE = ['profile'] as const

export function useProfile() {
  return useQuery({
    queryKey: PROFILE,
    queryFn: ({ signal }) => api<Profile>('/profile', { signal, organization: null }),
  })
}
