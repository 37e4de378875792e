import type { SignInProvider } from '@muniment/core/providers/schema.ts'
import type { Page as ListPage } from '@muniment/core/page.ts'
import { useMutation, useQuery } from '@tanstack/react-query'
import { api } from '../api.ts'

/** The operator's list. */
export const PROVIDERS = ['settings', 'providers'] as const

/** By which providers one can sign in here. */
export function useProviders() {
  return useQuery({
    queryKey: ['sign-in-providers'],
    queryFn: ({ signal }) =>
      api<ListPage<SignInProvider>>('/sign-in/providers', { signal, organization: null, public: true }),
    staleTime: 60_000,
  })
}

/** Leaves for a provider, to sign in or to join: what is sent says what for. */
export function useDeparture(path: 'sign-in/provider' | 'link-provider') {
  return useMutation({
    mutationFn: (body: { provider: string; return?: string; invitation?: string }) =>
      api<{ url: string }>(`/api/auth/${path}`, {
        method: 'POST',
        body,
        organization: null,
        public: path === 'sign-in/provider',
      }),
    onSuccess: ({ url }) => window.location.assign(url),
  })
}
