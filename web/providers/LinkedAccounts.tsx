import type { LinkedAccount } from '@muniment/core/providers/schema.ts'
import type { Page as ListPage } from '@muniment/core/page.ts'
import { Alert, Button, Skeleton, Stack, Text, Title } from '@mantine/core'
import { modals } from '@mantine/modals'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import { api } from '../api.ts'
import { announce } from '../frame/announce.tsx'
import { ErrorPanel } from '../frame/ErrorPanel.tsx'
import { When } from '../frame/When.tsx'
import classes from '../session/session.module.css'
import { ProviderRefused } from './ProviderButtons.tsx'
import { ProviderIcon } from './ProviderIcon.tsx'
import { useDeparture, useProviders } from './providers.ts'

const ACCOUNTS = ['linked-accounts'] as const

/** The accounts at sign-in providers that one can come in by; nothing where there is none and none can be had. */
export function LinkedAccounts() {
  const queries = useQueryClient()
  const [parameters] = useSearchParams()
  const providers = useProviders()
  const accounts = useQuery({
    queryKey: ACCOUNTS,
    queryFn: ({ signal }) => api<ListPage<LinkedAccount>>('/profile/accounts', { signal, organization: null }),
  })
  const departure = useDeparture('link-provider')
  const unlink = useMutation({
    mutationFn: ({ id }: LinkedAccount) => api(`/profile/accounts/${id}`, { method: 'DELETE', organization: null }),
    onSuccess: (_, { label }) => announce(`${label} is unlinked`),
    onSettled: () => queries.invalidateQueries({ queryKey: ACCOUNTS }),
  })
  const ask = (account: LinkedAccount) =>
    modals.openConfirmModal({
      title: `Unlink ${account.label}?`,
      children: `You can't sign in with ${account.label} any more until you link it again.`,
      labels: { confirm: 'Unlink', cancel: 'Keep' },
      confirmProps: { color: 'red' },
      onConfirm: () => unlink.mutate(account),
    })

  const linked = accounts.data?.items ?? []
  const open = (providers.data?.items ?? []).filter(({ id }) => !linked.some(({ provider }) => provider === id))
  const justLinked = linked.find(({ provider }) => provider === parameters.get('linked'))
  if (accounts.isSuccess && linked.length === 0 && open.length === 0) return null
  return (
    <section aria-labelledby="providers">
      <Title order={2} fz={16} mb="sm" id="providers">
        Sign-in providers
      </Title>
      <Stack gap="sm">
        <ProviderRefused />
        {justLinked && (
          <Alert color="teal" variant="outline" role="status">
            {justLinked.label} is linked. You can sign in with it from now on.
          </Alert>
        )}
        {[departure.error, unlink.error].map((error, index) => error && <ErrorPanel key={index} error={error} />)}
        {accounts.isPending ? (
          <Skeleton className="late" h={56} />
        ) : accounts.isError && !accounts.data ? (
          <ErrorPanel error={accounts.error} retry={() => void accounts.refetch()} />
        ) : (
          <ul className={classes['sessions']}>
            {linked.map((account) => (
              <li key={account.id}>
                <ProviderIcon
                  kind={providers.data?.items.find(({ id }) => id === account.provider)?.kind ?? 'oidc'}
                  size={20}
                />
                <div>
                  <Text fw={600}>{account.label}</Text>
                  <Text size="xs" c="dimmed">
                    Linked <When date={account.createdAt} inside />
                  </Text>
                </div>
                <Button
                  size="xs"
                  variant="default"
                  aria-label={`Unlink ${account.label}`}
                  loading={unlink.isPending && unlink.variables.id === account.id}
                  onClick={() => ask(account)}
                >
                  Unlink
                </Button>
              </li>
            ))}
            {open.map(({ id, kind, label }) => (
              <li key={id}>
                <ProviderIcon kind={kind} size={20} />
                <div>
                  <Text fw={600}>{label}</Text>
                  <Text size="xs" c="dimmed">
                    Not linked
                  </Text>
                </div>
                <Button
                  size="xs"
                  variant="default"
                  aria-label={`Link ${label}`}
                  loading={departure.isPending && departure.variables.provider === id}
                  onClick={() => departure.mutate({ provider: id })}
                >
                  Link
                </Button>
              </li>
            ))}
          </ul>
        )}
      </Stack>
    </section>
  )
}
