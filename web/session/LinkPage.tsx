import { Alert, Skeleton, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRef, type ReactNode } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { api, ApiProblem } from '../api.ts'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import type { LinkShown } from '@muniment/core/links/schema.ts'
import { PublicPage } from './PublicPage.tsx'
import { sessionKey, signIn } from './session.ts'

type Purpose = LinkShown['purpose']

const OUT_OF_DATE: Record<Purpose, ReactNode> = {
  setup: (
    <>
      To get a new one, run <code>./muniment setup-link</code> on the server. If Muniment is set up already, go to{' '}
      <a href="/sign-in">sign-in</a>.
    </>
  ),
  invitation: (
    <>
      Ask whoever invited you for a new one. If you have joined already, go to <a href="/sign-in">sign-in</a>.
    </>
  ),
  recovery: (
    <>
      <a href="/forgot">Ask for a new one</a>, or ask your administrator. Operators can run{' '}
      <code>./muniment recover-admin EMAIL</code> on the server.
    </>
  ),
  verification: (
    <>
      Ask for a new one in your <a href="/profile">profile</a>.
    </>
  ),
}

/** A page opened by a one-time link (`#TOKEN`): looks the token up first and says what is wrong with it, if anything. */
export function LinkPage({
  purpose,
  title,
  intro,
  children,
}: {
  purpose: Purpose
  title: string
  intro: (facts: LinkShown) => ReactNode
  children: (facts: LinkShown, token: string) => ReactNode
}) {
  const { hash } = useLocation()
  const token = decodeURIComponent(hash.slice(1))
  const link = useQuery({
    queryKey: ['link', token],
    queryFn: ({ signal }) =>
      api<LinkShown>('/links/inspect', { method: 'POST', body: { token }, signal, organization: null, public: true }),
    enabled: token !== '',
    retry: (tries, error) => tries < 2 && !(error instanceof ApiProblem && error.status >= 400 && error.status < 500),
    staleTime: Infinity,
  })

  const facts = link.data?.purpose === purpose ? link.data : undefined
  const expired =
    token === '' ||
    (link.data && !facts) ||
    (link.error instanceof ApiProblem && [400, 404, 410].includes(link.error.status))
  return (
    <PublicPage title={title} intro={facts && intro(facts)}>
      {expired ? (
        <Alert
          color="red"
          variant="outline"
          title={token === '' ? 'The link is incomplete' : 'This link no longer works'}
        >
          <Text>
            {token === ''
              ? 'The part after # is missing. Copy the whole link, or '
              : 'It was used already, has expired, or was not copied whole. '}
            {token === '' ? 'get a new one. ' : ''}
            {OUT_OF_DATE[purpose]}
          </Text>
        </Alert>
      ) : link.isError ? (
        <ErrorPanel error={link.error} retry={() => void link.refetch()} />
      ) : facts ? (
        children(facts, token)
      ) : (
        <Stack className="late" aria-label="Loading" role="status">
          <Skeleton h={56} />
          <Skeleton h={56} />
          <Skeleton h={36} />
        </Stack>
      )}
    </PublicPage>
  )
}

/** Sends the form of a link page, then signs in with what was just chosen. */
export function useLinkForm<T extends { password: string }>(path: string, token: string) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  // The link works once: when only the sign-in after it failed, the next try is for that alone.
  const redeemed = useRef<{ email: string } | null>(null)
  return useMutation({
    mutationFn: async (values: T) => {
      redeemed.current ??= await api<{ email: string }>(path, {
        method: 'POST',
        body: { token, ...values },
        organization: null,
        public: true,
      })
      await signIn(redeemed.current.email, values.password)
    },
    onSuccess: async () => {
      queries.removeQueries({ queryKey: ['status'] })
      await queries.invalidateQueries({ queryKey: sessionKey })
      await navigate('/', { replace: true })
    },
  })
}
