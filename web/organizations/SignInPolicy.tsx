import type { SignInPolicy as Policy, SignInPolicyChange } from '@muniment/core/organizations/signInPolicy.ts'
import { Skeleton, Stack, Switch, Title } from '@mantine/core'
import { modals } from '@mantine/modals'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../api.ts'
import { announce } from '../frame/announce.tsx'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import { useMe } from '../session/session.ts'
import { SignInWays } from './SignInWays.tsx'

/** What the organization asks of everybody's way of signing in. */
export function SignInPolicy() {
  const { organization } = useMe()
  const queries = useQueryClient()
  const key = [organization, 'policy']
  const policy = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => api<Policy>('/organization/policy', { signal }),
  })
  const change = useMutation({
    mutationFn: (body: SignInPolicyChange) =>
      api<Policy>('/organization/policy', { method: 'PATCH', body, ifMatch: policy.data?.revision ?? 0 }),
    onSuccess: (changed, asked) => {
      queries.setQueryData(key, changed)
      if (asked.ways !== undefined) announce('The ways of signing in are saved')
      else
        announce(changed.requireSecondFactor ? 'A second factor is required now' : 'No second factor is required now')
    },
    onError: () => void queries.invalidateQueries({ queryKey: key }),
  })
  const ask = (required: boolean) =>
    modals.openConfirmModal({
      title: required ? 'Require a second factor?' : 'Require it no longer?',
      children: required
        ? 'Whoever has none is let in to their profile alone from this moment on, until they have added one.'
        : 'Then a password alone lets people in who have no second factor.',
      labels: { confirm: required ? 'Require it' : 'Require it no longer', cancel: 'Cancel' },
      onConfirm: () => change.mutate({ requireSecondFactor: required }),
    })
  return (
    <section aria-labelledby="policy">
      <Title order={2} fz={16} mb="sm" id="policy">
        Signing in
      </Title>
      <Stack gap="sm">
        {policy.isError && !policy.data ? (
          <ErrorPanel error={policy.error} retry={() => void policy.refetch()} />
        ) : policy.data ? (
          <>
            <Switch
              label="Require a second factor of everybody"
              description="An authenticator app or a passkey. You need one yourself first."
              checked={policy.data.requireSecondFactor}
              disabled={change.isPending}
              onChange={(event) => ask(event.currentTarget.checked)}
            />
            <SignInWays
              key={policy.data.revision}
              policy={policy.data}
              pending={change.isPending}
              onSave={(ways) => change.mutate({ ways })}
            />
          </>
        ) : (
          <Skeleton className="late" h={40} />
        )}
        {change.isError && <ErrorPanel error={change.error} />}
      </Stack>
    </section>
  )
}
