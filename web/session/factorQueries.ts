import type { Factors } from '@muniment/core/accounts/schema.ts'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../api.ts'
import { sessionKey } from './session.ts'

const FACTORS = ['factors'] as const

export function useFactors() {
  return useQuery({
    queryKey: FACTORS,
    queryFn: ({ signal }) => api<Factors>('/profile/factors', { signal, organization: null }),
  })
}

/** After a factor came or went: what there is, which sessions are left, and whether the organization is content. */
export function useFactorsChanged(): () => Promise<void> {
  const queries = useQueryClient()
  return async () => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: FACTORS }),
      queries.invalidateQueries({ queryKey: ['sessions'] }),
      queries.invalidateQueries({ queryKey: sessionKey }),
    ])
  }
}
